import type { OpenSatisfactionAnswer, ScoredVisit, ShareText } from '../../contract/open-satisfaction.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { type Share, summarise } from '../../domain/satisfaction/history.ts';
import type { Interval } from '../../domain/satisfaction/intervals.ts';
import { fitting, TAB_BYTES } from '../answer-size.ts';
import { cut } from '../loops/loop-lines.ts';
import type { Ports, StoredVisit, VisitRecord } from '../ports/ports.ts';
import { lastSlots, NOT_A_CONTACT } from '../visiting/open-contact.ts';

const PAGE = 20;
const SUGGESTIONS = 5;

/** What a customer thinks of us: marks over time with how far they can be trusted, praise, complaints and suggestions. */
export async function openSatisfaction(
  input: { readonly contactId: string; readonly before: number | undefined; readonly today: Day },
  ports: Ports,
): Promise<OpenSatisfactionAnswer> {
  const [customer] = await ports.customers.read([input.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const { customerKey } = customer.facts;
  const slots = lastSlots(Math.min(input.before ?? customer.memory.nextSlot, customer.memory.nextSlot) - 1, PAGE);
  const [visits, suggestions, { timeZone }] = await Promise.all([
    slots.length > 0 ? ports.visits.readSlots(slots.map((slot) => ({ customerKey, slot }))) : [],
    ports.issues.newest(customerKey, ['suggestion'], SUGGESTIONS),
    ports.account(),
  ]);
  const recorded = visits
    .flatMap((visit) => (visit.record && visit.status === 'held' ? [{ visit, record: visit.record }] : []))
    .sort((a, b) => b.visit.slot - a.visit.slot);
  const told = recorded.filter(({ record }) => hasMarks(record) || record.feedback.complaint || record.feedback.praise);
  const summary = summarise(
    recorded.map(({ record }) => ({
      on: record.heldOn,
      scores: record.scores,
      ...(record.nps === undefined ? {} : { nps: record.nps }),
      ...(record.scoresCollectedBy ? { collectedBy: record.scoresCollectedBy } : {}),
    })),
  );
  const { score, interval, ...npsCounts } = summary.nps;
  const lastRead = slots.at(-1);
  return fitting(told.length, TAB_BYTES, (entries) => {
    const shown = told.slice(0, entries);
    const oldest = shown.length < told.length ? shown.at(-1)?.visit.slot : lastRead;
    return {
      ok: true as const,
      today: formatDay(input.today),
      timeZone,
      contactName: customer.name,
      overall: shareText(summary.overall),
      dimensions: Object.fromEntries(
        Object.entries(summary.dimensions).map(([dimension, share]) => [dimension, shareText(share)]),
      ),
      nps: {
        ...npsCounts,
        ...(score === undefined ? {} : { score: Math.round(score * 100) }),
        ...(interval ? { interval: hundredths(interval) } : {}),
      },
      modes: summary.modes,
      history: shown.map(({ visit, record }) => scoredVisit(visit, record)),
      before: oldest !== undefined && oldest > 1 ? oldest : null,
      suggestions: suggestions.map(({ key, description, raisedOn, state }) => ({
        key,
        description: cut(description, 200),
        raisedOn: formatDay(raisedOn),
        state,
      })),
    };
  });
}

function hasMarks(record: VisitRecord): boolean {
  return Object.keys(record.scores).length > 0 || record.nps !== undefined;
}

function scoredVisit(visit: StoredVisit, record: VisitRecord): ScoredVisit {
  const { complaint, praise } = record.feedback;
  return {
    key: `${visit.customerKey}:${visit.slot}`,
    on: formatDay(record.heldOn),
    channel: record.channel,
    scores: record.scores,
    ...(record.nps === undefined ? {} : { nps: record.nps }),
    ...(record.scoresCollectedBy ? { collectedBy: record.scoresCollectedBy } : {}),
    ...(complaint ? { complaint: cut(complaint, 200) } : {}),
    ...(praise ? { praise: cut(praise, 200) } : {}),
  };
}

function shareText({ share, interval, ...counts }: Share): ShareText {
  return {
    ...counts,
    ...(share === undefined ? {} : { percent: tenth(share) }),
    ...(interval ? { interval: hundredths(interval) } : {}),
  };
}

function hundredths({ low, high }: Interval): Interval {
  return { low: tenth(low), high: tenth(high) };
}

/** @example tenth(0.5961) // 59.6 */
function tenth(share: number): number {
  return Math.round(share * 1_000) / 10;
}
