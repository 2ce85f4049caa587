import type { CustomerFacts, Tier } from '../planning/facts.ts';
import type { Words } from '../planning/plan.ts';
import type { TierBecause, TierDecision } from './tier-decision.ts';

export type TierOrNone = Tier | 'none';

/** Customers who go from one tier to another, or stay. */
export interface Move {
  readonly from: TierOrNone;
  readonly to: TierOrNone;
  readonly customers: number;
  /** The first few, in the order they came. */
  readonly examples: readonly MoveExample[];
}

export interface MoveExample {
  readonly id: string;
  readonly name: string;
  readonly why: Words;
}

/** Somebody whose tier changes, to be rehearsed with the old one and with the new. */
export interface Mover {
  readonly id: string;
  readonly facts: CustomerFacts;
  readonly to: Tier;
}

const EXAMPLES = 3;

/** What a ranking does to a book: how many move from where to where, some of them, and a fair sample of those who move. */
export class MoveSummary {
  readonly #sampleSize: number;
  readonly #moves = new Map<string, { from: TierOrNone; to: TierOrNone; customers: number; examples: MoveExample[] }>();
  readonly #because = new Map<TierBecause, number>();
  #sample: { readonly hash: number; readonly mover: Mover }[] = [];
  #moved = 0;

  constructor(sampleSize = 100) {
    this.#sampleSize = sampleSize;
  }

  /** Customers whose tier changes. */
  get moved(): number {
    return this.#moved;
  }

  /** The same movers whatever the order they came in. */
  get sample(): readonly Mover[] {
    return this.#sample.map(({ mover }) => mover);
  }

  add(
    customer: { readonly id: string; readonly name: string; readonly facts: CustomerFacts },
    from: Tier | undefined,
    decision: TierDecision,
  ): void {
    const to = decision.tier ?? 'none';
    const key = `${from ?? 'none'}${to}`;
    let move = this.#moves.get(key);
    if (!move) {
      move = { from: from ?? 'none', to, customers: 0, examples: [] };
      this.#moves.set(key, move);
    }
    move.customers += 1;
    if (move.examples.length < EXAMPLES) {
      move.examples.push({ id: customer.id, name: customer.name, why: decision.why });
    }
    this.#because.set(decision.because, (this.#because.get(decision.because) ?? 0) + 1);
    if (decision.tier !== undefined && decision.tier !== from) this.#draw({ ...customer, to: decision.tier });
  }

  /** By tier, the highest first. */
  moves(): readonly Move[] {
    const place = (tier: TierOrNone): number => ['A', 'B', 'C', 'none'].indexOf(tier);
    return [...this.#moves.values()].sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to));
  }

  because(): { readonly [because in TierBecause]?: number } {
    return Object.fromEntries(this.#because);
  }

  #draw({ id, facts, to }: Mover): void {
    this.#moved += 1;
    const hash = hashOf(id);
    const worst = this.#sample.at(-1);
    if (this.#sample.length >= this.#sampleSize && worst && hash >= worst.hash) return;
    this.#sample.push({ hash, mover: { id, facts, to } });
    this.#sample.sort((a, b) => a.hash - b.hash || (a.mover.id < b.mover.id ? -1 : 1));
    this.#sample.length = Math.min(this.#sample.length, this.#sampleSize);
  }
}

/** FNV-1a, 32 bits, mixed once more: neighbouring ids must not be drawn together. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
