import { addDays, type Day } from '../calendar/day.ts';
import { type Sampled, welch } from '../satisfaction/comparison.ts';
import { hashOf } from '../satisfaction/hash.ts';
import type { Interval } from '../satisfaction/intervals.ts';
import type { WonDeal } from '../segmentation/purchases.ts';
import type { CustomerFact, UpsellFact } from './facts.ts';
import type { Span } from './kpis.ts';

/** Days after the start in which a deal has to be created. Ours. */
export const UPSELL_DAYS = 90;
/** Fewer customers in a group, or fewer of them with a deal, tell too little of amounts that differ so much. Ours. */
const LEAST_CUSTOMERS = 30;
const LEAST_BUYERS = 20;

export type UpsellGroup = UpsellFact['group'];
export const UPSELL_GROUPS: readonly UpsellGroup[] = ['visited', 'not_visited'];
/** Why a customer is in neither group. */
export const UPSELL_LEFT = [
  'not_due',
  'other_month',
  'new_owner',
  'several_owners',
] as const satisfies readonly UpsellFact['left'][];
type UpsellLeft = (typeof UPSELL_LEFT)[number];
/** Why a deal is not counted. */
export const DEALS_LEFT = [
  'no_amount',
  'other_currency',
  'no_creation',
] as const satisfies readonly (keyof UpsellFact['dealsLeft'])[];
type DealLeft = (typeof DEALS_LEFT)[number];

/** Limbs of 30 bits: squares of hundredths pass what a double holds exactly. */
const SQUARES = ['square0', 'square1', 'square2'] as const;
export const UPSELL_COUNTS = [
  'customers',
  'handed',
  'buyers',
  'deals',
  'cents',
  ...SQUARES,
  ...UPSELL_LEFT,
  ...DEALS_LEFT,
] as const;
type UpsellCount = (typeof UPSELL_COUNTS)[number];
const LIMB = 30n;

/** A visit that was held, and whether something raised in it went to sales. */
export interface HeldVisit {
  readonly on: Day;
  readonly handed: boolean;
}

/**
 * What a customer bought after the month, beside how it came.
 *
 * The days begin with the first visit handed to sales, else the first visit; of a customer who was not visited with a day drawn from the
 * days of the owner's visits, so that both groups begin alike and are looked at for equally long (prescription time-distribution matching,
 * Zhou and others, Am J Epidemiol 2005;162:1016). Undefined: not an active customer on that day.
 */
export function upsellOf(
  buyer: CustomerFact,
  of: {
    readonly span: Span;
    /** The last day that is known of. */
    readonly upTo: Day;
    readonly visits: readonly HeldVisit[];
    /** Days of all visits that the owner held in the span, ascending. */
    readonly visitDays: readonly Day[];
    readonly deals: readonly WonDeal[];
    /** Why nobody can say whether he was visited in the span. */
    readonly left?: 'new_owner' | 'several_owners' | undefined;
  },
): UpsellFact | undefined {
  const { span, upTo } = of;
  const inSpan = of.visits.filter(({ on }) => on >= span.from && on <= span.to).sort((a, b) => a.on - b.on);
  const first = inSpan.find(({ handed }) => handed) ?? inSpan[0];
  const start = first?.on ?? drawnStart(buyer.key, of.visitDays, span);
  const isActive =
    buyer.becameOn < start &&
    buyer.losses.every(({ lostOn, backOn }) => lostOn > start || (backOn !== undefined && backOn < start));
  if (!isActive) return undefined;
  const group = first ? 'visited' : 'not_visited';
  const base = {
    type: 'upsell',
    key: `${buyer.record}/upsell`,
    record: buyer.record,
    contactId: buyer.contactId,
    customer: buyer.customer,
    segment: buyer.segment,
    ownerId: buyer.ownerId,
    group,
    handed: first?.handed === true,
  } as const;
  const left =
    addDays(span.to, UPSELL_DAYS) > upTo
      ? 'not_due'
      : first
        ? undefined
        : of.visits.length > 0
          ? 'other_month'
          : of.left;
  const dealsLeft = { no_amount: 0, other_currency: 0, no_creation: 0 };
  const deals: { id: string; cents: number }[] = [];
  // Of who was visited only what came of a visit handed to sales counts; of who was not, everything.
  const candidates = left !== undefined || (first && !first.handed) ? [] : of.deals;
  for (const [id, { createdOn, on, cents, otherCurrency }] of new Map(candidates.map((deal) => [deal.id, deal]))) {
    if (on > upTo) continue;
    if (createdOn === undefined) {
      if (on >= start) dealsLeft.no_creation += 1;
    } else if (createdOn >= start && createdOn <= addDays(start, UPSELL_DAYS)) {
      if (otherCurrency) dealsLeft.other_currency += 1;
      else if (cents === undefined || cents <= 0) dealsLeft.no_amount += 1;
      else deals.push({ id, cents });
    }
  }
  return { ...base, left, deals, dealsLeft };
}

function drawnStart(key: string, days: readonly Day[], { from, to }: Span): Day {
  return days[hashOf(key) % days.length] ?? addDays(from, Math.floor((to - from) / 2));
}

/** What a customer adds to the counts of his group. */
export function upsellCounts(fact: UpsellFact): readonly (readonly [place: number, count: number])[] {
  const tell = (what: UpsellCount, count: number): readonly [number, number] => [UPSELL_COUNTS.indexOf(what), count];
  if (fact.left !== undefined) return [tell(fact.left, 1)];
  const cents = fact.deals.reduce((sum, deal) => sum + deal.cents, 0);
  const amount = BigInt(cents);
  return [
    tell('customers', 1),
    tell('handed', fact.handed ? 1 : 0),
    tell('buyers', fact.deals.length > 0 ? 1 : 0),
    tell('deals', fact.deals.length),
    tell('cents', cents),
    ...limbs(amount * amount, SQUARES),
    ...DEALS_LEFT.map((why) => tell(why, fact.dealsLeft[why])),
  ].filter(([, count]) => count > 0);

  function limbs(value: bigint, names: readonly UpsellCount[]): (readonly [number, number])[] {
    return names.map((name, at) => {
      const rest = value >> (LIMB * BigInt(at));
      return tell(name, Number(at === names.length - 1 ? rest : rest & ((1n << LIMB) - 1n)));
    });
  }
}

/** One group of a month. Amounts are hundredths of the portal's currency. */
export interface UpsellSide {
  readonly customers: number;
  /** Customers of whom a visit was handed to sales. */
  readonly handed: number;
  /** Customers with a deal. */
  readonly buyers: number;
  readonly deals: number;
  readonly cents: number;
  /** For each hundred customers; absent where there are too few. */
  readonly perHundred?: number;
  readonly dealsLeft: { readonly [why in DealLeft]: number };
}

export interface Upsell {
  readonly visited: UpsellSide;
  readonly notVisited: UpsellSide;
  /** Customers in neither group. `not_due`: the month is not told yet. */
  readonly left: { readonly [why in UpsellLeft]: number };
  /** Visited less not visited, for each hundred customers, with its 95 % interval; absent where there are too few. */
  readonly difference?: { readonly cents: number; readonly interval: Interval };
}

type Counts = { readonly [what: string]: number };

/**
 * The amount of both groups and how they differ: associated with the visits, never told as caused by them.
 *
 * The interval is Welch's: about means, since what is asked is a sum of money. Of amounts as skewed as a log-normal and mostly 0 it held in
 * 91 to 96 of 100 simulated comparisons of as many customers as are asked for here; a transformation that takes the skewness out (Hall 1992)
 * held in fewer.
 */
export function upsellFrom(visited: Counts, notVisited: Counts): Upsell {
  const left = { not_due: 0, other_month: 0, new_owner: 0, several_owners: 0 };
  for (const why of UPSELL_LEFT) left[why] = (visited[why] ?? 0) + (notVisited[why] ?? 0);
  const [a, b] = [sideOf(visited), sideOf(notVisited)];
  const interval = isEnough(a) && isEnough(b) ? welch(sampledIn(visited), sampledIn(notVisited)) : undefined;
  return {
    visited: a,
    notVisited: b,
    left,
    ...(interval
      ? {
          difference: {
            cents: (a.perHundred ?? 0) - (b.perHundred ?? 0),
            interval: { low: 100 * interval.low, high: 100 * interval.high },
          },
        }
      : {}),
  };
}

const isEnough = ({ customers, buyers }: UpsellSide): boolean => customers >= LEAST_CUSTOMERS && buyers >= LEAST_BUYERS;

function sideOf(counts: Counts): UpsellSide {
  const count = (what: UpsellCount): number => counts[what] ?? 0;
  const side = {
    customers: count('customers'),
    handed: count('handed'),
    buyers: count('buyers'),
    deals: count('deals'),
    cents: count('cents'),
    dealsLeft: {
      no_amount: count('no_amount'),
      other_currency: count('other_currency'),
      no_creation: count('no_creation'),
    },
  };
  return side.customers < LEAST_CUSTOMERS ? side : { ...side, perHundred: (100 * side.cents) / side.customers };
}

function sampledIn(counts: Counts): Sampled {
  const count = (what: UpsellCount): bigint => BigInt(counts[what] ?? 0);
  const [n, sum] = [count('customers'), count('cents')];
  const squares = SQUARES.reduce((all, name, at) => all + (count(name) << (LIMB * BigInt(at))), 0n);
  // In whole numbers up to the division: the sums of large amounts take all digits of a double.
  const size = Number(n);
  return {
    n: size,
    mean: Number(sum) / size,
    variance: Number(n * squares - sum * sum) / (size * (size - 1)),
  };
}
