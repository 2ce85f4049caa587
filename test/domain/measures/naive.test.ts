import { describe, expect, it } from 'vitest';
import { type Day, day } from '../../../src/domain/calendar/day.ts';
import type {
  AttemptFact,
  CallFact,
  ClockFact,
  CustomerFact,
  Fact,
  InvitationFact,
  LoopFact,
  ObligationFact,
  PromiseFact,
  ResponseFact,
  SuggestionFact,
  VisitFact,
} from '../../../src/domain/measures/facts.ts';
import { measuresOf } from '../../../src/domain/measures/month-measures.ts';
import {
  callLengths,
  csat,
  effectiveSuggestions,
  hubspotCsat,
  npsOf,
  SHARE_KPIS,
  type ShareKpi,
  shareKpi,
  timeToResolution,
} from '../../../src/domain/measures/scorecard.ts';
import { namedMarks } from '../../../src/domain/satisfaction/marks.ts';
import { contextOn, type Fields, fact } from './arbitraries.ts';

const d = (text: string): Day => day(`2026-${text}`);
const at = (text: string): number => Date.parse(`2026-${text.replace(' ', 'T')}Z`);
const END = contextOn(d('04-30'));

const debt = (more: Fields<ObligationFact>) =>
  fact<ObligationFact>({ type: 'obligation', owesVisit: true, target: d('04-08'), latest: d('04-10'), ...more });
const attempt = (result: AttemptFact['result'], record: string) =>
  fact<AttemptFact>({ type: 'attempt', on: d('04-02'), result, record });
const visit = (recordedAt: string | undefined) =>
  fact<VisitFact>({
    type: 'visit',
    endedAt: at('04-02 10:00'),
    recordDueAt: at('04-03 10:00'),
    ...(recordedAt === undefined ? {} : { recordedAt: at(recordedAt) }),
  });
const clock = (more: Fields<ClockFact>) =>
  fact<ClockFact>({ type: 'clock', rule: 'P14', dueAt: at('04-10 12:00'), pauses: [], ...more });
const promise = (more: Fields<PromiseFact>) =>
  fact<PromiseFact>({ type: 'promise', dueAt: at('04-10 17:00'), pauses: [], ...more });
const loop = (moves: LoopFact['moves'], raisedAt = at('04-01 10:00')) =>
  fact<LoopFact>({ type: 'loop', kind: 'problem', raisedAt, moves });
const invited = (more: Fields<InvitationFact>) =>
  fact<InvitationFact>({ type: 'invitation', on: d('04-02'), delivered: true, ...more });
const buyer = (more: Fields<CustomerFact>) =>
  fact<CustomerFact>({ type: 'customer', becameOn: day('2025-06-01'), losses: [], ordersOn: [], ...more });
const answer = (person: string, mark: number, more: Fields<ResponseFact> = {}) =>
  fact<ResponseFact>({
    type: 'response',
    person,
    on: d('04-10'),
    mode: 'customer_link',
    subjectId: '1',
    valid: true,
    marks: { overall: mark },
    ...more,
  });

const share = <T>(all: readonly T[], isHit: (each: T) => boolean): number => all.filter(isHit).length / all.length;
const of = <T extends Fact['type']>(facts: readonly Fact[], type: T): Extract<Fact, { type: T }>[] =>
  facts.filter((each): each is Extract<Fact, { type: T }> => each.type === type);

/** Of every share: facts with a trap in them, what one would say at first sight, and what is so, worked out by hand. */
const TRAPS: {
  readonly [kpi in ShareKpi]: {
    readonly trap: string;
    readonly facts: readonly Fact[];
    readonly naive: (facts: readonly Fact[]) => number;
    readonly hits: number;
    readonly n: number;
  };
} = {
  coverage: {
    trap: 'two contacts of one company, a customer who moved to another owner, one never visited, one not to be contacted',
    facts: [
      debt({ customer: 'c1', paidOn: d('04-09') }),
      debt({ customer: 'c1' }),
      debt({ customer: 'c2', ownerId: '1' }),
      debt({ customer: 'c2', ownerId: '2', latest: d('04-25'), paidOn: d('04-24') }),
      debt({ customer: 'c3', paidOn: d('04-09') }),
      debt({ customer: 'c4', paidOn: d('04-09') }),
      debt({ customer: 'c5' }),
      debt({ customer: 'c6', doNotContactOn: d('04-01') }),
    ],
    naive: (facts) => share(of(facts, 'obligation'), ({ paidOn }) => paidOn !== undefined),
    hits: 4,
    n: 5,
  },
  on_time: {
    trap: 'overdue and unfinished, which a share of what was finished does not see',
    facts: [
      debt({ paidOn: d('04-08') }),
      debt({ paidOn: d('04-09') }),
      debt({ paidOn: d('04-10') }),
      debt({ paidOn: d('04-12') }),
      debt({}),
      debt({}),
      debt({ withdrawnOn: d('04-02') }),
    ],
    naive: (facts) =>
      share(
        of(facts, 'obligation').filter(({ paidOn }) => paidOn !== undefined),
        ({ paidOn = 0, latest }) => paidOn <= latest,
      ),
    hits: 3,
    n: 6,
  },
  on_target: {
    trap: 'held in the window and after the target, and unfinished',
    facts: [
      debt({ paidOn: d('04-08') }),
      debt({ paidOn: d('04-09') }),
      debt({ paidOn: d('04-10') }),
      debt({ paidOn: d('04-07') }),
      debt({}),
    ],
    naive: (facts) =>
      share(
        of(facts, 'obligation').filter(({ paidOn }) => paidOn !== undefined),
        ({ paidOn = 0, target }) => paidOn <= target,
      ),
    hits: 2,
    n: 5,
  },
  reach: {
    trap: 'customers reached in the end, by how many attempts',
    facts: [
      attempt('no_answer', 'v1'),
      attempt('no_answer', 'v1'),
      attempt('conversation', 'v1'),
      attempt('wrong_number', 'v2'),
      attempt('refused', 'v2'),
      attempt('conversation', 'v3'),
    ],
    naive: (facts) => {
      const spoken = of(facts, 'attempt').filter(({ result }) => result === 'conversation' || result === 'refused');
      return new Set(spoken.map(({ record }) => record)).size / new Set(facts.map(({ record }) => record)).size;
    },
    hits: 3,
    n: 6,
  },
  record_24h: {
    trap: 'never recorded at all',
    facts: [
      visit('04-02 18:00'),
      visit('04-02 19:00'),
      visit('04-03 09:00'),
      visit('04-06 09:00'),
      visit(undefined),
      visit(undefined),
    ],
    naive: (facts) =>
      share(
        of(facts, 'visit').filter(({ recordedAt }) => recordedAt !== undefined),
        ({ recordedAt = 0, recordDueAt }) => recordedAt <= recordDueAt,
      ),
    hits: 3,
    n: 6,
  },
  sla: {
    trap: 'run out and still open, extended in time, standing still',
    facts: [
      clock({ doneAt: at('04-10 12:00') }),
      clock({ doneAt: at('04-09 12:00') }),
      clock({ doneAt: at('04-10 12:01') }),
      clock({}),
      clock({}),
      clock({ agreed: { until: at('04-20 12:00'), at: at('04-09 09:00') }, doneAt: at('04-19 12:00') }),
      clock({ pauses: [{ from: at('04-09 12:00') }] }),
    ],
    naive: (facts) =>
      share(
        of(facts, 'clock').filter(({ doneAt }) => doneAt !== undefined),
        ({ doneAt = 0, dueAt }) => doneAt <= dueAt,
      ),
    hits: 2,
    n: 5,
  },
  resolved: {
    trap: 'reopened, and too young to tell',
    facts: [
      loop([{ at: at('04-02 10:00'), to: 'resolved' }]),
      loop([
        { at: at('04-02 10:00'), to: 'resolved' },
        { at: at('04-05 10:00'), to: 'in_progress' },
      ]),
      loop([]),
      loop([{ at: at('04-20 10:00'), to: 'resolved' }]),
      loop([]),
      loop([], at('04-29 10:00')),
    ],
    naive: (facts) => share(of(facts, 'loop'), ({ moves }) => moves.some(({ to }) => to === 'resolved')),
    hits: 1,
    n: 5,
  },
  confirmed: {
    trap: 'resolved or closed without a word of the customer',
    facts: [
      loop([
        { at: at('04-02 10:00'), to: 'resolved' },
        { at: at('04-03 10:00'), to: 'confirmed' },
      ]),
      loop([
        { at: at('04-02 10:00'), to: 'resolved' },
        { at: at('04-05 10:00'), to: 'closed_unconfirmed' },
      ]),
      loop([{ at: at('04-02 10:00'), to: 'resolved' }]),
      loop([]),
      loop([
        { at: at('04-09 10:00'), to: 'resolved' },
        { at: at('04-20 10:00'), to: 'confirmed' },
      ]),
    ],
    naive: (facts) => share(of(facts, 'loop'), ({ moves }) => moves.length > 1),
    hits: 1,
    n: 5,
  },
  promises: {
    trap: 'never kept and never closed',
    facts: [
      promise({ doneAt: at('04-10 16:00') }),
      promise({ doneAt: at('04-10 16:30') }),
      promise({ doneAt: at('04-11 16:00') }),
      promise({}),
      promise({}),
      promise({ dueAt: at('06-01 09:00') }),
    ],
    naive: (facts) => share(of(facts, 'promise'), ({ doneAt }) => doneAt !== undefined),
    hits: 2,
    n: 5,
  },
  response: {
    trap: 'not delivered, answered too late, and too young to tell',
    facts: [
      invited({ answeredOn: d('04-03') }),
      invited({ answeredOn: d('04-16') }),
      invited({ answeredOn: d('04-25') }),
      invited({ answeredOn: d('04-25') }),
      invited({}),
      invited({}),
      invited({ delivered: false }),
      invited({ on: d('04-28') }),
      invited({ on: d('04-28') }),
    ],
    naive: (facts) => share(of(facts, 'invitation'), ({ answeredOn }) => answeredOn !== undefined),
    hits: 2,
    n: 6,
  },
  churn: {
    trap: 'lost long ago, and came only this month',
    facts: [
      buyer({ losses: [{ lostOn: d('04-20') }] }),
      buyer({}),
      buyer({}),
      buyer({}),
      buyer({ losses: [{ lostOn: d('02-01'), backOn: d('03-10') }] }),
      buyer({ losses: [{ lostOn: d('02-01') }] }),
      buyer({ losses: [{ lostOn: d('01-01') }] }),
      buyer({ becameOn: d('04-12') }),
    ],
    naive: (facts) => share(of(facts, 'customer'), ({ losses }) => losses.some(({ backOn }) => backOn === undefined)),
    hits: 1,
    n: 5,
  },
  repurchase: {
    trap: 'whose ninety days are not over, and whose second order came after them',
    facts: [
      buyer({ ordersOn: [d('01-15'), d('02-15')] }),
      buyer({ ordersOn: [d('01-15'), d('04-25')] }),
      buyer({ ordersOn: [d('01-15')] }),
      buyer({ ordersOn: [d('01-15')] }),
      buyer({ ordersOn: [d('01-15')] }),
      buyer({ ordersOn: [d('03-15'), d('03-20')] }),
    ],
    naive: (facts) => share(of(facts, 'customer'), ({ ordersOn }) => ordersOn.length > 1),
    hits: 1,
    n: 5,
  },
};

describe('what one would say at first sight is another number', () => {
  it.each(SHARE_KPIS.map((kpi) => [kpi, TRAPS[kpi].trap, TRAPS[kpi]] as const))(
    '%s: %s',
    (kpi, _, { facts, naive, hits, n }) => {
      const told = shareKpi(measuresOf(facts, END), kpi);
      expect({ hits: told.hits, n: told.n }).toEqual({ hits, n });
      expect(told.share).toBe(hits / n);
      expect(Math.abs(naive(facts) - hits / n)).toBeGreaterThan(0.05);
    },
  );

  it('satisfaction: marks of a person who answered twice, and an average that hides who is not satisfied', () => {
    const facts = [
      answer('a', 5),
      answer('b', 5),
      answer('c', 5, { on: d('04-02') }),
      answer('c', 1, { on: d('04-20') }),
      answer('d', 3),
      answer('e', 3),
      answer('f', 5, { valid: false }),
    ];
    const told = csat(measuresOf(facts, END));
    expect(told).toMatchObject({ n: 5, hits: 2, share: 0.4 });
    const marks = of(facts, 'response').map((each) => Object.fromEntries(namedMarks(each)).overall ?? 0);
    expect(share(marks, (mark) => mark >= 4)).toBeCloseTo(4 / 7, 12);
    const mean = marks.reduce((sum, mark) => sum + mark, 0) / marks.length;
    expect(Math.abs(mean / 5 - 0.4)).toBeGreaterThan(0.3);
  });

  it('recommendation: passives are part of the whole, and promoters alone are no score', () => {
    const facts = [10, 9, 8, 7, 7, 3].map((nps, i) => answer(`n${i}`, 4, { nps }));
    const { score, promoters, detractors, n } = npsOf(measuresOf(facts, END));
    expect({ promoters, detractors, n }).toEqual({ promoters: 2, detractors: 1, n: 6 });
    expect(score).toBeCloseTo(1 / 6, 12);
    const withoutPassives = (promoters - detractors) / (promoters + detractors);
    expect(withoutPassives).toBeCloseTo(1 / 3, 12);
  });

  it('HubSpot’s survey: its 0, 1 and 2 have no mean, and marks out of five have none of them', () => {
    const own = [2, 2, 2, 0, 1].map((mark, i) =>
      answer(`h${i}`, 5, { mode: 'hubspot_feedback', marks: {}, hubspotMark: mark as 0 | 1 | 2 }),
    );
    const facts = [...own, ...[5, 5, 5, 5, 4].map((mark, i) => answer(`m${i}`, mark))];
    const measures = measuresOf(facts, END);
    expect(hubspotCsat(measures)).toMatchObject({ n: 5, hits: 3, share: 0.6 });
    const told = csat(measures);
    expect(told).toMatchObject({ n: 5, hits: 5, share: 1 });
    expect(told.average.mean).toBe(4.8);
    // Taken for marks they would make 3.1 of it; stretched over five, with 2 as 5, another number still.
    const mixed = [2, 2, 2, 0, 1, 5, 5, 5, 5, 4];
    expect(mixed.reduce((sum, mark) => sum + mark, 0) / 10).toBe(3.1);
  });

  it('time to resolution: a mean over what was resolved leaves out the slowest', () => {
    const facts = [
      ...Array.from({ length: 4 }, () => loop([{ at: at('04-02 10:00'), to: 'resolved' }])),
      loop([{ at: at('04-11 10:00'), to: 'resolved' }]),
      ...Array.from({ length: 5 }, () => loop([])),
    ];
    const closed = of(facts, 'loop').flatMap(({ moves, raisedAt }) => moves.map((move) => move.at - raisedAt));
    const mean = closed.reduce((sum, ms) => sum + ms, 0) / closed.length / 3_600_000;
    expect(mean).toBeCloseTo(67.2, 9);
    expect(timeToResolution(measuresOf(facts, END)).median).toBe(240);
  });

  it('suggestions: those that were made are not those that were taken up', () => {
    const facts = [
      ...Array.from({ length: 50 }, () => visit('04-02 18:00')),
      ...[true, false, false, undefined].map((accepted) =>
        fact<SuggestionFact>({
          type: 'suggestion',
          raisedOn: d('04-03'),
          ...(accepted === undefined ? {} : { decided: { on: d('04-20'), accepted } }),
        }),
      ),
    ];
    expect(effectiveSuggestions(measuresOf(facts, END)).perHundred).toBe(2);
    expect((100 * of(facts, 'suggestion').length) / of(facts, 'visit').length).toBe(8);
  });

  it('calls: one of two hours moves the mean and not the median', () => {
    const seconds = [60, 60, 120, 120, 7_200];
    const facts = seconds.map((each) => fact<CallFact>({ type: 'call', on: d('04-02'), seconds: each }));
    expect(callLengths(measuresOf(facts, END)).median?.value).toBe(120);
    expect(seconds.reduce((sum, each) => sum + each, 0) / 5).toBe(1_512);
  });
});
