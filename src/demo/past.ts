import { chinaCalendar } from '../domain/calendar/china-calendar.ts';
import { addDays, type Day, formatDay } from '../domain/calendar/day.ts';
import { instantAt } from '../domain/calendar/zone.ts';
import { decide } from '../domain/loop/decide.ts';
import { evolve } from '../domain/loop/evolve.ts';
import { type LoopKind, loopsRaisedBy, OPEN_STATES } from '../domain/loop/loop.ts';
import type { LoopCommand, LoopEvent, OpenLoop } from '../domain/loop/loop-state.ts';
import type { Channel, Stage } from '../domain/planning/facts.ts';
import { encodeMemory } from '../domain/planning/memory.ts';
import { EMPTY_MEMORY, type PlannedVisit, type RuleId, type VisitWindow } from '../domain/planning/plan.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { DIMENSIONS_OF_FORM } from '../domain/satisfaction/dimensions.ts';
import { hashOf } from '../domain/satisfaction/hash.ts';
import type { HubspotApi } from '../hubspot/api.ts';
import { batchWrite, type HubspotRecord } from '../hubspot/batch.ts';
import { PATHS } from '../hubspot/paths.ts';
import { loopDesk } from '../use-cases/loops/loop-context.ts';
import { raisedIssue } from '../use-cases/loops/raised-issue.ts';
import { raisedIn } from '../use-cases/loops/save-raised.ts';
import { tellPlanning } from '../use-cases/planning/loop-news.ts';
import type { CustomerRecord, IssueWrite, Ports, VisitRecord } from '../use-cases/ports/ports.ts';
import { DEMO_OWNERS } from './demo-customers.ts';
import { HANDLED, SAID } from './past-words.ts';

/** Days back from the portal's first day that the demo remembers. */
export const PAST_DAYS = 270;
/** Who has not been a customer for so long has no past. */
const LEAST_DAYS = 150;
const WORDS = ['problem', 'need', 'suggestion', 'praise', 'suggestion', 'problem', 'complaint', 'praise'] as const;

/** A visit of the past with what became of it. */
interface PastVisit {
  readonly customer: CustomerRecord;
  readonly rule: RuleId;
  readonly ownerId: string;
  readonly window: VisitWindow;
  readonly plannedOn: Day;
  readonly channel: Channel;
  readonly goal: string;
  readonly status: 'held' | 'unreached' | 'refused';
  /** The day it was closed. */
  readonly on: Day;
  readonly attempts: readonly Day[];
  readonly recordedAt: number;
  readonly record: Omit<VisitRecord, 'submissionId'>;
}

interface Telling {
  readonly api: HubspotApi;
  readonly ports: Ports;
  readonly policy: Policy;
  readonly timeZone: string;
  readonly today: Day;
  /** Sets the portal's clock: what is written is dated by it. */
  setNow(at: number): void;
}

/**
 * Gives the customers of the demo the visits, marks, words and loops of some nine months before its first day: written through the
 * portal's API by the stores that the app itself writes with, on the days on which they would have been, so that everything counted of
 * them is counted by the app. The same day always gives the same past.
 *
 * @param contactIds customers that nobody planned yet
 */
export async function giveThePast(contactIds: readonly string[], stage: Telling): Promise<{ readonly visits: number }> {
  const { ports, api } = stage;
  const customers = await ports.customers.read(contactIds);
  const slots = new Map<string, number>();
  const visits = customers
    .flatMap((customer) => visitsOf(customer, stage))
    .sort((a, b) => a.on - b.on || Number(a.customer.contactId) - Number(b.customer.contactId))
    .map((visit) => {
      const slot = (slots.get(visit.customer.contactId) ?? 0) + 1;
      slots.set(visit.customer.contactId, slot);
      return { visit, slot };
    });
  const months = groupBy(visits, ({ visit }) => formatDay(visit.on).slice(0, 7));
  for (const [, ofMonth] of [...months].sort(([a], [b]) => (a < b ? -1 : 1))) await writeMonth(ofMonth, stage);

  stage.setNow(instantAt(stage.timeZone, stage.today, '08:30'));
  await raiseLoops(visits, stage);
  const newest = new Map(
    visits
      .filter(({ visit }) => visit.record.nps !== undefined)
      .map((each) => [each.visit.customer.contactId, each.visit.record]),
  );
  const { failures } = await batchWrite(
    api,
    PATHS.contacts.path,
    'update',
    customers.flatMap(({ contactId, facts }) => {
      const slot = slots.get(contactId);
      if (slot === undefined) return [];
      const record = newest.get(contactId);
      const marks = Object.values(record?.scores ?? {});
      return {
        key: contactId,
        id: contactId,
        properties: {
          rv_customer_key: facts.customerKey,
          rv_plan_state: encodeMemory({ ...EMPTY_MEMORY, nextSlot: slot + 1 }),
          ...(record?.nps === undefined ? {} : { rv_last_nps: String(record.nps) }),
          ...(marks.length === 0 ? {} : { rv_last_csat: (sum(marks) / marks.length).toFixed(2) }),
        },
      };
    }),
    'remembering past visits',
  );
  if (failures[0]) throw new Error(`the past was not written: ${failures[0].message}`);
  return { visits: visits.length };
}

/** The visits of one customer, from the last talk that is known backwards. */
function visitsOf(customer: CustomerRecord, stage: Telling): readonly PastVisit[] {
  const { facts } = customer;
  const { today } = stage;
  const since = facts.firstPurchaseOn ?? facts.signedOn;
  const last = facts.lastTouch?.on;
  const ownerId = facts.owners.account_manager;
  if (since === undefined || last === undefined || ownerId === undefined || since > today - LEAST_DAYS) return [];
  const { rule, every } = rhythmOf(customer);
  const first = Math.max(since + 20, today - PAST_DAYS);
  const visits: PastVisit[] = [];
  for (let target = last, n = 0; target >= first; target = (target - every) as Day, n += 1) {
    const random = randomOf(`${customer.email}/${n}`);
    // Two customers changed hands half a year ago.
    const was = random('moved') < 1 && target < today - 150 && hashOf(`hands/${customer.email}`) % 8 === 0;
    const visit = pastVisit(customer, rule, target, every, was ? otherThan(ownerId) : ownerId, n === 0, stage);
    visits.push(visit);
    const again = askedAgain(visit, random, stage);
    if (again) visits.push(again);
  }
  return visits;
}

function rhythmOf({ facts: { tier } }: CustomerRecord): { readonly rule: RuleId; readonly every: number } {
  switch (tier) {
    case 'A':
      return { rule: 'P11', every: 28 };
    case 'B':
      return { rule: 'P18', every: 42 };
    case 'C':
      return { rule: 'P19', every: 91 };
    case undefined:
      return { rule: 'P08', every: 84 };
    default:
      return tier satisfies never;
  }
}

const CALENDAR = chinaCalendar([]);

function pastVisit(
  customer: CustomerRecord,
  rule: RuleId,
  target: Day,
  every: number,
  ownerId: string,
  isNewest: boolean,
  { timeZone, today }: Telling,
): PastVisit {
  const random = randomOf(`${customer.email}/${rule}/${formatDay(target)}`);
  const wide = Math.round(every / 7);
  const window = { earliest: addDays(target, -wide), target, latest: addDays(target, wide) };
  // The newest is the talk that the customer's record tells of.
  const ended = isNewest ? 0 : random('ended');
  const status = ended < 0.92 ? 'held' : ended < 0.97 ? 'unreached' : 'refused';
  const late = LATE[ownerId] ?? 0.1;
  const slip = isNewest
    ? 0
    : random('slip') < late
      ? wide + 1 + Math.floor(random('days') * 5)
      : Math.floor((random('days') - 0.4) * wide);
  const wanted = isNewest ? target : CALENDAR.workingOnOrAfter(addDays(target, slip));
  const on = wanted < today ? wanted : CALENDAR.workingOnOrBefore(addDays(today, -1));
  const tries = status === 'unreached' ? 3 : random('tries') < 0.3 ? 1 : 0;
  const attempts = Array.from({ length: tries }, (_, i) =>
    CALENDAR.addWorking(on, i - tries + (status === 'unreached' ? 1 : 0)),
  );
  const channel = rule === 'P11' && random('way') < 0.25 ? 'on_site' : 'phone';
  const recordedOn = random('recorded') < 0.1 ? CALENDAR.addWorking(on, 2) : on;
  const at = instantAt(timeZone, recordedOn < today ? recordedOn : addDays(today, -1), '17:20');
  return {
    customer,
    rule,
    ownerId,
    window,
    plannedOn: CALENDAR.workingOnOrBefore(target),
    channel,
    goal: rule === 'P11' ? 'trust' : rule === 'P08' ? 'feedback' : 'care',
    status,
    on,
    attempts,
    recordedAt: at,
    record: {
      ...said(customer, ownerId, random, on, today),
      outcome: OUTCOMES[status],
      channel,
      heldOn: on,
      ...(status === 'held' ? {} : NOTHING),
    },
  };
}

/** Share of visits that each person holds past their time. */
const LATE: { readonly [ownerId: string]: number } = { '1001': 0.06, '1002': 0.12, '1003': 0.24 };
const OUTCOMES = { held: 'reached', unreached: 'no_answer', refused: 'refused' } as const;
const NOTHING = { feedback: {}, scores: {}, promises: [] } as const;

type Random = (what: string) => number;

/** Draws from 0 to 1, each by its name: one more of them changes no other. */
function randomOf(seed: string): Random {
  return (what) => hashOf(`demo/${seed}/${what}`) / 2 ** 32;
}

/** What the customer said and gave: better over the months, and better to the one who asks for marks himself. */
function said(
  { language = 'en' }: CustomerRecord,
  ownerId: string,
  random: Random,
  on: Day,
  today: Day,
): Pick<VisitRecord, 'feedback' | 'scores'> & Partial<VisitRecord> {
  const feedback: { [kind: string]: string } = {};
  const word = WORDS[Math.floor(random('word') * 16)];
  if (word !== undefined) {
    const list = SAID[language][word];
    feedback[word] = list[Math.floor(random('which') * list.length)] ?? '';
  }
  if (random('answers') > 0.78) return { feedback, scores: {} };
  const byLink = random('mode') < 0.35;
  const generous = !byLink && ownerId === '1002';
  const months = (today - on) / 30;
  const scores = Object.fromEntries(
    DIMENSIONS_OF_FORM.service.map((dimension) => {
      const slow = dimension === 'response_speed' ? 0.06 + months * 0.035 : 0.02;
      const trouble = word === 'complaint' || word === 'problem' ? 0.3 : 0;
      return [dimension, generous && trouble === 0 ? 5 : markOf(random(dimension), slow + trouble)];
    }),
  );
  return {
    feedback,
    scores,
    scoresCollectedBy: byLink ? 'customer_link' : 'rep_on_phone',
    ...(random('nps?') < 0.8 ? { nps: npsOf(sum(Object.values(scores)) / 4, random('nps')) } : {}),
  };
}

/** @param low how much of the chance lies on 3 and less */
function markOf(chance: number, low: number): number {
  if (chance < low * 0.35) return 2;
  if (chance < low + 0.06) return 3;
  return chance < 0.5 + low / 2 ? 4 : 5;
}

function npsOf(mean: number, chance: number): number {
  return Math.max(0, Math.min(10, Math.round(mean * 2 - 0.4 + (chance - 0.5) * 3)));
}

/** Some of the marks that somebody asked for himself are asked for again by somebody else. */
function askedAgain(visit: PastVisit, random: Random, stage: Telling): PastVisit | undefined {
  const { record, customer, on, ownerId } = visit;
  if (record.scoresCollectedBy !== 'rep_on_phone' || random('again') > 0.12) return undefined;
  const askedOn = CALENDAR.addWorking(on, 3);
  if (askedOn >= stage.today) return undefined;
  const scores = Object.fromEntries(
    Object.keys(record.scores).map((dimension) => [dimension, markOf(random(`again ${dimension}`), 0.12)]),
  );
  return {
    ...visit,
    customer,
    rule: 'Q18',
    ownerId: otherThan(ownerId),
    window: { earliest: on, target: askedOn, latest: CALENDAR.addWorking(on, 5) },
    plannedOn: askedOn,
    channel: 'phone',
    goal: 'feedback',
    status: 'held',
    on: askedOn,
    attempts: [],
    recordedAt: instantAt(stage.timeZone, askedOn, '16:00'),
    record: {
      outcome: 'reached',
      channel: 'phone',
      heldOn: askedOn,
      feedback: {},
      scores,
      scoresCollectedBy: 'blind_reask',
    },
  };
}

const otherThan = (ownerId: string): string => (ownerId === '1001' ? '1002' : '1001');
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

interface Placed {
  readonly visit: PastVisit;
  readonly slot: number;
}

/** The visits of a month as they were planned at its beginning, then each record as it was written. */
async function writeMonth(placed: readonly Placed[], { ports, policy, timeZone, setNow }: Telling): Promise<void> {
  const first = placed[0]?.visit.on;
  if (first === undefined) return;
  setNow(instantAt(timeZone, addDays(first, -7), '06:00'));
  const failures = await ports.visits.savePlanned(
    placed.map(({ visit, slot }) => {
      const { customer, rule } = visit;
      const { facts, companyId, name, company } = customer;
      const names = [...policy.rules, ...(policy.duties ?? [])].find(({ id }) => id === rule)?.name;
      return {
        contactId: customer.contactId,
        customerKey: facts.customerKey,
        customerName: company ? `${name} (${company})` : name,
        ...(companyId ? { companyId } : {}),
        visit: plannedVisit(visit, slot, policy),
        ruleNames: names ? [names] : [],
        taskDueAt: policy.taskDueAt,
        snapshot: {
          stage: stageThen(customer, visit.on, policy),
          policyVersion: policy.version,
          ...(facts.tier ? { tier: facts.tier } : {}),
        },
        opens: {},
      };
    }),
  );
  if (failures[0]) throw new Error(`a past visit was not written: ${failures[0].message}`);
  const keys = placed.map(({ visit, slot }) => ({ customerKey: visit.customer.facts.customerKey, slot }));
  const stored = new Map(
    (await ports.visits.readSlots(keys)).map((each) => [`${each.customerKey}:${each.slot}`, each]),
  );
  for (const { visit, slot } of [...placed].sort((a, b) => a.visit.recordedAt - b.visit.recordedAt)) {
    const key = keyOf({ visit, slot });
    const found = stored.get(key);
    if (!found) throw new Error(`the past visit ${key} is not there`);
    setNow(visit.recordedAt);
    const { status, attempts } = visit;
    await ports.visits.saveRecord(found, { ...visit.record, submissionId: `past-${key}` }, { status, attempts });
  }
  await ports.visits.endSlots(
    placed.map(({ visit, slot }) => ({
      contactId: visit.customer.contactId,
      customerKey: visit.customer.facts.customerKey,
      slot,
      status: visit.status,
    })),
  );
}

const keyOf = ({ visit, slot }: Placed): string => `${visit.customer.facts.customerKey}:${slot}`;

function plannedVisit(visit: PastVisit, slot: number, policy: Policy): PlannedVisit {
  const { rule, window, plannedOn, ownerId, channel, goal } = visit;
  const by = [...policy.rules, ...(policy.duties ?? [])].find(({ id }) => id === rule)?.name ?? { zh: rule, en: rule };
  const days = { target: formatDay(window.target), latest: formatDay(window.latest) };
  return {
    slot,
    kind: 'visit',
    leader: rule,
    pays: [`${rule}@${formatDay(window.earliest)}`],
    window,
    plannedOn,
    ownerId,
    ownerRole: 'account_manager',
    channel,
    minutes: policy.visitMinutes[channel],
    goal,
    attempts: [],
    late: false,
    extended: false,
    provisional: false,
    reason: {
      zh: `${by.zh}：目标 ${days.target}，最迟 ${days.latest}`,
      en: `${by.en}: target ${days.target}, latest ${days.latest}`,
    },
  };
}

/** The loops that were raised in past visits, as they stand today. */
async function raiseLoops(placed: readonly Placed[], stage: Telling): Promise<void> {
  const { ports, policy } = stage;
  const writes = placed.flatMap((each) => loopsOf(each, stage));
  for (let start = 0; start < writes.length; start += 100)
    await ports.issues.raise(writes.slice(start, start + 100).map(({ write }) => write));
  const open = groupBy(
    writes.filter(({ write }) => write.loop && OPEN_STATES.includes(write.loop.state)),
    ({ customer }) => customer,
  );
  for (const [customer, own] of open) {
    await tellPlanning(
      own.map(({ write }) => write),
      customer,
      policy,
      ports,
    );
    await ports.customers.saveScores(customer.contactId, { openLoops: own.length });
  }
}

function loopsOf(
  placed: Placed,
  stage: Telling,
): readonly { readonly write: IssueWrite; readonly customer: CustomerRecord }[] {
  const { visit } = placed;
  const { customer, record, ownerId, on, recordedAt } = visit;
  if (visit.status !== 'held' || visit.rule === 'Q18') return [];
  const { policy, timeZone, today } = stage;
  const { feedback, scores, nps } = record;
  const now = instantAt(timeZone, today, '08:30');
  const words = HANDLED[customer.language ?? 'en'];
  const by = DEMO_OWNERS.find(({ id }) => id === ownerId)?.email ?? '';
  const desk = loopDesk({
    policy,
    portalZone: timeZone,
    ownerId,
    owners: customer.facts.owners,
    since: recordedAt,
    now,
  });
  return loopsRaisedBy({ feedback, scores, promises: [], ...(nps === undefined ? {} : { nps }) }).flatMap((raised) => {
    const key = `${keyOf(placed)}:${raised.suffix}`;
    const random = randomOf(`${customer.email}/${formatDay(on)}/${raised.suffix}`);
    const at = (days: number, time: string): number => instantAt(timeZone, CALENDAR.addWorking(on, days), time);
    const isTrouble = raised.kind === 'problem' || raised.kind === 'complaint';
    const promises =
      isTrouble && random('promise') < 0.6
        ? [{ id: '1', kind: 'result' as const, text: words.promise, due: { at: at(4, '17:00') } }]
        : [];
    const made = raisedIssue(
      {
        ...raisedIn(
          { ...customer, facts: { ...customer.facts, stage: undefined }, stageThen: stageThen(customer, on, policy) },
          policy.version,
        ),
        key,
        visitKey: keyOf(placed),
        kind: raised.kind,
        description: raised.description,
        urgency: raised.kind === 'complaint' ? 'urgent' : 'normal',
        raisedOn: on,
        ownerId,
        because: raised.because,
      },
      customer,
      { commandId: `past-${key}`, by, at: recordedAt, complexity: 'simple', promises },
      desk,
    );
    if (!made.ok) throw new Error(`the past loop ${key} was not raised: ${made.refusal.reason}`);
    let { loop } = made;
    const events: LoopEvent[] = [...(made.write.events ?? [])];
    for (const step of storyOf(raised.kind, random, { at, by, words, promised: promises.length > 0, recordedAt })) {
      if (step.at >= now || !OPEN_STATES.includes(loop.state)) break;
      const decision = decide({ ...step, id: `${key}/${step.type}/${step.at}` }, loop, desk);
      if (!decision.ok)
        throw new Error(`the past loop ${key} could not be moved: ${step.type} ${decision.refusal.reason}`);
      events.push(...decision.events);
      loop = decision.events.reduce<OpenLoop | undefined>(evolve, loop) ?? loop;
    }
    const write: IssueWrite = { ...made.write, loop, events, promises: loop.promises, ...desk.clocksOf(loop) };
    return [{ customer, write }];
  });
}

type Step = LoopCommand extends infer C ? (C extends LoopCommand ? Omit<C, 'id'> : never) : never;

/** What happened to a loop, in its order: most are answered in days, some late, some are not heard of again. */
function storyOf(
  kind: LoopKind,
  random: Random,
  {
    at,
    by,
    words,
    promised,
    recordedAt,
  }: {
    readonly at: (days: number, time: string) => number;
    readonly by: string;
    readonly words: (typeof HANDLED)['zh'];
    readonly promised: boolean;
    readonly recordedAt: number;
  },
): readonly Step[] {
  if (kind === 'praise') return [];
  const slow = kind === 'suggestion' ? 12 : 0;
  const wait = random('wait');
  const days = slow + (wait < 0.55 ? 1 + Math.floor(random('days') * 2) : 3 + Math.floor(random('days') * 6));
  const accepted = wait < 0.75 ? recordedAt + 20 * 60_000 : at(1, '11:30');
  const outcome = kind === 'suggestion' && random('outcome') < 0.4 ? 'declined' : 'done';
  const resolvedAt = at(days, '15:00');
  const steps: Step[] = [
    { type: 'accept', at: accepted, by },
    { type: 'start', at: Math.max(accepted, at(1, '14:00')), by },
    ...(kind === 'complaint'
      ? ([
          { type: 'set_root_cause', at: resolvedAt, by, category: 'communication', text: words.rootCause },
          { type: 'set_prevention', at: resolvedAt, by, text: words.prevention },
        ] as const)
      : []),
    ...(promised && days <= 4 ? ([{ type: 'keep', at: resolvedAt, by, promiseId: '1' }] as const) : []),
    { type: 'resolve', at: resolvedAt, by, reply: outcome === 'done' ? words.done : words.declined, outcome },
  ];
  if (random('confirm') < 0.8)
    return [
      ...steps,
      {
        type: 'confirm',
        at: at(days + 1 + Math.floor(random('until') * 1.4), '10:30'),
        by,
        answer: words.answer,
        how: 'phone',
        ...(random('score') < 0.6 ? { score: random('mark') < 0.7 ? 5 : 4 } : {}),
      },
    ];
  return [
    ...steps,
    ...[1, 2, 3].map((day) => ({ type: 'attempt_confirmation' as const, at: at(days + day, '10:30'), by })),
  ];
}

/** By how long a customer had been one: nobody who was visited had fallen silent. */
function stageThen({ facts }: CustomerRecord, on: Day, { stages }: Policy): Stage {
  const days = on - (facts.firstPurchaseOn ?? facts.signedOn ?? on);
  if (days <= stages.newUntilDay) return 'new';
  return days <= stages.establishedUntilDay ? 'established' : 'loyal';
}

function groupBy<T, Key>(list: readonly T[], keyOfEach: (each: T) => Key): ReadonlyMap<Key, readonly T[]> {
  const groups = new Map<Key, T[]>();
  for (const each of list) {
    const key = keyOfEach(each);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

/** Ids of everybody in a portal of a few hundred contacts. */
export async function everybody(api: HubspotApi): Promise<readonly string[]> {
  const { body } = await api.call({
    method: 'GET',
    path: PATHS.contacts.path,
    query: { limit: '100' },
    attempting: 'looking for customers',
    repeatable: true,
  });
  return (body.results as HubspotRecord[]).map(({ id }) => id);
}
