import { addDays, type Day } from '../calendar/day.ts';
import type { Span } from './kpis.ts';

/** A complaint with what was learned from it. */
export interface Complaint {
  readonly raisedOn: Day;
  /** Whose customer it was then. */
  readonly ownerId: string;
  /** As it was written down; absent: not found yet. */
  readonly rootCause?: string | undefined;
  /** What keeps it from happening again was written down. */
  readonly isPrevented: boolean;
  /** What is to be improved; `checked` once somebody looked at it after it was due. */
  readonly measure?:
    | { readonly checked?: { readonly done: boolean; readonly effective: boolean } | undefined }
    | undefined;
}

export interface ComplaintSummary {
  readonly n: number;
  readonly withoutCause: number;
  readonly prevented: number;
  /** Most frequent first; `again`: how many of them followed another of the same cause within ninety days. */
  readonly causes: readonly { readonly cause: string; readonly n: number; readonly again: number }[];
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
  const byCause = new Map<string, { cause: string; n: number; again: number }>();
  // One cause after the other in time: each is held against the one before it.
  const lastOn = new Map<string, Day>();
  for (const complaint of [...complaints].sort((a, b) => a.raisedOn - b.raisedOn)) {
    const { rootCause, raisedOn } = complaint;
    const key = causeKey(rootCause);
    if (key === '' || raisedOn > to) continue;
    const before = lastOn.get(key);
    lastOn.set(key, raisedOn);
    if (!isOwn(complaint)) continue;
    const line = byCause.get(key) ?? { cause: (rootCause ?? '').trim(), n: 0, again: 0 };
    line.n += 1;
    if (before !== undefined && raisedOn <= addDays(before, REPEAT_DAYS)) line.again += 1;
    byCause.set(key, line);
  }
  const measures = own.flatMap(({ measure }) => (measure ? [measure] : []));
  const checked = measures.flatMap((measure) => (measure.checked ? [measure.checked] : []));
  return {
    n: own.length,
    withoutCause: own.filter(({ rootCause }) => causeKey(rootCause) === '').length,
    prevented: own.filter(({ isPrevented }) => isPrevented).length,
    causes: [...byCause.values()].sort((a, b) => b.n - a.n || (a.cause < b.cause ? -1 : 1)),
    measures: {
      n: measures.length,
      checked: checked.length,
      done: checked.filter(({ done }) => done).length,
      effective: checked.filter(({ effective }) => effective).length,
    },
  };
}

/** Causes are written by hand: the same words in another spelling are the same cause. */
function causeKey(cause: string | undefined): string {
  return (cause ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
}
