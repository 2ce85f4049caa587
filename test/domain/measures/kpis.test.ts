import { test } from '@fast-check/vitest';
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
  SuggestionFact,
  VisitFact,
} from '../../../src/domain/measures/facts.ts';
import { lossesOf } from '../../../src/domain/measures/kpis.ts';
import { measuresOf } from '../../../src/domain/measures/month-measures.ts';
import {
  callLengths,
  effectiveSuggestions,
  type ShareKpi,
  shareKpi,
  slaByClock,
  timeToResolution,
} from '../../../src/domain/measures/scorecard.ts';
import { APRIL, anyFacts, contextOn, type Fields, fact, MS } from './arbitraries.ts';

const d = (text: string): Day => day(`2026-${text}`);
/** An instant of 2026, `MM-DD HH:MM` in UTC. */
const at = (text: string): number => Date.parse(`2026-${text.replace(' ', 'T')}Z`);
const END = contextOn(d('05-31'));

function rate(kpi: ShareKpi, facts: readonly Fact[], context = END) {
  const { hits, n, excluded } = shareKpi(measuresOf(facts, context), kpi);
  return { hits, n, excluded };
}

const debt = (more: Fields<ObligationFact>): ObligationFact =>
  fact<ObligationFact>({ type: 'obligation', owesVisit: true, target: d('04-08'), latest: d('04-10'), ...more });

describe('coverage', () => {
  it('counts customers who were owed a visit: once each, whoever owes it and to whomever of the company', () => {
    const facts = [
      // Two contacts of one company, one of them visited.
      debt({ customer: 'c1', paidOn: d('04-09') }),
      debt({ customer: 'c1' }),
      // Moved from one owner to the other in between.
      debt({ customer: '7', ownerId: '1', latest: d('04-10') }),
      debt({ customer: '7', ownerId: '2', latest: d('04-25'), paidOn: d('04-24') }),
      // Overdue and unfinished; finished late.
      debt({ customer: 'c2' }),
      debt({ customer: 'c3', paidOn: d('04-11') }),
    ];
    expect(rate('coverage', facts)).toEqual({ hits: 2, n: 4, excluded: {} });
    // A share of debts would be 2 of 6.
    expect(rate('on_time', facts)).toEqual({ hits: 2, n: 6, excluded: {} });
  });

  it('leaves out who must not be contacted, who was lost before the last day and whose rule fell away, and says how many', () => {
    expect(
      rate('coverage', [
        debt({ doNotContactOn: d('04-10') }),
        debt({ doNotContactOn: d('04-11') }),
        debt({ lostOn: d('04-09') }),
        debt({ lostOn: d('04-10') }),
        debt({ withdrawnOn: d('04-10') }),
        debt({ withdrawnOn: d('04-11') }),
        debt({ paidOn: d('04-02') }),
      ]),
    ).toEqual({ hits: 1, n: 4, excluded: { do_not_contact: 1, lost: 1, withdrawn: 1 } });
  });

  it('of tier C a delivered greeting pays; other messages owe no visit and are no part of it', () => {
    expect(
      rate('coverage', [debt({ tier: 'C', paidOn: d('04-06') }), debt({ owesVisit: false, paidOn: d('04-06') })]),
    ).toEqual({ hits: 1, n: 1, excluded: {} });
  });
});

describe('on time', () => {
  const facts = [
    debt({ paidOn: d('04-08') }),
    debt({ paidOn: d('04-10') }),
    debt({ paidOn: d('04-11') }),
    debt({}),
    debt({ latest: d('04-30'), paidOn: d('04-03') }),
    debt({ latest: d('04-29') }),
  ];

  it('divides by what fell due: overdue and unfinished is not on time', () => {
    expect(rate('on_time', facts)).toEqual({ hits: 3, n: 6, excluded: {} });
    // A count of finished visits would say 3 of 4.
    expect(facts.filter(({ paidOn }) => paidOn !== undefined)).toHaveLength(4);
  });

  it('target rate is against the target, among the same debts', () => {
    expect(rate('on_target', facts)).toEqual({ hits: 2, n: 6, excluded: {} });
  });

  it('leaves out what is not due yet, paid already or not: early birds alone would look like a perfect month', () => {
    expect(rate('on_time', facts, contextOn(d('04-20')))).toEqual({ hits: 2, n: 4, excluded: { not_due: 2 } });
  });
});

describe('reach', () => {
  it('is conversations of attempts; no answer is an attempt, a refusal was spoken', () => {
    const attempt = (result: AttemptFact['result']) => fact<AttemptFact>({ type: 'attempt', on: d('04-02'), result });
    expect(
      rate('reach', [
        attempt('conversation'),
        attempt('no_answer'),
        attempt('no_answer'),
        attempt('refused'),
        attempt('wrong_number'),
      ]),
    ).toEqual({ hits: 2, n: 5, excluded: {} });
  });
});

describe('the 24-hour record', () => {
  const visit = (more: Partial<VisitFact>) =>
    fact<VisitFact>({ type: 'visit', endedAt: at('04-02 10:00'), recordDueAt: at('04-03 10:00'), ...more });

  it('misses what was never recorded as well as what was late, and waits for what is not due', () => {
    const facts = [
      visit({ recordedAt: at('04-03 10:00') }),
      visit({ recordedAt: at('04-03 10:01') }),
      visit({}),
      visit({ endedAt: at('04-30 23:00'), recordDueAt: at('05-06 10:00'), recordedAt: at('04-30 23:30') }),
    ];
    expect(rate('record_24h', facts)).toEqual({ hits: 2, n: 4, excluded: {} });
    expect(rate('record_24h', facts, contextOn(d('04-30')))).toEqual({ hits: 1, n: 3, excluded: { not_due: 1 } });
  });
});

describe('SLA attainment', () => {
  const clock = (more: Partial<ClockFact>) =>
    fact<ClockFact>({ type: 'clock', rule: 'P14', dueAt: at('04-10 12:00'), pauses: [], ...more });

  it('is met of met and breached; extended, paused and unanswerable ones stand apart', () => {
    const facts = [
      clock({ doneAt: at('04-10 12:00') }),
      clock({ doneAt: at('04-10 12:01') }),
      clock({}),
      // Agreed in time and kept; agreed in time and not kept; agreed after the breach.
      clock({ agreed: { until: at('04-20 12:00'), at: at('04-09 09:00') }, doneAt: at('04-19 12:00') }),
      clock({ agreed: { until: at('04-20 12:00'), at: at('04-09 09:00') }, doneAt: at('04-21 12:00') }),
      clock({ agreed: { until: at('04-20 12:00'), at: at('04-11 09:00') }, doneAt: at('04-19 12:00') }),
      clock({ rule: 'P22', pauses: [{ from: at('04-09 12:00') }] }),
      clock({ rule: 'P22', unconfirmed: true, doneAt: at('04-09 12:00') }),
      clock({ rule: 'P22', dueAt: at('06-10 12:00'), doneAt: at('05-01 12:00') }),
    ];
    expect(rate('sla', facts)).toEqual({
      hits: 1,
      n: 5,
      excluded: { extended: 1, paused: 1, unconfirmed: 1, not_due: 1 },
    });
    const clocks = slaByClock(measuresOf(facts, END)).map(({ rule, hits, n }) => ({ rule, hits, n }));
    expect(clocks).toEqual([
      { rule: 'P14', hits: 1, n: 5 },
      { rule: 'P22', hits: 0, n: 0 },
    ]);
  });

  it('a pause that began after the breach excuses nothing', () => {
    expect(rate('sla', [clock({ pauses: [{ from: at('04-11 12:00') }] })])).toEqual({ hits: 0, n: 1, excluded: {} });
  });
});

describe('resolved and confirmed', () => {
  const loop = (moves: LoopFact['moves'], more: Partial<LoopFact> = {}) =>
    fact<LoopFact>({ type: 'loop', kind: 'problem', raisedAt: at('04-01 10:00'), moves, ...more });

  it('judges every loop at the age of seven days: reopened is open, closed without an answer is not confirmed', () => {
    const facts = [
      loop([
        { at: at('04-02 10:00'), to: 'resolved' },
        { at: at('04-03 10:00'), to: 'confirmed' },
      ]),
      loop([
        { at: at('04-02 10:00'), to: 'resolved' },
        { at: at('04-05 10:00'), to: 'in_progress' },
        { at: at('04-12 10:00'), to: 'resolved' },
      ]),
      loop([
        { at: at('04-02 10:00'), to: 'resolved' },
        { at: at('04-07 10:00'), to: 'closed_unconfirmed' },
      ]),
      loop([{ at: at('04-08 10:01'), to: 'resolved' }]),
      loop([]),
      loop([], { kind: 'praise' }),
      loop([{ at: at('04-30 10:00'), to: 'resolved' }], { raisedAt: at('04-29 10:00') }),
    ];
    expect(rate('resolved', facts)).toEqual({ hits: 3, n: 6, excluded: {} });
    expect(rate('confirmed', facts)).toEqual({ hits: 1, n: 6, excluded: {} });
    // Of those closed so far a naive share would be all of them.
    expect(rate('resolved', facts, contextOn(d('04-30')))).toEqual({ hits: 2, n: 5, excluded: { not_due: 1 } });
  });

  it('time to resolution counts open ones for as long as they are open, and reopened ones to their last end', () => {
    const facts = [
      ...Array.from({ length: 4 }, () => loop([{ at: at('04-02 10:00'), to: 'resolved' }])),
      loop([
        { at: at('04-02 10:00'), to: 'resolved' },
        { at: at('04-03 10:00'), to: 'in_progress' },
        { at: at('04-11 10:00'), to: 'resolved' },
      ]),
      ...Array.from({ length: 5 }, () => loop([])),
    ];
    const told = timeToResolution(measuresOf(facts, END));
    expect(told).toMatchObject({ n: 10, ended: 5, median: 240, sample: 'small' });
    // On the third, four of ten have ended, or five if one did not know of the reopening.
    expect(timeToResolution(measuresOf(facts, contextOn(d('04-05')))).ended).toBe(4);
  });

  it('a loop older than ninety days still counts as open then', () => {
    const late = loop([{ at: at('08-01 10:00'), to: 'resolved' }]);
    expect(timeToResolution(measuresOf([late], contextOn(d('08-31'))))).toMatchObject({ n: 1, ended: 0 });
  });
});

describe('promises', () => {
  it('are kept on time or not; the one nobody closed is broken', () => {
    const promise = (more: Partial<PromiseFact>) =>
      fact<PromiseFact>({ type: 'promise', dueAt: at('04-10 17:00'), pauses: [], ...more });
    const facts = [
      promise({ doneAt: at('04-10 16:00') }),
      promise({ doneAt: at('04-11 16:00') }),
      promise({}),
      promise({ dueAt: at('07-01 17:00') }),
      promise({ agreed: { until: at('04-12 17:00'), at: at('04-10 09:00') }, doneAt: at('04-12 09:00') }),
    ];
    expect(rate('promises', facts)).toEqual({ hits: 1, n: 3, excluded: { not_due: 1, extended: 1 } });
  });
});

describe('response', () => {
  it('is answers of delivered invitations at the age of fourteen days', () => {
    const invited = (more: Partial<InvitationFact>) =>
      fact<InvitationFact>({ type: 'invitation', on: d('04-02'), delivered: true, ...more });
    const facts = [
      invited({ answeredOn: d('04-16') }),
      invited({ answeredOn: d('04-17') }),
      invited({}),
      invited({ delivered: false }),
      invited({ on: d('04-28'), answeredOn: d('04-28') }),
    ];
    expect(rate('response', facts)).toEqual({ hits: 2, n: 4, excluded: { not_delivered: 1 } });
    expect(rate('response', facts, contextOn(d('04-30')))).toEqual({
      hits: 1,
      n: 3,
      excluded: { not_delivered: 1, not_due: 1 },
    });
  });
});

describe('churn and repurchase', () => {
  const buyer = (more: Partial<CustomerFact>) =>
    fact<CustomerFact>({ type: 'customer', becameOn: day('2025-06-01'), losses: [], ordersOn: [], ...more });

  it('churn is who was lost of those who were there at the start', () => {
    const facts = [
      buyer({ losses: [{ lostOn: d('04-20') }] }),
      buyer({ losses: [{ lostOn: d('05-02') }] }),
      buyer({}),
      // Lost before: no part of it. Back since: part of it.
      buyer({ losses: [{ lostOn: d('02-01') }] }),
      buyer({ losses: [{ lostOn: d('02-01'), backOn: d('03-10') }] }),
      // Came and went within the month.
      buyer({ becameOn: d('04-03'), losses: [{ lostOn: d('04-28') }] }),
    ];
    expect(rate('churn', facts)).toEqual({ hits: 1, n: 4, excluded: {} });
    expect(rate('churn', facts, contextOn(d('04-25')))).toEqual({ hits: 0, n: 0, excluded: { not_due: 4 } });
  });

  it('without a contract lost is no order for so long, until the next one', () => {
    expect(lossesOf([d('06-01'), d('01-01'), d('06-01')], 90, d('12-31'))).toEqual([
      { lostOn: d('04-02'), backOn: d('06-01') },
      { lostOn: d('08-31') },
    ]);
    expect(lossesOf([d('01-01'), d('04-01')], 90, d('06-01'))).toEqual([]);
    expect(lossesOf([], 90, d('12-31'))).toEqual([]);
  });

  it('repurchase asks only those whose ninety days are over', () => {
    const facts = [
      buyer({ ordersOn: [d('01-15'), d('04-15')] }),
      buyer({ ordersOn: [d('01-15'), d('04-16')] }),
      buyer({ ordersOn: [d('01-15'), d('01-15')] }),
      buyer({ ordersOn: [d('03-15'), d('03-20')] }),
      buyer({}),
    ];
    expect(rate('repurchase', facts)).toEqual({ hits: 1, n: 3, excluded: {} });
    // Among all buyers so far it would be 3 of 4.
    expect(rate('repurchase', facts, contextOn(d('04-10')))).toEqual({ hits: 0, n: 0, excluded: { not_due: 3 } });
  });
});

describe('suggestions and calls', () => {
  it('accepted suggestions count for each hundred visits held, with the interval of a rare event', () => {
    const facts = [
      ...Array.from({ length: 50 }, () =>
        fact<VisitFact>({ type: 'visit', endedAt: at('04-02 10:00'), recordDueAt: at('04-03 10:00') }),
      ),
      ...[true, true, false, undefined].map((accepted) =>
        fact<SuggestionFact>({
          type: 'suggestion',
          raisedOn: d('04-03'),
          ...(accepted === undefined ? {} : { decided: { on: d('04-20'), accepted } }),
        }),
      ),
    ];
    const told = effectiveSuggestions(measuresOf(facts, END));
    expect(told).toMatchObject({ count: 2, of: 50, perHundred: 4, declined: 1, undecided: 1, sample: 'enough' });
    // Garwood: two events may come from 0.2422 to 7.2247 (SciPy chi2.ppf).
    expect(told.interval?.low).toBeCloseTo(2 * 0.2422, 3);
    expect(told.interval?.high).toBeCloseTo(2 * 7.2247, 3);
    expect(effectiveSuggestions(measuresOf(facts, contextOn(d('04-19'))))).toMatchObject({ count: 0, undecided: 4 });
  });

  it('calls are told by median and ninth tenth', () => {
    const call = (seconds: number) => fact<CallFact>({ type: 'call', on: d('04-02'), seconds });
    const facts = [60, 120, 180, 240, 300, 360, 420, 480, 540, 9_000].map(call);
    const told = callLengths(measuresOf(facts, END));
    expect(told.median?.value).toBe(330);
    // Longer than two hours counts as two hours: 540 + 0.1 · (7,200 − 540).
    expect(told.p90?.value).toBeCloseTo(1_206, 9);
    expect(callLengths(measuresOf(facts.slice(0, 4), END))).toEqual({ n: 4, sample: 'too_few' });
  });
});

/** The formulas as one would do them by hand on a list of April's facts: filters and set sizes, nothing of the code under test. */
describe('against the formulas done by hand', () => {
  test.prop([anyFacts(80)])('at the end of May', (facts) => {
    const measures = measuresOf(facts, END);
    const lastDay = END.asOf.day;
    const lastAt = END.asOf.at;
    const owed = facts.filter((each) => each.type === 'obligation').filter(({ latest }) => latest <= lastDay);
    const excused = ({ doNotContactOn, lostOn, latest }: ObligationFact): boolean =>
      (doNotContactOn ?? 1e9) <= latest || (lostOn ?? 1e9) < latest;
    const fair = owed.filter((each) => !excused(each));
    const onTime = fair.filter(({ paidOn, latest }) => (paidOn ?? 1e9) <= latest);
    const fellAway = fair.filter((each) => !onTime.includes(each) && (each.withdrawnOn ?? 1e9) <= each.latest);
    expect(shareKpi(measures, 'on_time')).toMatchObject({ hits: onTime.length, n: fair.length - fellAway.length });

    const visits = fair.filter(({ owesVisit }) => owesVisit);
    const covered = new Set(visits.filter((each) => onTime.includes(each)).map(({ customer }) => customer));
    const left = new Set(visits.filter((each) => !fellAway.includes(each)).map(({ customer }) => customer));
    expect(shareKpi(measures, 'coverage')).toMatchObject({
      hits: covered.size,
      n: new Set([...covered, ...left]).size,
    });

    const attempts = facts.filter((each) => each.type === 'attempt');
    const spoken = attempts.filter(({ result }) => !['no_answer', 'wrong_number'].includes(result));
    expect(shareKpi(measures, 'reach')).toMatchObject({ hits: spoken.length, n: attempts.length });

    const held = facts.filter((each) => each.type === 'visit');
    const written = held.filter(
      ({ recordedAt, recordDueAt }) => (recordedAt ?? Number.POSITIVE_INFINITY) <= recordDueAt,
    );
    expect(shareKpi(measures, 'record_24h')).toMatchObject({ hits: written.length, n: held.length });

    const asked = facts.filter((each) => each.type === 'invitation').filter(({ delivered }) => delivered);
    const told = asked.filter(({ on, answeredOn }) => answeredOn !== undefined && answeredOn - on <= 14);
    expect(shareKpi(measures, 'response')).toMatchObject({ hits: told.length, n: asked.length });

    const loops = facts
      .filter((each) => each.type === 'loop')
      .filter(({ kind }) => kind !== 'praise' && kind !== 'suggestion');
    const stateOf = ({ raisedAt, moves }: LoopFact) =>
      moves.filter((move) => move.at <= raisedAt + 7 * MS).at(-1)?.to ?? 'raised';
    const states = loops.filter(({ raisedAt }) => raisedAt + 7 * MS <= lastAt).map(stateOf);
    expect(shareKpi(measures, 'resolved')).toMatchObject({
      hits: states.filter((s) => s !== 'raised' && s !== 'in_progress').length,
      n: states.length,
    });
    expect(shareKpi(measures, 'confirmed')).toMatchObject({
      hits: states.filter((s) => s === 'confirmed').length,
      n: states.length,
    });

    const buyers = facts.filter((each) => each.type === 'customer');
    /** Day by day: a customer on a day is lost if the last thing that happened to him by then was a loss. */
    const there = ({ becameOn, losses }: CustomerFact, on: number): boolean =>
      becameOn <= on && !losses.some(({ lostOn, backOn }) => lostOn <= on && !(backOn !== undefined && backOn <= on));
    const before = buyers.filter((buyer) => there(buyer, APRIL.from - 1));
    const gone = before.filter(({ losses }) => losses.some(({ lostOn }) => lostOn >= APRIL.from && lostOn <= APRIL.to));
    expect(shareKpi(measures, 'churn')).toMatchObject({ hits: gone.length, n: before.length });

    for (const kpi of ['promises', 'sla'] as const) {
      const due = facts.filter((each) =>
        kpi === 'sla' ? each.type === 'clock' : each.type === 'promise',
      ) as ClockFact[];
      const done = (each: ClockFact): number =>
        each.doneAt !== undefined && each.doneAt <= lastAt ? each.doneAt : Number.POSITIVE_INFINITY;
      const standing = (each: ClockFact): boolean =>
        done(each) > lastAt &&
        each.pauses.some(
          ({ from, to }) => from < each.dueAt && from <= lastAt && (to ?? Number.POSITIVE_INFINITY) > lastAt,
        );
      const fallen = due.filter(
        (each) => each.dueAt <= lastAt && !standing(each) && !(each.unconfirmed && done(each) <= lastAt),
      );
      const met = fallen.filter((each) => done(each) <= each.dueAt);
      const granted = fallen.filter(
        (each) =>
          !met.includes(each) &&
          each.agreed !== undefined &&
          each.agreed.at <= each.dueAt &&
          each.agreed.until > each.dueAt &&
          Math.min(done(each), lastAt) <= each.agreed.until,
      );
      expect(shareKpi(measures, kpi)).toMatchObject({ hits: met.length, n: fallen.length - granted.length });
    }
  });
});
