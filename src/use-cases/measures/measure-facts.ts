import { addDays, type Day } from '../../domain/calendar/day.ts';
import { OPEN_STATES } from '../../domain/loop/loop.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import type { Fact, LoopFact, ResponseFact, Snapshot } from '../../domain/measures/facts.ts';
import { MODES, type Mode } from '../../domain/satisfaction/integrity.ts';
import type { MeasuredIssue, MeasuredVisit, Then } from '../ports/measures.ts';

/** What measures ask of the calendar: the civil day of an instant, and when a day's talk has to be recorded. */
export interface MeasureCalendar {
  dayOf(at: number): Day;
  endOf(on: Day): number;
  /** 24 hours after the day of the talk, or when work next begins. */
  recordDueAt(on: Day): number;
}

/** A greeting of this rule counts as a visit (tier C). */
const GREETING_RULE = 'P19';

/** The facts of one visit: its debts, attempts, talk and answers. */
export function visitFacts({ visit, asThen: then, recordedAt }: MeasuredVisit, calendar: MeasureCalendar): Fact[] {
  const key = `${visit.customerKey}:${visit.slot}`;
  const base = snapshotOf(key, visit.contactId, then, visit.policyVersion);
  const held = visit.status === 'held' ? visit.closedOn : undefined;
  const facts: Fact[] = visit.pays.map((debt) => ({
    ...base,
    type: 'obligation',
    key: `${key}/${debt}`,
    owesVisit: visit.kind === 'visit' || debt.startsWith(`${GREETING_RULE}@`),
    target: visit.window.target,
    latest: visit.window.latest,
    ...(held === undefined ? {} : { paidOn: held }),
    ...(visit.status === 'withdrawn' ? { withdrawnOn: calendar.dayOf(then.changedAt) } : {}),
  }));
  for (const [index, on] of visit.attempts.entries()) {
    facts.push({ ...base, type: 'attempt', key: `${key}/attempt${index}`, on, result: 'no_answer' });
  }
  if (visit.closedOn !== undefined && (visit.status === 'held' || visit.status === 'refused')) {
    const result = visit.status === 'held' ? 'conversation' : 'refused';
    facts.push({ ...base, type: 'attempt', key: `${key}/talk`, on: visit.closedOn, result });
  }
  if (held === undefined) return facts;
  facts.push({
    ...base,
    type: 'visit',
    // Only the day of a talk is known: it is taken to have lasted until the day's end.
    endedAt: calendar.endOf(held),
    recordDueAt: calendar.recordDueAt(held),
    ...(recordedAt === undefined ? {} : { recordedAt }),
  });
  const { record } = visit;
  if (!record || (Object.keys(record.scores).length === 0 && record.nps === undefined)) return facts;
  const mode = modeOf(record.scoresCollectedBy);
  const response: ResponseFact = {
    ...base,
    type: 'response',
    key: `${key}/marks`,
    person: visit.contactId,
    on: held,
    mode,
    subjectId: then.ownerId,
    valid: true,
    marks: record.scores,
    ...(mode === 'rep_on_phone' ? { collectorId: then.ownerId } : {}),
    ...(record.nps === undefined ? {} : { nps: record.nps }),
  };
  facts.push(response);
  return facts;
}

/** The facts of one loop: what became of it, its clocks and promises, its score, and what was decided of a suggestion. */
export function issueFacts({ issue, asThen: then }: MeasuredIssue, calendar: MeasureCalendar): Fact[] {
  const contactId = issue.contactId ?? issue.customerKey;
  const base = snapshotOf(issue.key, contactId, then, undefined);
  const { loop } = issue;
  const facts: Fact[] = [
    {
      ...base,
      type: 'loop',
      kind: issue.kind,
      raisedAt: loop?.raisedAt ?? calendar.endOf(addDays(issue.raisedOn, -1)),
      moves: movesOf(issue, then),
    },
  ];
  for (const clock of loop?.ended ?? []) {
    facts.push({
      ...base,
      type: 'clock',
      key: `${issue.key}/${clock.id}`,
      rule: clock.rule,
      dueAt: clock.dueAt,
      doneAt: clock.stoppedAt,
      pauses: [],
      ...(clock.result === 'extended' ? { agreed: { until: clock.stoppedAt, at: clock.dueAt } } : {}),
      ...(clock.result === 'unconfirmed' ? { unconfirmed: true as const } : {}),
    });
  }
  for (const clock of issue.clocks ?? []) {
    const standing = loop?.pauses.find(({ to }) => to === undefined);
    const dueAt = clock.dueAt ?? standing?.from;
    if (dueAt === undefined) continue;
    facts.push({
      ...base,
      type: 'clock',
      key: `${issue.key}/${clock.id}`,
      rule: clock.rule,
      // One that stands still is due at no instant yet: it is shown as standing.
      dueAt: clock.dueAt === undefined ? dueAt + 1 : dueAt,
      pauses: clock.dueAt === undefined ? [{ from: dueAt }] : [],
      ...(clock.agreedAt === undefined ? {} : { agreed: { until: clock.agreedAt, at: dueAt } }),
    });
  }
  for (const promise of issue.promises) {
    facts.push({
      ...base,
      type: 'promise',
      key: `${issue.key}/promise${promise.id}`,
      dueAt: promise.dueAt,
      pauses: [],
      ...(promise.state === 'kept' ? { doneAt: keptAt(promise.id, issue, promise.dueAt) } : {}),
    });
  }
  if (issue.kind === 'suggestion') {
    facts.push({
      ...base,
      type: 'suggestion',
      key: `${issue.key}/suggestion`,
      raisedOn: issue.raisedOn,
      ...(loop?.outcome && loop.resolvedAt !== undefined
        ? { decided: { on: calendar.dayOf(loop.resolvedAt), accepted: loop.outcome === 'done' } }
        : {}),
    });
  }
  return [...facts, ...scoresOf(issue.key, contactId, base, loop, calendar)];
}

function scoresOf(
  key: string,
  person: string,
  base: Snapshot,
  loop: OpenLoop | undefined,
  calendar: MeasureCalendar,
): ResponseFact[] {
  const scored = (score: OpenLoop['score'], name: string, again: boolean): ResponseFact[] => {
    if (!score) return [];
    const byLink = score.how === 'customer_link';
    return [
      {
        ...base,
        type: 'response',
        key: `${key}/${name}`,
        person,
        on: calendar.dayOf(score.at),
        mode: again ? 'blind_reask' : byLink ? 'customer_link' : 'rep_on_phone',
        subjectId: score.selfCollected ? score.by : base.ownerId,
        valid: true,
        marks: { overall: score.value },
        ...(byLink ? {} : { collectorId: score.by }),
      },
    ];
  };
  return [...scored(loop?.score, 'score', false), ...scored(loop?.reask, 'reask', true)];
}

/** From the events where they are kept; else from the instants the loop knows; else only where it stands now. */
function movesOf({ events, loop, state, raisedOn }: MeasuredIssue['issue'], then: Then): LoopFact['moves'] {
  // The newest events only are kept: they tell the whole story when they begin with the first.
  if (events?.some(({ type }) => type === 'raised')) {
    return events.flatMap((event): LoopFact['moves'] => {
      switch (event.type) {
        case 'accepted':
          return [{ at: event.at, to: 'accepted' }];
        case 'started':
        case 'reopened':
          return [{ at: event.at, to: 'in_progress' }];
        case 'resolved':
        case 'confirmed':
        case 'closed_unconfirmed':
          return [{ at: event.at, to: event.type }];
        default:
          return [];
      }
    });
  }
  if (!loop) return state === 'raised' ? [] : [{ at: Math.max(then.changedAt, raisedOn * 86_400_000), to: state }];
  const moves: { at: number; to: LoopFact['moves'][number]['to'] }[] = [];
  if (loop.acceptedAt !== undefined) moves.push({ at: loop.acceptedAt, to: 'accepted' });
  if (loop.resolvedAt !== undefined && loop.state !== 'in_progress')
    moves.push({ at: loop.resolvedAt, to: 'resolved' });
  if (loop.confirmedAt !== undefined && loop.state === 'confirmed')
    moves.push({ at: loop.confirmedAt, to: 'confirmed' });
  if (loop.closedAt !== undefined && !OPEN_STATES.includes(loop.state))
    moves.push({ at: loop.closedAt, to: loop.state });
  return moves.sort((a, b) => a.at - b.at);
}

function keptAt(id: string, { events }: MeasuredIssue['issue'], dueAt: number): number {
  const kept = events?.find((event) => event.type === 'promise_kept' && event.promiseId === id);
  return kept?.at ?? dueAt;
}

function snapshotOf(key: string, contactId: string, then: Then, policyVersion: number | undefined): Snapshot {
  return {
    key,
    record: key,
    customer: then.companyId ? `c${then.companyId}` : contactId,
    ownerId: then.ownerId,
    ...(then.tier ? { tier: then.tier } : {}),
    ...(then.stage ? { stage: then.stage } : {}),
    ...(then.team ? { team: then.team } : {}),
    ...(policyVersion === undefined ? {} : { policyVersion }),
  };
}

function modeOf(collectedBy: string | undefined): Mode {
  return MODES.find((mode) => mode === collectedBy) ?? 'unknown';
}
