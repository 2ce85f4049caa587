import type { RuleId, Words } from '../planning/plan.ts';

/** A setting as the policy document holds it: what it is, what it is called, and where it comes from. */
export interface Setting<Value> {
  readonly value: Value;
  readonly name: Words;
  /** A line of a practice guide, or `chosen by us`. */
  readonly source: string;
  readonly basis: 'rule' | 'example' | 'ours';
}

/** What an admin decides about open loops besides the lengths of the clocks, which are the policy's duties. */
export interface LoopSettings {
  /** Somebody answers at any hour: urgent matters then run in clock hours, else in working hours. */
  readonly onCallRoster: Setting<boolean>;
  /** When the next working day opens for what fell due outside working time, `HH:MM` in the owner's zone. */
  readonly opensAt: Setting<string>;
  /** What ends the clock to closure. */
  readonly closureStopsAt: Setting<'confirmed' | 'resolved'>;
  /** Share of a clock after which its owner is warned. */
  readonly warnAtPercent: Setting<number>;
  /** Working minutes after a breach until the lead is told. */
  readonly escalateAfterMinutes: Setting<number>;
  /** Attempts on as many working days before a loop is closed unconfirmed. */
  readonly confirmationAttempts: Setting<number>;
  /** Share of scores that a fixer collected himself and somebody else asks for again. */
  readonly blindReaskPercent: Setting<number>;
  /** Up to this mark out of 5, and out of 10, a score opens a loop by itself. */
  readonly lowScore: Setting<number>;
  readonly lowNps: Setting<number>;
  /** Loops that a new policy times anew. */
  readonly newTermsFor: Setting<'new' | 'new_and_open'>;
}

/** How long a clock may run: `h` clock hours, `wh` working hours, `C` calendar days, `W` working days. */
export interface Length {
  readonly n: number;
  readonly unit: 'h' | 'wh' | 'C' | 'W';
}

/** One clock as agreed when the loop was raised. */
export interface Term {
  /** To aim at. */
  readonly target?: Length;
  readonly latest: Length;
  readonly outside: 'keep' | 'next_open';
}

/** The clocks a loop runs by. They stay with it when the policy changes, unless the admin says otherwise. */
export type Terms = { readonly [rule in RuleId]?: Term };
