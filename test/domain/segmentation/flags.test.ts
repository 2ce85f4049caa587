import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../../src/domain/calendar/day.ts';
import type { Flag } from '../../../src/domain/planning/facts.ts';
import { DEFAULT_TIERS } from '../../../src/domain/policy/default-tiers.ts';
import { type ChurnSigns, churnEvidence, type Evidence } from '../../../src/domain/segmentation/churn.ts';
import { decideFlags } from '../../../src/domain/segmentation/customer-flags.ts';
import {
  decideFlag,
  decodeFlags,
  encodeFlags,
  type FlagCommand,
  type FlagState,
  type FlagStates,
  highValueEvidence,
  NO_FLAG,
  projectEvidence,
  raiseByEvidence,
} from '../../../src/domain/segmentation/flags.ts';

const TODAY = day('2026-11-23');
const QUIET: ChurnSigns = { scores: [], brokenPromises: [], openLoops: 0 };
const { churn } = DEFAULT_TIERS;

function ids(signs: Partial<ChurnSigns>, facts: { lastTouch?: string; contractEndsOn?: string } = {}, today = TODAY) {
  return churnEvidence(
    {
      ...(facts.lastTouch ? { lastTouch: { on: day(facts.lastTouch), kind: 'call', direction: 'out' } as const } : {}),
      ...(facts.contractEndsOn ? { contractEndsOn: day(facts.contractEndsOn) } : {}),
    },
    { ...QUIET, ...signs },
    churn,
    today,
  ).map(({ id }) => id);
}

const marks = (...told: readonly [string, number][]) => told.map(([on, score]) => ({ on: day(on), score }));

describe('evidence that a customer may leave', () => {
  it('is a score a whole point below the mean of the three before', () => {
    const before = marks(['2026-02-01', 5], ['2026-04-01', 4], ['2026-06-01', 4.5]);
    expect(ids({ scores: [...before, ...marks(['2026-09-01', 3.5])] })).toEqual(['scores:2026-09-01']);
    expect(ids({ scores: [...before, ...marks(['2026-09-01', 3.6])] })).toEqual([]);
    expect(ids({ scores: marks(['2026-09-01', 1]) })).toEqual([]);
    // What was before the last four does not count any more.
    const faded = marks(['2025-01-01', 5], ['2026-02-01', 3], ['2026-04-01', 3], ['2026-06-01', 3]);
    expect(ids({ scores: [...faded, ...marks(['2026-09-01', 2.5])] })).toEqual([]);
  });

  it('is a promise broken in the last 90 days', () => {
    const brokenPromises = [
      { id: 'p2', dueOn: day('2026-11-22') },
      { id: 'p1', dueOn: day('2026-08-25') },
      { id: 'old', dueOn: day('2026-08-24') },
      { id: 'due today', dueOn: TODAY },
    ];
    expect(ids({ brokenPromises })).toEqual(['promise:p1', 'promise:p2']);
  });

  it('is silence for twice its own rhythm, and each rhythm more is new evidence', () => {
    const silent = (lastTouch: string) => ids({ rhythmDays: 30 }, { lastTouch });
    expect(silent('2026-09-25')).toEqual([]);
    expect(silent('2026-09-24')).toEqual(['silence:2026-09-24:2']);
    expect(silent('2026-08-25')).toEqual(['silence:2026-08-25:3']);
    expect(ids({}, { lastTouch: '2020-01-01' })).toEqual([]);
  });

  it('is a contract that ends within 90 days while a loop is open', () => {
    expect(ids({ openLoops: 1 }, { contractEndsOn: '2027-02-21' })).toEqual(['contract:2027-02-21']);
    expect(ids({ openLoops: 1 }, { contractEndsOn: '2027-02-22' })).toEqual([]);
    expect(ids({ openLoops: 1 }, { contractEndsOn: '2026-11-22' })).toEqual([]);
    expect(ids({ openLoops: 0 }, { contractEndsOn: '2027-01-01' })).toEqual([]);
  });

  it('says its numbers in both languages', () => {
    const [silence] = churnEvidence({ lastPurchaseOn: day('2026-09-01') }, { ...QUIET, rhythmDays: 30 }, churn, TODAY);
    expect(silence?.why).toEqual({
      zh: '自 2026-09-01 起 83 天无联系、无订单，是其自身间隔 30 天的 2 倍',
      en: 'No talk and no order since 2026-09-01: 83 days, 2 times its own interval of 30',
    });
  });
});

const evidence = (...grounds: readonly string[]): Evidence[] =>
  grounds.map((id) => ({ id, kind: 'silence', why: { zh: id, en: id } }));

function carriedOut(command: FlagCommand, state: FlagState, today: Day): FlagState {
  const decided = decideFlag(command, state, today);
  if (!decided.ok) throw new Error(decided.reason);
  return decided.state;
}

describe('a flag raised by evidence', () => {
  const raised = raiseByEvidence(NO_FLAG, evidence('a', 'b'), TODAY);

  it('keeps the day it was raised while evidence stands, and falls when none is left', () => {
    const later = raiseByEvidence(raised, evidence('c'), addDays(TODAY, 5));
    expect(later).toEqual({ raisedOn: TODAY, evidence: ['c'], answered: [] });
    expect(raiseByEvidence(later, [], addDays(TODAY, 6))).toEqual(NO_FLAG);
  });

  it('stays down after “healthy” on what was shown, and rises by anything new', () => {
    const healthy = carriedOut({ type: 'mark_healthy' }, raised, TODAY);
    expect(healthy.raisedOn).toBeUndefined();
    expect(raiseByEvidence(healthy, evidence('a', 'b'), addDays(TODAY, 1)).raisedOn).toBeUndefined();
    expect(raiseByEvidence(healthy, evidence('a', 'n'), addDays(TODAY, 2))).toMatchObject({
      raisedOn: addDays(TODAY, 2),
      evidence: ['n'],
    });
  });

  it('sleeps while snoozed, and wakes up for new evidence only', () => {
    const snoozed = carriedOut({ type: 'snooze', until: addDays(TODAY, 14) }, raised, TODAY);
    expect(raiseByEvidence(snoozed, evidence('a', 'n'), addDays(TODAY, 13)).raisedOn).toBeUndefined();
    expect(raiseByEvidence(snoozed, evidence('a', 'b'), addDays(TODAY, 14)).raisedOn).toBeUndefined();
    expect(raiseByEvidence(snoozed, evidence('a', 'n'), addDays(TODAY, 14)).raisedOn).toBe(addDays(TODAY, 14));
  });

  it.each<FlagCommand>([{ type: 'mark_healthy' }, { type: 'snooze', until: addDays(TODAY, 14) }])(
    'can have %j taken back',
    (command) => {
      const answered = carriedOut(command, raised, TODAY);
      expect(carriedOut({ type: 'undo' }, answered, TODAY)).toEqual(raised);
    },
  );

  it('refuses what makes no sense', () => {
    expect(decideFlag({ type: 'mark_healthy' }, NO_FLAG, TODAY)).toMatchObject({ ok: false, reason: 'nothing_raised' });
    expect(decideFlag({ type: 'undo' }, NO_FLAG, TODAY)).toMatchObject({ ok: false, reason: 'nothing_to_undo' });
    expect(decideFlag({ type: 'snooze', until: TODAY }, raised, TODAY)).toMatchObject({
      ok: false,
      reason: 'not_ahead',
    });
  });

  const step = fc.oneof(
    fc.subarray(['a', 'b', 'c', 'd']).map((grounds) => ({ evidence: grounds })),
    fc.constantFrom<{ command: FlagCommand['type'] }>({ command: 'mark_healthy' }, { command: 'snooze' }),
  );
  test.prop([fc.array(step, { maxLength: 20 })])(
    'is never raised on what was answered, and survives being kept as text',
    (steps) => {
      let state = NO_FLAG;
      const answered = new Set<string>();
      for (const [offset, each] of steps.entries()) {
        const today = addDays(TODAY, offset);
        if ('evidence' in each) state = raiseByEvidence(state, evidence(...each.evidence), today);
        else {
          const shown = state.evidence;
          const decided = decideFlag(
            each.command === 'snooze' ? { type: 'snooze', until: addDays(today, 3) } : { type: 'mark_healthy' },
            state,
            today,
          );
          if (decided.ok) {
            state = decided.state;
            for (const id of shown) answered.add(id);
          }
        }
        expect(state.evidence.filter((id) => answered.has(id))).toEqual([]);
        expect(state.raisedOn === undefined).toBe(state.evidence.length === 0);
        expect(decodeFlags(encodeFlags({ churn_risk: state })).churn_risk ?? NO_FLAG).toEqual(state);
      }
    },
  );

  it('fits one property, however much was answered', () => {
    let state: FlagState = NO_FLAG;
    for (let n = 0; n < 60; n += 1) {
      state = raiseByEvidence(state, evidence(`promise:visit-123456789012:${n}:1`), addDays(TODAY, n));
      state = carriedOut({ type: 'mark_healthy' }, state, addDays(TODAY, n));
    }
    expect(encodeFlags({ churn_risk: state, high_value_program: state }).length).toBeLessThan(8_000);
  });

  it.each([undefined, '', 'x', '[]', '{"churn_risk":7}', 'null'])('reads %j as nothing known', (text) => {
    expect(decodeFlags(text)).toEqual({});
  });
});

it('proposes the high-value programme for the highest money or frequency score', () => {
  const scored = (money: number, frequency: number) =>
    highValueEvidence({ recency: 5, money, frequency }, DEFAULT_TIERS).map(({ id }) => id);
  expect(scored(5, 1)).toEqual(['money:5']);
  expect(scored(4, 5)).toEqual(['frequency:5']);
  expect(scored(5, 5)).toEqual(['money:5', 'frequency:5']);
  expect(scored(4, 4)).toEqual([]);
  expect(highValueEvidence(undefined, DEFAULT_TIERS)).toEqual([]);
});

it.each([
  [{}, false],
  [{ projectStartedOn: '2026-11-24' }, false],
  [{ projectStartedOn: '2026-10-01' }, true],
  [{ projectStartedOn: '2026-10-01', acceptedOn: '2026-09-30' }, true],
  [{ projectStartedOn: '2026-10-01', projectDoneOn: '2026-12-01' }, true],
  [{ projectStartedOn: '2026-10-01', projectDoneOn: '2026-11-23' }, false],
  [{ projectStartedOn: '2026-10-01', acceptedOn: '2026-11-01' }, false],
])('the dates %j are evidence of a running project: %s', (dates, runs) => {
  const facts = Object.fromEntries(Object.entries(dates).map(([field, on]) => [field, day(on)]));
  expect(projectEvidence(facts, TODAY).map(({ id }) => id)).toEqual(runs ? ['project:2026-10-01'] : []);
});

describe('the flags of a customer', () => {
  const flagsOn = (
    today: Day,
    stored: { flags?: readonly Flag[]; states?: FlagStates; proposed?: readonly Flag[] },
    evidence: { churn_risk?: Evidence[]; high_value_program?: Evidence[]; in_project?: Evidence[] },
  ) =>
    decideFlags(
      { flags: stored.flags ?? [], states: stored.states ?? {}, proposed: stored.proposed ?? [] },
      { churn_risk: [], high_value_program: [], in_project: [], ...evidence },
      today,
    );

  it('sets churn risk with its evidence and its day, and takes it away when the evidence is gone', () => {
    const first = flagsOn(TODAY, {}, { churn_risk: evidence('a') });
    expect(first).toMatchObject({ flags: ['churn_risk'], proposed: [], churnRiskOn: TODAY, changed: true });
    expect(first.evidence.map(({ en }) => en)).toEqual(['a']);
    const next = flagsOn(addDays(TODAY, 1), first, { churn_risk: evidence('a') });
    expect(next).toMatchObject({ flags: ['churn_risk'], churnRiskOn: TODAY, changed: false });
    expect(flagsOn(addDays(TODAY, 2), next, {})).toMatchObject({ flags: [], changed: true });
  });

  it('only ever proposes the high-value programme', () => {
    const first = flagsOn(TODAY, {}, { high_value_program: evidence('money:5') });
    expect(first).toMatchObject({ flags: [], proposed: ['high_value_program'], changed: true });
    // A person took it up: nothing is left to propose.
    const taken = flagsOn(
      TODAY,
      { ...first, flags: ['high_value_program'] },
      { high_value_program: evidence('money:5') },
    );
    expect(taken).toMatchObject({ flags: ['high_value_program'], proposed: [] });
    // And it is never taken away when the scores fall.
    expect(flagsOn(addDays(TODAY, 1), taken, {}).flags).toEqual(['high_value_program']);
  });

  it('leaves a flag that a person set without evidence', () => {
    const byHand = flagsOn(TODAY, { flags: ['churn_risk', 'in_project'] }, {});
    expect(byHand).toMatchObject({ flags: ['churn_risk', 'in_project'], changed: false });
    const meanwhile = flagsOn(TODAY, { flags: ['churn_risk'] }, { churn_risk: evidence('a') });
    expect(flagsOn(addDays(TODAY, 1), meanwhile, {}).flags).toEqual(['churn_risk']);
  });

  it('takes a flag that a person removed for answered', () => {
    const first = flagsOn(TODAY, {}, { churn_risk: evidence('a') });
    const removed = flagsOn(addDays(TODAY, 1), { ...first, flags: [] }, { churn_risk: evidence('a') });
    expect(removed.flags).toEqual([]);
    expect(flagsOn(addDays(TODAY, 2), removed, { churn_risk: evidence('a', 'n') }).flags).toEqual(['churn_risk']);
  });
});
