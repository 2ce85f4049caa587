import { addDays, type Day } from '../../domain/calendar/day.ts';
import { OPEN_STATES } from '../../domain/loop/loop.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import { customerNumber, personNumber } from '../../domain/measures/coverage.ts';
import type {
  CallFact,
  CustomerFact,
  Fact,
  InvitationFact,
  LoopFact,
  ResponseFact,
  Snapshot,
} from '../../domain/measures/facts.ts';
import { KPI_SETTINGS, lossesOf, type Span } from '../../domain/measures/kpis.ts';
import { answerOf } from '../../domain/measures/responses.ts';
import { segmentNumber } from '../../domain/measures/segments.ts';
import { MODES, type Mode } from '../../domain/satisfaction/integrity.ts';
import type {
  MeasuredAcceptance,
  MeasuredCall,
  MeasuredCustomer,
  MeasuredIssue,
  MeasuredSubmission,
  MeasuredVisit,
  Standings,
  Stretch,
  Then,
} from '../ports/measures.ts';

/** What measures ask of the calendar: the civil day of an instant, and when a day's talk has to be recorded. */
export interface MeasureCalendar {
  dayOf(at: number): Day;
  endOf(on: Day): number;
  /** 24 hours after the day of the talk, or when work next begins for this owner. */
  recordDueAt(on: Day, ownerId: string): number;
  /** The same by a version of the policy, in force or not any more; of one that is not kept, by the one in force. */
  of(policyVersion: number): Promise<MeasureCalendar>;
}

/** A greeting of this rule counts as a visit (tier C). */
const GREETING_RULE = 'P19';

/** The facts of one visit: its debts, attempts, talk, and whether it was asked for marks and what they were. */
export function visitFacts(
  { visit, asThen: then, recordedAt, windows }: MeasuredVisit,
  calendar: MeasureCalendar,
  standings?: Standings,
): Fact[] {
  const key = `${visit.customerKey}:${visit.slot}`;
  const base = snapshotOf(key, visit.contactId, then, visit.policyVersion);
  const held = visit.status === 'held' ? visit.closedOn : undefined;
  const facts: Fact[] = visit.pays.map((debt, index) => {
    // Written before windows were kept one by one, all debts have that of the visit.
    const { target, latest } = windows?.length === visit.pays.length ? (windows[index] ?? visit.window) : visit.window;
    const doNotContactOn = beganBy(standings?.doNotContact, latest, calendar);
    const lostOn = beganBy(standings?.lost, latest, calendar);
    return {
      type: 'obligation',
      customer: base.customer,
      segment: base.segment,
      owesVisit: visit.kind === 'visit' || debt.startsWith(`${GREETING_RULE}@`),
      target,
      latest,
      paidOn: held,
      withdrawnOn: visit.status === 'withdrawn' ? calendar.dayOf(then.withdrawnAt ?? then.changedAt) : undefined,
      doNotContactOn,
      lostOn,
      key: `${key}/${debt}`,
      record: base.record,
      contactId: base.contactId,
      ownerId: base.ownerId,
      team: base.team,
      policyVersion: base.policyVersion,
    };
  });
  for (const [index, on] of visit.attempts.entries()) {
    facts.push({ type: 'attempt', key: `${key}/attempt${index}`, on, result: 'no_answer', ...base });
  }
  if (visit.closedOn !== undefined && (visit.status === 'held' || visit.status === 'refused')) {
    const result = visit.status === 'held' ? 'conversation' : 'refused';
    facts.push({ type: 'attempt', key: `${key}/talk`, on: visit.closedOn, result, ...base });
  }
  const invitation = invitationOf(visit, base);
  if (invitation) facts.push(invitation);
  if (held === undefined) return facts;
  facts.push({
    type: 'visit',
    key,
    // Only the day of a talk is known: it is taken to have lasted until the day's end.
    endedAt: calendar.endOf(held),
    recordDueAt: calendar.recordDueAt(held, then.ownerId),
    recordedAt,
    ...base,
  });
  const { record } = visit;
  if (!record || !hasMarks(visit)) return facts;
  const mode = modeOf(record.scoresCollectedBy);
  facts.push(
    answerOf(
      {
        key: `${key}/marks`,
        record: base.record,
        contactId: base.contactId,
        customer: base.customer,
        segment: base.segment,
        ownerId: base.ownerId,
        team: base.team,
        policyVersion: base.policyVersion,
        person: personNumber(visit.contactId),
        on: held,
        mode,
        collectorId: mode === 'rep_on_phone' ? then.ownerId : undefined,
        subjectId: then.ownerId,
        valid: true,
        incentive: record.incentive ? true : undefined,
        afterAcceptance: undefined,
        hubspotMark: undefined,
        nps: record.nps,
        attempt: attemptOf(visit.attempts, held, record.channel, mode),
      },
      record.scores,
    ),
  );
  return facts;
}

/**
 * The attempt at which a talk came about, from the days on which somebody tried in vain before. Of what the customer filled in by himself
 * there is none; nor of a second opinion, which is asked of those alone who were reached before.
 */
function attemptOf(attempts: readonly Day[], held: Day, channel: string, mode: Mode): ResponseFact['attempt'] {
  if (channel === 'survey' || mode === 'customer_link' || mode === 'blind_reask') return undefined;
  const inVain = attempts.filter((on) => on <= held).length;
  return inVain === 0 ? 1 : inVain === 1 ? 2 : 3;
}

/** The first day of the stretch in which the last day of a window lies. */
function beganBy(stretches: readonly Stretch[] | undefined, latest: Day, calendar: MeasureCalendar): Day | undefined {
  const end = calendar.endOf(latest);
  const stretch = stretches?.find(({ from, to }) => from <= end && (to === undefined || to > end));
  return stretch && calendar.dayOf(stretch.from);
}

function hasMarks({ record }: MeasuredVisit['visit']): boolean {
  return record !== undefined && (Object.keys(record.scores).length > 0 || record.nps !== undefined);
}

/**
 * Who was asked for marks: a questionnaire, and a talk that was held to hear what the customer thinks. Marks given by the way in another
 * talk invite nobody: those who were not asked for them are not known. Nobody reached: not delivered.
 */
function invitationOf(visit: MeasuredVisit['visit'], base: Base): InvitationFact | undefined {
  const { closedOn, goal, channel, status } = visit;
  if (closedOn === undefined || (goal !== 'feedback' && channel !== 'survey')) return undefined;
  if (status !== 'held' && status !== 'refused' && status !== 'unreached') return undefined;
  return {
    type: 'invitation',
    key: `${base.record}/asked`,
    on: closedOn,
    delivered: status !== 'unreached',
    answeredOn: status === 'held' && hasMarks(visit) ? closedOn : undefined,
    ...base,
  };
}

/** Calls with customers on the day on which a visit with them was held: their lengths are those of visits. */
export function callFacts(
  calls: readonly MeasuredCall[],
  visits: readonly MeasuredVisit[],
  calendar: MeasureCalendar,
): CallFact[] {
  const held = new Map(
    visits.flatMap((each): [string, MeasuredVisit][] => {
      const { visit } = each;
      return visit.status === 'held' && visit.closedOn !== undefined
        ? [[`${visit.contactId} ${visit.closedOn}`, each]]
        : [];
    }),
  );
  const seen = new Set<string>();
  return calls.flatMap(({ id, contactId, at, seconds }): CallFact[] => {
    const on = calendar.dayOf(at);
    const of = held.get(`${contactId} ${on}`);
    // A call with two people of a company is one call.
    if (!of || seen.has(id)) return [];
    seen.add(id);
    const { visit, asThen } = of;
    const base = snapshotOf(`${visit.customerKey}:${visit.slot}`, contactId, asThen, visit.policyVersion);
    return [{ type: 'call', key: `${base.record}/call${id}`, on, seconds, ...base }];
  });
}

/**
 * A customer as buyer, from every contact of his company and all their orders. Undefined: nobody knows since when he is one.
 *
 * With a contract he is lost on the day after its end, until he orders again; without, when he has ordered nothing for so long; without
 * orders as well, since he was put down as lost.
 */
export function customerFact(
  contacts: readonly MeasuredCustomer[],
  ordersOf: ReadonlyMap<string, readonly { readonly on: Day }[]>,
  upTo: Day,
): CustomerFact | undefined {
  const [first] = contacts;
  if (!first) return undefined;
  const days = (list: readonly (Day | undefined)[]): Day[] => list.filter((on) => on !== undefined);
  const orders = days([
    ...contacts.flatMap(({ contactId }) => (ordersOf.get(contactId) ?? []).map(({ on }) => on)),
    ...contacts.flatMap(({ firstPurchaseOn, lastPurchaseOn }) => [firstPurchaseOn, lastPurchaseOn]),
  ]);
  const ordersOn = [...new Set(orders)].filter((on) => on <= upTo).sort((a, b) => a - b);
  const began = days([...ordersOn, ...contacts.map(({ signedOn }) => signedOn)]);
  if (began.length === 0) return undefined;
  const ends = days(contacts.map(({ contractEndsOn }) => contractEndsOn));
  const lostSince = days(contacts.map(({ stage, stageEnteredOn }) => (stage === 'lost' ? stageEnteredOn : undefined)));
  return {
    type: 'customer',
    key: `${first.contactId}/customer`,
    record: first.contactId,
    contactId: first.contactId,
    customer: customerNumber(first.companyId ? `c${first.companyId}` : first.contactId),
    ownerId: first.ownerId,
    segment: segmentNumber(first.tier, first.stage),
    becameOn: Math.min(...began) as Day,
    losses: ends.length > 0 ? contractLosses(Math.max(...ends) as Day, ordersOn, upTo) : orderLosses(),
    ordersOn,
  };

  function orderLosses(): CustomerFact['losses'] {
    if (ordersOn.length > 0) return lossesOf(ordersOn, KPI_SETTINGS.lostAfterDays, upTo);
    return lostSince.length > 0 ? [{ lostOn: Math.min(...lostSince) as Day }] : [];
  }
}

function contractLosses(endsOn: Day, ordersOn: readonly Day[], upTo: Day): CustomerFact['losses'] {
  const lostOn = addDays(endsOn, 1);
  if (lostOn > upTo) return [];
  const backOn = ordersOn.find((on) => on >= lostOn);
  return [backOn === undefined ? { lostOn } : { lostOn, backOn }];
}

/** Answers to HubSpot's own surveys. Their 0, 1 and 2 stay three words; a value that is none of its scale is no answer. */
export function submissionFacts(
  submissions: readonly MeasuredSubmission[],
  ownerId: string,
  calendar: MeasureCalendar,
): ResponseFact[] {
  return submissions.flatMap(({ id, at, survey, value, from }): ResponseFact[] => {
    if (from?.ownerId !== ownerId || survey === 'other') return [];
    const { contactId, companyId, tier, stage } = from;
    const isWhole = (most: number): boolean =>
      value !== undefined && Number.isInteger(value) && value >= 0 && value <= most;
    const valid = isWhole(survey === 'NPS' ? 10 : 2);
    const said = {
      key: `survey${id}`,
      record: contactId,
      contactId,
      customer: customerNumber(companyId ? `c${companyId}` : contactId),
      segment: segmentNumber(tier, stage),
      ownerId,
      // One person may answer both kinds of survey: neither replaces the other.
      person: personNumber(contactId, survey),
      on: calendar.dayOf(at),
      mode: 'hubspot_feedback',
      subjectId: ownerId,
      valid,
      ...(valid && survey === 'NPS' ? { nps: value as number } : {}),
      ...(valid && survey === 'CSAT' ? { hubspotMark: value as 0 | 1 | 2 } : {}),
    } as const;
    return [answerOf(said, {})];
  });
}

/** Marks given after acceptance in a span; who asked for them is not kept. */
export function acceptanceFacts(answers: readonly MeasuredAcceptance[], { from, to }: Span): ResponseFact[] {
  return answers.flatMap(({ from: contact, on, scores, incentive }): ResponseFact[] => {
    if (on < from || on > to || Object.keys(scores).length === 0) return [];
    const { contactId, companyId, ownerId, tier, stage } = contact;
    const said = {
      key: `${contactId}/acceptance`,
      record: contactId,
      contactId,
      customer: customerNumber(companyId ? `c${companyId}` : contactId),
      segment: segmentNumber(tier, stage),
      ownerId,
      // A project's survey and the marks of a visit are about different things: neither replaces the other.
      person: personNumber(contactId, 'acceptance'),
      on,
      mode: 'unknown',
      afterAcceptance: true,
      subjectId: ownerId,
      valid: true,
      incentive,
    } as const;
    return [answerOf(said, scores)];
  });
}

/** The facts of one loop: what became of it, its clocks and promises, its score, and what was decided of a suggestion. */
export function issueFacts({ issue, asThen: then }: MeasuredIssue, calendar: MeasureCalendar): Fact[] {
  const contactId = issue.contactId ?? issue.customerKey;
  const base = snapshotOf(issue.key, contactId, then, undefined);
  const { loop } = issue;
  const facts: Fact[] = [
    {
      type: 'loop',
      key: issue.key,
      kind: issue.kind,
      raisedAt: loop?.raisedAt ?? calendar.endOf(addDays(issue.raisedOn, -1)),
      moves: movesOf(issue, then),
      ...base,
    },
  ];
  for (const clock of loop?.ended ?? []) {
    facts.push({
      type: 'clock',
      key: `${issue.key}/${clock.id}`,
      rule: clock.rule,
      dueAt: clock.dueAt,
      doneAt: clock.stoppedAt,
      pauses: [],
      agreed: clock.result === 'extended' ? { until: clock.stoppedAt, at: clock.dueAt } : undefined,
      unconfirmed: clock.result === 'unconfirmed' ? true : undefined,
      ...base,
    });
  }
  for (const clock of issue.clocks ?? []) {
    const standing = loop?.pauses.find(({ to }) => to === undefined);
    const dueAt = clock.dueAt ?? standing?.from;
    if (dueAt === undefined) continue;
    facts.push({
      type: 'clock',
      key: `${issue.key}/${clock.id}`,
      rule: clock.rule,
      // One that stands still is due at no instant yet: it is shown as standing.
      dueAt: clock.dueAt === undefined ? dueAt + 1 : dueAt,
      doneAt: undefined,
      pauses: clock.dueAt === undefined ? [{ from: dueAt }] : [],
      agreed: clock.agreedAt === undefined ? undefined : { until: clock.agreedAt, at: dueAt },
      unconfirmed: undefined,
      ...base,
    });
  }
  for (const promise of issue.promises) {
    facts.push({
      type: 'promise',
      key: `${issue.key}/promise${promise.id}`,
      dueAt: promise.dueAt,
      doneAt: promise.state === 'kept' ? keptAt(promise.id, issue, promise.dueAt) : undefined,
      pauses: [],
      ...base,
    });
  }
  if (issue.kind === 'suggestion') {
    facts.push({
      type: 'suggestion',
      key: `${issue.key}/suggestion`,
      raisedOn: issue.raisedOn,
      decided:
        loop?.outcome && loop.resolvedAt !== undefined
          ? { on: calendar.dayOf(loop.resolvedAt), accepted: loop.outcome === 'done' }
          : undefined,
      ...base,
    });
  }
  return [...facts, ...scoresOf(issue.key, contactId, base, loop, calendar)];
}

function scoresOf(
  key: string,
  person: string,
  base: Base,
  loop: OpenLoop | undefined,
  calendar: MeasureCalendar,
): ResponseFact[] {
  const scored = (score: OpenLoop['score'], name: string, again: boolean): ResponseFact[] => {
    if (!score) return [];
    const byLink = score.how === 'customer_link';
    const said = {
      key: `${key}/${name}`,
      person: personNumber(person),
      on: calendar.dayOf(score.at),
      mode: again ? 'blind_reask' : byLink ? 'customer_link' : 'rep_on_phone',
      subjectId: score.selfCollected ? score.by : base.ownerId,
      valid: true,
      collectorId: byLink ? undefined : score.by,
      ...base,
    } as const;
    return [answerOf(said, { overall: score.value })];
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

/**
 * What the facts of one record share. Of debts and answers, of which there are most, it is written field by field, those that are counted
 * first: they lie together in memory. Elsewhere it is spread last, and every field is written, also where there is nothing: V8 makes a fact with fields
 * after a spread fifty times slower, and reads it as slowly.
 */
type Base = Omit<Snapshot, 'key'>;

function snapshotOf(record: string, contactId: string, then: Then, policyVersion: number | undefined): Base {
  return {
    record,
    contactId,
    customer: customerNumber(then.companyId ? `c${then.companyId}` : contactId),
    segment: segmentNumber(then.tier, then.stage),
    ownerId: then.ownerId,
    team: then.team,
    policyVersion,
  };
}

function modeOf(collectedBy: string | undefined): Mode {
  return MODES.find((mode) => mode === collectedBy) ?? 'unknown';
}
