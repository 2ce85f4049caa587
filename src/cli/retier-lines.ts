import { type Day, formatDay } from '../domain/calendar/day.ts';
import type { LoadChange } from '../domain/segmentation/load-change.ts';
import type { MoveSummary } from '../domain/segmentation/moves.ts';
import { type BookCuts, cutsShown, DIMENSIONS, type Dimension } from '../domain/segmentation/scores.ts';
import type { TierDecision } from '../domain/segmentation/tier-decision.ts';
import type { RetierResult } from '../use-cases/customers/retier.ts';
import type { RankedCustomer } from '../use-cases/ports/ranking.ts';

const TITLES: { readonly [dimension in Dimension]: string } = {
  recency: 'recency, days since the last purchase',
  frequency: 'frequency, purchases',
  money: 'money, total',
  profit: 'profit, total',
  loyalty: 'loyalty, days a customer',
  growth: 'growth, % on the year before',
};

/** Sizes, cut points, moves, and what they do to the load. */
export function bookLines({
  today,
  cuts,
  summary,
  load,
}: {
  readonly today: Day;
  readonly cuts: BookCuts;
  readonly summary: MoveSummary;
  readonly load: LoadChange | undefined;
}): readonly string[] {
  const moves = summary.moves();
  const count = (tier?: string): number =>
    moves.reduce((sum, { to, customers }) => (tier === undefined || to === tier ? sum + customers : sum), 0);
  const sizes = ['A', 'B', 'C'].map((tier) => `${tier} ${count(tier)}`);
  const none = count('none');
  const more = load ? load.visitsAfter - load.visitsBefore : 0;
  return [
    `${count()} customers on ${formatDay(today)}: ${sizes.join(', ')}${none > 0 ? `, no tier ${none}` : ''}; ${cuts.customers} scored, ${count() - cuts.customers} not`,
    '',
    `cut points (${cuts.error === 0 ? 'exact' : `each at most ${(cuts.error * 100).toFixed(2)} % above the exact one`})`,
    `  ${'score'.padEnd(44)}${[2, 3, 4, 5].map((score) => `${score} beyond`.padStart(11)).join('')}`,
    ...DIMENSIONS.flatMap((dimension) => {
      const shown = cutsShown(cuts, dimension);
      return shown ? [`  ${TITLES[dimension].padEnd(44)}${shown.map((cut) => cut.padStart(11)).join('')}`] : [];
    }),
    '',
    `moves: ${summary.moved} customers`,
    ...moves
      .filter(({ from, to }) => from !== to)
      .map(({ from, to, customers, examples }) => {
        const told = examples.map(({ id, name }) => (name === id || name === '' ? id : `${name} (${id})`));
        return `  ${from} to ${to}: ${customers}, such as ${told.join(', ')}`;
      }),
    ...(load
      ? [
          `next ${load.days} days: about ${load.visitsBefore} visits to those who move become ${load.visitsAfter} (${more >= 0 ? '+' : ''}${more}); estimated by rehearsing ${load.rehearsed} of ${load.moved} with the old and the new tier`,
        ]
      : []),
  ];
}

/** The same, and the first customer of each tier with its explanation. */
export function retierLines(told: {
  readonly today: Day;
  readonly cuts: BookCuts;
  readonly summary: MoveSummary;
  readonly load: LoadChange;
  readonly decided: readonly { readonly customer: RankedCustomer; readonly decision: TierDecision }[];
}): readonly string[] {
  return [
    ...bookLines(told),
    ...(['A', 'B', 'C'] as const).flatMap((tier) => {
      const first = told.decided.find(({ decision }) => decision.tier === tier && decision.ranking !== undefined);
      if (!first) return [];
      const { zh, en } = first.decision.why;
      return ['', first.customer.contactId, `  ${zh}`, `  ${en}`];
    }),
  ];
}

/** Whose orders are other ones in the deals than on the contact. */
export function orderLines({ customers, examples }: RetierResult['reordered']): readonly string[] {
  const told = (orders: { readonly count: number; readonly cents: number } | null): string =>
    orders ? `${orders.count} for ${(orders.cents / 100).toFixed(2)}` : 'none known';
  return [
    `orders by the won deals: ${customers} customers have other ones on record`,
    ...examples.map(({ id, name, before, after }) => `  ${name} (${id}): ${told(before)} becomes ${told(after)}`),
  ];
}

/** The cuts as numbers, in days, purchases and hundredths of the currency. */
export function cutsJson(cuts: BookCuts): { readonly [name: string]: unknown } {
  return {
    error: cuts.error,
    ...Object.fromEntries(
      DIMENSIONS.flatMap((dimension) => {
        const shown = cutsShown(cuts, dimension);
        return shown ? [[dimension, shown.map(Number)]] : [];
      }),
    ),
  };
}
