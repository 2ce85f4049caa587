import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../../src/domain/calendar/day.ts';
import { drillDown } from '../../../src/domain/measures/drill-down.ts';
import type { CustomerFact } from '../../../src/domain/measures/facts.ts';
import { decodeMeasures, encodeMeasures, measuresOf } from '../../../src/domain/measures/month-measures.ts';
import { upsellAmount } from '../../../src/domain/measures/scorecard.ts';
import { type HeldVisit, upsellOf } from '../../../src/domain/measures/upsell.ts';
import { amountText, upsellText } from '../../../src/domain/measures/upsell-words.ts';
import { welch } from '../../../src/domain/satisfaction/comparison.ts';
import type { WonDeal } from '../../../src/domain/segmentation/purchases.ts';
import { APRIL, contextOn, fact } from './arbitraries.ts';

const AFTER = day('2026-08-31');
const CONTEXT = contextOn(AFTER);
const VISITED = day('2026-04-10');

function buyer(more: Partial<CustomerFact> = {}): CustomerFact {
  return {
    ...fact<CustomerFact>({ type: 'customer', becameOn: day('2025-01-01'), losses: [], ordersOn: [] }),
    ...more,
  };
}

function deal(id: string, more: Partial<WonDeal> = {}): WonDeal {
  return { id, on: day('2026-06-01'), createdOn: day('2026-05-01'), cents: 100_00, ...more };
}

function toldOf(more: {
  readonly visits?: readonly HeldVisit[];
  readonly deals?: readonly WonDeal[];
  readonly upTo?: Day;
  readonly visitDays?: readonly Day[];
  readonly of?: CustomerFact;
  readonly left?: 'new_owner' | 'several_owners';
}) {
  const { visits = [], deals = [], upTo = AFTER, visitDays = [VISITED], of = buyer(), left } = more;
  return upsellOf(of, { span: APRIL, upTo, visits, visitDays, deals, left });
}

const HANDED = [{ on: VISITED, handed: true }];
const NOT_HANDED = [{ on: VISITED, handed: false }];

describe('what was bought after a visit handed to sales', () => {
  it('is every won deal created from the visit to the ninetieth day after it, and none created before or later', () => {
    const deals = [
      deal('before', { createdOn: addDays(VISITED, -1) }),
      deal('same', { createdOn: VISITED, cents: 1 }),
      deal('last', { createdOn: addDays(VISITED, 90), on: addDays(VISITED, 120), cents: 20 }),
      deal('late', { createdOn: addDays(VISITED, 91), on: addDays(VISITED, 120) }),
    ];
    expect(toldOf({ visits: HANDED, deals })?.deals).toEqual([
      { id: 'same', cents: 1 },
      { id: 'last', cents: 20 },
    ]);
  });

  it('is no deal that was not won by the day looked at', () => {
    expect(toldOf({ visits: HANDED, deals: [deal('later', { on: addDays(AFTER, 1) })] })?.deals).toEqual([]);
  });

  it('begins with the visit that was handed to sales, not with an earlier one that was not', () => {
    const visits = [
      { on: day('2026-04-20'), handed: true },
      { on: day('2026-04-02'), handed: false },
    ];
    const deals = [deal('between', { createdOn: day('2026-04-10') }), deal('after', { createdOn: day('2026-07-19') })];
    expect(toldOf({ visits, deals })?.deals).toEqual([{ id: 'after', cents: 100_00 }]);
  });

  it('is nothing of a customer whose visit was not handed to sales, who is among the visited all the same', () => {
    expect(toldOf({ visits: NOT_HANDED, deals: [deal('own')] })).toMatchObject({
      group: 'visited',
      handed: false,
      deals: [],
    });
  });

  it('counts a deal of two contacts of a company once, and two deals twice', () => {
    expect(toldOf({ visits: HANDED, deals: [deal('1'), deal('1'), deal('2')] })?.deals.map(({ id }) => id)).toEqual([
      '1',
      '2',
    ]);
  });

  it('tells deals without an amount, in another currency or without a creation date as left out', () => {
    const { cents: _, ...noAmount } = deal('1');
    const { createdOn: __, ...noCreation } = deal('3');
    const deals = [noAmount, deal('2', { otherCurrency: true }), noCreation, deal('4', { cents: -500 })];
    expect(toldOf({ visits: HANDED, deals })).toMatchObject({
      deals: [],
      dealsLeft: { no_amount: 2, other_currency: 1, no_creation: 1 },
    });
  });

  it('knows existing customers only: neither who became one with the deal nor who was lost at the visit', () => {
    expect(toldOf({ visits: HANDED, of: buyer({ becameOn: addDays(VISITED, 3) }) })).toBeUndefined();
    expect(toldOf({ visits: HANDED, of: buyer({ losses: [{ lostOn: addDays(VISITED, -9) }] }) })).toBeUndefined();
    const back = buyer({ losses: [{ lostOn: addDays(VISITED, -9), backOn: addDays(VISITED, -1) }] });
    expect(toldOf({ visits: HANDED, of: back })).toMatchObject({ group: 'visited' });
  });
});

it('all that visited customers bought is another amount than what may come of the visits', () => {
  const sold = [
    { visits: HANDED, deals: [deal('own')] },
    { visits: HANDED, deals: [deal('two contacts'), deal('two contacts')] },
    { visits: HANDED, deals: [deal('before', { createdOn: addDays(VISITED, -1) })] },
    { visits: HANDED, deals: [deal('late', { createdOn: addDays(VISITED, 91) })] },
    { visits: NOT_HANDED, deals: [deal('not handed')] },
  ];
  const customers = [...sold, ...Array.from({ length: 27 }, () => ({ visits: NOT_HANDED, deals: [] }))];
  const facts = customers.map(toldOf).filter((each) => each !== undefined);
  const lost = toldOf({ visits: HANDED, deals: [deal('lost')], of: buyer({ losses: [{ lostOn: VISITED }] }) });
  const told = upsellAmount(measuresOf(lost ? [...facts, lost] : facts, CONTEXT)).visited;
  expect(told).toMatchObject({ customers: 32, buyers: 2, deals: 2, cents: 200_00, perHundred: 625_00 });
  const naive = [...sold.flatMap(({ deals }) => deals), deal('lost')].reduce((sum, { cents = 0 }) => sum + cents, 0);
  expect(naive).toBe(700_00);
});

describe('customers who were not visited', () => {
  it('are looked at for ninety days from a day on which the same person visited', () => {
    const deals = [
      deal('before', { createdOn: addDays(VISITED, -1) }),
      deal('first', { createdOn: VISITED }),
      deal('last', { createdOn: addDays(VISITED, 90), on: AFTER }),
      deal('late', { createdOn: addDays(VISITED, 91), on: AFTER }),
    ];
    expect(toldOf({ deals })).toMatchObject({ group: 'not_visited', deals: [{ id: 'first' }, { id: 'last' }] });
  });

  it('are in no group where somebody else may have visited them, or the visit was held in another month', () => {
    expect(toldOf({ left: 'new_owner', deals: [deal('1')] })).toMatchObject({ left: 'new_owner', deals: [] });
    expect(toldOf({ left: 'several_owners' })).toMatchObject({ left: 'several_owners' });
    expect(toldOf({ visits: [{ on: day('2026-05-02'), handed: true }] })).toMatchObject({ left: 'other_month' });
    // Who was visited in the month is known to have been.
    expect(toldOf({ visits: HANDED, left: 'several_owners' })?.left).toBeUndefined();
  });

  it('and those who were wait until ninety days after the month are over', () => {
    const deals = [deal('1')];
    const last = addDays(APRIL.to, 90);
    expect(toldOf({ visits: HANDED, deals, upTo: addDays(last, -1) })).toMatchObject({ left: 'not_due', deals: [] });
    expect(toldOf({ visits: HANDED, deals, upTo: last })?.left).toBeUndefined();
  });
});

describe('the amount of upsell', () => {
  const side = fc.array(fc.array(fc.integer({ min: 1, max: 1_000_000_000_00 }), { maxLength: 3 }), { maxLength: 60 });

  test.prop([side, side], { numRuns: 60 })(
    'adds up to the deals of its lists, has every digit, and is the same once written and put together',
    (visited, others) => {
      const facts = [
        ...visited.map((amounts, at) => toldOf({ visits: HANDED, deals: dealsOf(`v${at}`, amounts) })),
        ...others.map((amounts, at) => toldOf({ deals: dealsOf(`o${at}`, amounts) })),
      ].filter((each) => each !== undefined);
      const half = Math.floor(facts.length / 2);
      const measures = measuresOf(facts.slice(half), CONTEXT).plus(measuresOf(facts.slice(0, half), CONTEXT));
      const read = decodeMeasures(encodeMeasures({ measures, asOf: AFTER }));
      if (!read.ok) throw new Error(read.reason);
      const told = upsellAmount(read.measures);
      expect(told).toEqual(upsellAmount(measuresOf(facts, CONTEXT)));
      for (const [group, customers, { deals, buyers, cents, perHundred, ...rest }] of [
        ['visited', visited, told.visited],
        ['not_visited', others, told.notVisited],
      ] as const) {
        expect(rest.customers).toBe(customers.length);
        expect(buyers).toBe(customers.filter((amounts) => amounts.length > 0).length);
        expect(cents).toBe(customers.flat().reduce((sum, each) => sum + each, 0));
        expect(drillDown(facts, { kpi: 'upsell', verdict: group }, CONTEXT)).toHaveLength(deals);
        expect(deals).toBe(customers.flat().length);
        expect(perHundred).toEqual(customers.length < 30 ? undefined : (100 * cents) / customers.length);
      }
      const direct = [visited, others].map((each) =>
        momentsOf(each.map((amounts) => amounts.reduce((a, b) => a + b, 0))),
      );
      const [a, b] = direct;
      const interval = a && b && told.difference ? welch(a, b) : undefined;
      if (told.difference && interval) {
        expect(told.difference.interval.low / (100 * interval.low)).toBeCloseTo(1, 6);
        expect(told.difference.interval.high / (100 * interval.high)).toBeCloseTo(1, 6);
      }
    },
  );

  it('of few customers is told as counts and sums alone', () => {
    const facts = [toldOf({ visits: HANDED, deals: [deal('1')] }), toldOf({ deals: [deal('2')] })];
    const told = upsellAmount(
      measuresOf(
        facts.filter((each) => each !== undefined),
        CONTEXT,
      ),
    );
    expect(told).toMatchObject({ visited: { customers: 1, cents: 100_00 }, notVisited: { customers: 1, deals: 1 } });
    expect([told.difference, told.visited.perHundred, told.notVisited.perHundred]).toEqual(Array(3).fill(undefined));
  });

  it('is told as associated with visits in both languages, and as not told yet before its days are over', () => {
    const many = Array.from({ length: 40 }, (_, at) => [
      toldOf({ visits: HANDED, deals: at % 2 === 0 ? [deal(`v${at}`, { cents: 500_00 + at })] : [] }),
      toldOf({ deals: at % 2 === 0 ? [deal(`o${at}`, { cents: 300_00 + at })] : [] }),
    ]).flat();
    const told = upsellAmount(
      measuresOf(
        many.filter((each) => each !== undefined),
        CONTEXT,
      ),
    );
    // Forty customers, every second one with 500.00 and some cents: 250 each and so 25,000 for a hundred.
    expect(upsellText(told, 'en').join(' ')).toMatch(/n 40.*25,\d{3}\.\d\d for each hundred.*associated with/s);
    expect(upsellText(told, 'zh').join(' ')).toMatch(/样本 40.*相关.*不是因果/s);
    const waiting = measuresOf(
      [toldOf({ upTo: APRIL.to, visits: HANDED })].filter((each) => each !== undefined),
      CONTEXT,
    );
    expect(upsellText(upsellAmount(waiting), 'en')[0]).toMatch(/Not told yet.*\(1 existing/);
  });

  it('is written as money', () => {
    expect([0, 5, 123_456, -100_000_000].map(amountText)).toEqual(['0.00', '0.05', '1,234.56', '-1,000,000.00']);
  });
});

describe('the interval of a difference of two means', () => {
  it('is that of published data (Student’s sleep data in R: Welch, −3.3654832 to 0.2054832)', () => {
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const interval = welch(momentsOf(first), momentsOf(second));
    expect(interval?.low).toBeCloseTo(-3.3654832, 5);
    expect(interval?.high).toBeCloseTo(0.2054832, 5);
  });

  it('holds the truth in nine of ten comparisons at least, of amounts as skewed as a log-normal and mostly nothing', () => {
    const random = generator(20260422);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const draw = (n: number): number[] => Array.from({ length: n }, () => (random() < 0.3 ? Math.exp(normal()) : 0));
    const runs = 600;
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      const interval = welch(momentsOf(draw(67)), momentsOf(draw(400)));
      if (interval.low <= 0 && interval.high >= 0) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.88);
    expect(held / runs).toBeLessThan(0.98);
  });
});

function dealsOf(name: string, amounts: readonly number[]): readonly WonDeal[] {
  return amounts.map((cents, at) => deal(`${name}-${at}`, { cents }));
}

/** From the amounts themselves, by the definitions. */
function momentsOf(amounts: readonly number[]) {
  const n = amounts.length;
  const mean = amounts.reduce((sum, each) => sum + each, 0) / n;
  return { n, mean, variance: amounts.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1) };
}

/** Park and Miller's minimal standard generator. */
function generator(seed: number): () => number {
  let state = seed % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
