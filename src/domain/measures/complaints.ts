import { addDays, type Day } from '../calendar/day.ts';
import type { ComplaintCause } from '../loop/causes.ts';
import { rankShares } from '../satisfaction/ranking.ts';
import type { Span } from './kpis.ts';
import { type ShareValue, shareOf } from './scorecard.ts';

/** A complaint with what was learned from it. */
export interface Complaint {
  readonly key: string;
  readonly raisedOn: Day;
  /** Whose customer it was then. */
  readonly ownerId: string;
  /** From the list; absent: not found yet, or from before there was one. */
  readonly category?: ComplaintCause | undefined;
  /** As it was written down. */
  readonly rootCause?: string | undefined;
  /** What keeps it from happening again was written down. */
  readonly isPrevented: boolean;
  /** What is to be improved; `checked` once somebody looked at it after it was due. */
  readonly measure?:
    | { readonly checked?: { readonly done: boolean; readonly effective: boolean } | undefined }
    | undefined;
}

export interface CauseLine {
  readonly category: ComplaintCause;
  /** Of `other`: which. The same words are one cause. */
  readonly cause?: string;
  readonly n: number;
  /** Of the complaints whose cause is known. */
  readonly share: ShareValue;
  /** How many of them followed another of the same cause within ninety days. */
  readonly again: number;
  /** 1 is the most frequent; only where no other cause's interval overlaps. */
  readonly rank?: number;
  /** Those that are counted, the oldest first. */
  readonly keys: readonly string[];
}

export interface ComplaintSummary {
  readonly n: number;
  readonly withoutCause: number;
  readonly prevented: number;
  /** Most frequent first, which by itself says nothing: see `rank`. */
  readonly causes: readonly CauseLine[];
  /** Improvement measures: how many there are, were looked at once they were due, were done, and helped. */
  readonly measures: {
    readonly n: number;
    readonly checked: number;
    readonly done: number;
    readonly effective: number;
  };
}

/** A complaint of the same cause so soon after another says that nothing was learned. Ours. */
const REPEAT_DAYS = 90;

/**
 * What a period's complaints were about and what was done so that they do not come again.
 *
 * @param complaints those of the period and of the ninety days before it: the earlier ones only tell what came again
 * @param ownerId whose are counted; absent: everybody's. What somebody else's customer complained of before came again all the same: a
 *   handover hides no cause
 */
export function complaintSummary(
  complaints: readonly Complaint[],
  { from, to }: Span,
  ownerId?: string,
): ComplaintSummary {
  const isOwn = (complaint: Complaint): boolean =>
    complaint.raisedOn >= from && complaint.raisedOn <= to && (ownerId === undefined || complaint.ownerId === ownerId);
  const own = complaints.filter(isOwn);
  const byCause = new Map<string, { category: ComplaintCause; cause: string; again: number; keys: string[] }>();
  // One cause after the other in time: each is held against the one before it.
  const lastOn = new Map<string, Day>();
  for (const complaint of [...complaints].sort(inTime)) {
    const { category = 'other', rootCause, raisedOn } = complaint;
    const key = causeKey(complaint);
    if (key === '' || raisedOn > to) continue;
    const before = lastOn.get(key);
    lastOn.set(key, raisedOn);
    if (!isOwn(complaint)) continue;
    const line = byCause.get(key) ?? { category, cause: (rootCause ?? '').trim(), again: 0, keys: [] };
    line.keys.push(complaint.key);
    if (before !== undefined && raisedOn <= addDays(before, REPEAT_DAYS)) line.again += 1;
    byCause.set(key, line);
  }
  const found = [...byCause].map(([id, line]) => ({ id, ...line }));
  const known = found.reduce((sum, { keys }) => sum + keys.length, 0);
  const ranks = new Map(
    rankShares(found.map(({ id, keys }) => ({ id, hits: keys.length, of: known }))).map(({ id, rank }) => [id, rank]),
  );
  const measures = own.flatMap(({ measure }) => (measure ? [measure] : []));
  const checked = measures.flatMap((measure) => (measure.checked ? [measure.checked] : []));
  return {
    n: own.length,
    withoutCause: own.length - known,
    prevented: own.filter(({ isPrevented }) => isPrevented).length,
    causes: found
      .sort((a, b) => b.keys.length - a.keys.length || (a.id < b.id ? -1 : 1))
      .map(({ id, category, cause, again, keys }) => {
        const rank = ranks.get(id);
        return {
          category,
          ...(category === 'other' ? { cause } : {}),
          n: keys.length,
          share: shareOf({ met: keys.length, missed: known - keys.length }),
          ...(rank === undefined ? {} : { rank }),
          again,
          keys,
        };
      }),
    measures: {
      n: measures.length,
      checked: checked.length,
      done: checked.filter(({ done }) => done).length,
      effective: checked.filter(({ effective }) => effective).length,
    },
  };
}

function inTime(a: Complaint, b: Complaint): number {
  return a.raisedOn - b.raisedOn || (a.key < b.key ? -1 : 1);
}

/**
 * What is one cause: a category of the list. Other causes are written by hand: the same words in another spelling are the same one. Empty: no
 * cause is known.
 */
function causeKey({ category, rootCause }: Complaint): string {
  if (category !== undefined && category !== 'other') return category;
  const words = (rootCause ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
  return words === '' ? '' : `other ${words}`;
}
