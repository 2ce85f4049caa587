import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { EMPTY_MEMORY } from '../../../src/domain/planning/plan.ts';
import { planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import {
  type Rehearsal,
  type RehearsedVisit,
  rehearse,
  rehearseDays,
} from '../../../src/domain/rehearsal/rehearsal.ts';
import { rehearsalJson } from '../../../src/domain/rehearsal/rehearsal-json.ts';
import { generatedBook } from '../../support/generated-book.ts';
import {
  type CustomerText,
  cases,
  compiled,
  customer,
  factsOfRow,
  inZone,
  NOBODY_BUSY,
  WHOLE,
  ZONES,
} from '../support.ts';

function rehearsed(
  texts: readonly CustomerText[],
  today: string,
  days: number,
  changes: Partial<Policy> = {},
): Rehearsal {
  const customers = texts.map((text, i) => ({ contact: `c${i}@example.test`, facts: customer(text) }));
  return rehearse({ customers, policy: compiled(today, changes), today: day(today), days });
}

const show = ({ on, pays, rolled, late, noRoom }: RehearsedVisit): string =>
  `${formatDay(on)} ${pays.join(' ')}${rolled ? ' rolled' : ''}${late ? ' late' : ''}${noRoom ? ' no room' : ''}`;

function book(seed: number, count: number, today: string) {
  return generatedBook(seed, count, today).map((row) => ({ contact: row.email ?? '', facts: factsOfRow(row) }));
}

const HIGH_VALUE_IN_PROJECT: CustomerText = {
  tier: 'A',
  flags: ['high_value_program', 'in_project'],
  consents: ['call', 'email', 'greeting', 'survey'],
  signedOn: '2026-06-01',
  deliveredOn: '2026-06-01',
  acceptedOn: '2026-06-30',
  projectStartedOn: '2026-06-01',
};

describe('one customer from day to day', () => {
  it('twenty-one contacts to the letter are five conversations, four briefs and one survey link', () => {
    const { visits, touches } = rehearsed([HIGH_VALUE_IN_PROJECT], '2026-06-01', 31, WHOLE);
    expect(visits.map(show)).toEqual([
      '2026-06-04 P01 P02',
      '2026-06-08 P03 P17',
      '2026-06-15 P17',
      '2026-06-22 P17',
      '2026-07-01 P04 P17',
    ]);
    expect(touches.map(show)).toEqual([
      '2026-06-08 P15',
      '2026-06-15 P15',
      '2026-06-22 P15',
      '2026-06-29 P15',
      '2026-07-01 P36',
    ]);
    expect(touches.map(({ kind }) => kind)).toEqual(['message', 'message', 'message', 'message', 'survey']);
  });

  it('a held visit moves the clock on: tier A from month to month', () => {
    const loyal: CustomerText = {
      tier: 'A',
      stage: 'loyal',
      touch: '2025-12-20 call:out',
      firstPurchaseOn: '2024-01-10',
    };
    const { visits } = rehearsed([loyal], '2026-01-01', 365);
    const monthly = visits.filter(({ pays }) => pays.includes('P11'));
    expect(monthly).toHaveLength(13);
    expect(new Set(monthly.map(({ on }) => formatDay(on).slice(0, 7))).size).toBe(12);
  });

  it('days are counted with the first one, and nothing lies outside them', () => {
    const { visits, days } = rehearsed([HIGH_VALUE_IN_PROJECT], '2026-06-01', 8, WHOLE);
    expect(days).toBe(8);
    expect(visits.map(show)).toEqual(['2026-06-04 P01 P02', '2026-06-08 P03 P17']);
    expect(rehearsed([HIGH_VALUE_IN_PROJECT], '2026-06-01', 3, WHOLE).visits).toEqual([]);
  });

  it('a visit on a provisional year says so', () => {
    const { visits } = rehearsed([{ signedOn: '2028-03-06', stage: 'new' }], '2028-03-06', 5);
    expect(visits.map(({ provisional, pays }) => [pays[0], provisional])).toEqual([['P01', true]]);
  });
});

describe('what is not done', () => {
  const signed: CustomerText = { signedOn: '2026-06-01', stage: 'new' };

  it.each<[string, CustomerText, string]>([
    ['do not visit', { ...signed, doNotVisit: true }, 'do_not_visit'],
    ['a pause', { ...signed, pausedUntil: '2026-07-15' }, 'paused'],
    ['a refusal', { ...signed, refusals: ['call'] }, 'refused'],
  ])('%s stops the first visit and is said once', (_, text, reason) => {
    const { visits, suppressed } = rehearsed([text], '2026-06-01', 20);
    expect(visits).toEqual([]);
    expect(suppressed.filter(({ rule }) => rule === 'P01')).toEqual([
      { contact: 'c0@example.test', rule: 'P01', on: day('2026-06-01'), reason },
    ]);
  });

  it('a longer cadence names the one that beat it', () => {
    const { suppressed } = rehearsed([{ tier: 'B', stage: 'loyal', touch: '2026-05-20 call:out' }], '2026-06-01', 10);
    expect(suppressed).toContainEqual({
      contact: 'c0@example.test',
      rule: 'P08',
      on: day('2026-06-01'),
      reason: 'beaten',
      by: 'P18',
    });
  });

  it('a milestone that a talk has paid is satisfied, one that a visit of ours paid is not listed again', () => {
    const talked: CustomerText = { stage: 'new', signedOn: '2026-05-26', touch: '2026-05-28 call:out' };
    const before = rehearsed([talked], '2026-06-01', 10);
    expect(before.suppressed.map(({ rule, reason }) => `${rule} ${reason}`)).toContain('P01 satisfied');
    const held = rehearsed([signed], '2026-06-01', 30);
    expect(held.visits.map(({ pays }) => pays[0])).toContain('P01');
    expect(held.suppressed.filter(({ rule }) => rule === 'P01')).toEqual([]);
  });

  it('a customer whom nobody owns is infeasible without an owner', () => {
    const { visits, infeasible } = rehearsed([{ ...signed, owners: {} }], '2026-06-01', 10);
    expect(visits).toEqual([]);
    expect(infeasible).toContainEqual({ rule: 'P01', from: day('2026-06-01'), to: day('2026-06-04'), short: 1 });
  });
});

describe('an owner whose days are full', () => {
  const one = { minutesPerDay: 15, byOwner: {} };

  it('three customers signed on one day are visited on three days', () => {
    const texts = Array.from({ length: 3 }, (): CustomerText => ({ signedOn: '2026-06-01', stage: 'new' }));
    const { visits, load, infeasible } = rehearsed(texts, '2026-06-01', 5, { capacity: one });
    expect(visits.map(({ on, contact }) => `${formatDay(on)} ${contact}`)).toEqual([
      '2026-06-02 c2@example.test',
      '2026-06-03 c1@example.test',
      '2026-06-04 c0@example.test',
    ]);
    expect(load.map(({ minutes, capacity }) => [minutes, capacity])).toEqual([
      [15, 15],
      [15, 15],
      [15, 15],
    ]);
    expect(infeasible).toEqual([]);
  });

  it('six on four days are two too many', () => {
    const texts = Array.from({ length: 6 }, (): CustomerText => ({ signedOn: '2026-06-01', stage: 'new' }));
    const { visits, infeasible } = rehearsed(texts, '2026-06-01', 5, { capacity: one });
    expect(visits).toHaveLength(6);
    expect(visits.filter(({ noRoom }) => noRoom)).toHaveLength(2);
    expect(infeasible).toEqual([
      { owner: 'amy', rule: 'P01', from: day('2026-06-01'), to: day('2026-06-04'), short: 2 },
    ]);
  });
});

describe('laws', () => {
  it.prop([fc.nat({ max: 10_000 }), fc.integer({ min: 1, max: 4 })], cases(25))(
    'the order of the customers changes nothing, whatever the room',
    (seed, calls) => {
      const customers = book(seed, 40, '2026-06-01');
      const policy = compiled('2026-06-01', { ...WHOLE, capacity: { minutesPerDay: 15 * calls, byOwner: {} } });
      const input = { policy, today: day('2026-06-01'), days: 30 };
      expect(rehearse({ ...input, customers: [...customers].reverse() })).toEqual(rehearse({ ...input, customers }));
    },
  );

  it.prop([fc.nat({ max: 10_000 })], cases(25))(
    'a visit lies in its window or is rolled or late, on a working day, once for each debt',
    (seed) => {
      const policy = compiled('2026-05-18', WHOLE);
      const { visits, touches } = rehearse({
        customers: book(seed, 40, '2026-06-01'),
        policy,
        today: day('2026-06-01'),
        days: 60,
      });
      const debts = new Set<string>();
      for (const { on, window, late, contact, debt } of visits) {
        expect(policy.calendar.isWorking(on)).toBe(true);
        if (!late) expect(on >= window.earliest && on <= window.latest).toBe(true);
        expect(debts.has(`${contact} ${debt}`)).toBe(false);
        debts.add(`${contact} ${debt}`);
      }
      for (const { contact, debt } of touches) {
        expect(debts.has(`${contact} ${debt}`)).toBe(false);
        debts.add(`${contact} ${debt}`);
      }
    },
  );

  it.prop([fc.nat({ max: 10_000 })], cases(15))('more days add to fewer days and change none of them', (seed) => {
    const input = {
      customers: book(seed, 30, '2026-06-01'),
      policy: compiled('2026-06-01', WHOLE),
      today: day('2026-06-01'),
    };
    const long = [...rehearseDays({ ...input, days: 45 })].map(({ held }) => held);
    const short = [...rehearseDays({ ...input, days: 20 })].map(({ held }) => held);
    expect(long.slice(0, 20)).toEqual(short);
    const bare = [...rehearseDays({ ...input, days: 20, heldOnly: true })];
    expect(bare.map(({ held }) => held)).toEqual(short);
    expect(bare.flatMap(({ suppressed }) => suppressed)).toEqual([]);
  });

  it.prop([fc.nat({ max: 10_000 })], cases(15))('the first day is what the planner plans', (seed) => {
    const policy = compiled('2026-06-01', { ...WHOLE, capacity: { minutesPerDay: 10_000, byOwner: {} } });
    const today = day('2026-06-01');
    const customers = book(seed, 60, '2026-06-01');
    const planned = customers.flatMap(({ contact, facts }) =>
      planCustomer(facts, EMPTY_MEMORY, [], { policy, load: NOBODY_BUSY, today })
        .visits.filter(({ plannedOn }) => plannedOn === today)
        .map(({ leader }) => `${contact} ${leader}`),
    );
    const { visits, touches } = rehearse({ customers, policy, today, days: 1 });
    const held = [...visits, ...touches.filter(({ minutes }) => minutes > 0)].map(
      ({ contact, pays }) => `${contact} ${pays[0]}`,
    );
    expect(held.sort()).toEqual(planned.sort());
  });

  it('the zone of the process does not matter', () => {
    const input = {
      customers: book(3, 40, '2026-06-01'),
      policy: compiled('2026-06-01', WHOLE),
      today: day('2026-06-01'),
      days: 40,
    };
    const texts = ZONES.map((zone) => inZone(zone, () => JSON.stringify(rehearsalJson(rehearse(input)))));
    expect(new Set(texts).size).toBe(1);
  });
});
