import type { Channel, Flag, Role, Stage, Tier, TouchDirection, TouchKind } from '../planning/facts.ts';
import type { RuleId, Words } from '../planning/plan.ts';

/** `C` calendar days, `W` working days, `m` calendar months. */
export interface Offset {
  readonly n: number;
  readonly unit: 'C' | 'W' | 'm';
}

/** A date of the customer that a window is counted from. */
export type AnchorField =
  | 'signedOn'
  | 'firstPurchaseOn'
  | 'lastPurchaseOn'
  | 'deliveredOn'
  | 'acceptedOn'
  | 'contractEndsOn'
  | 'stageEnteredOn';

export interface PolicyRule {
  readonly id: RuleId;
  readonly name: Words;
  /** Where the rule comes from: a line of a practice guide, or that we chose it. */
  readonly source: string;
  readonly basis: 'rule' | 'example' | 'ours';
  /** The parts of this rule that no guide states, as paths such as `window.earliest`. */
  readonly ours: readonly string[];
  readonly on: boolean;
  readonly kind: 'visit' | 'message';
  /** 1 legal … 6 greetings; a lower number goes first. */
  readonly rank: 2 | 3 | 4 | 5 | 6;
  readonly goal: 'trust' | 'need' | 'retention' | 'feedback' | 'care' | 'renewal';
  readonly applies: {
    readonly stages?: readonly Stage[];
    readonly tiers?: readonly Tier[];
    readonly notTiers?: readonly Tier[];
    readonly flags?: readonly Flag[];
  };
  readonly trigger:
    | { readonly type: 'after'; readonly anchor: readonly AnchorField[] }
    | { readonly type: 'before'; readonly anchor: readonly AnchorField[] }
    | {
        readonly type: 'recurring';
        /** Which touches restart the clock; absent: any two-way touch. */
        readonly paidBy?: { readonly kinds: readonly TouchKind[]; readonly direction?: TouchDirection };
        /** Also holds per calendar period: at least `times` in each. */
        readonly guard?: { readonly period: 'month' | 'quarter'; readonly times: number };
      };
  readonly window: { readonly earliest: Offset; readonly target: Offset; readonly latest: Offset };
  /** How a target on a day off moves: `within` = last working day up to it, else forward; `forward` = forward, else back inside the window; `back`. */
  readonly roll: 'within' | 'forward' | 'back' | 'none';
  /** Rules of one series never merge with each other. */
  readonly series?: string;
  readonly channels: readonly Channel[];
  /** First role that the customer has filled owns the visit. */
  readonly owners: readonly Role[];
  readonly script: string;
}

export interface ScriptQuestion {
  readonly id: string;
  readonly goal: 'care' | 'need' | 'feedback';
  readonly text: Words;
}

export interface Script {
  readonly id: string;
  readonly version: number;
  readonly opening: readonly Words[];
  readonly questions: readonly ScriptQuestion[];
  readonly closing: readonly Words[];
}

export interface CalendarException {
  /** `YYYY-MM-DD`. */
  readonly on: string;
  readonly working: boolean;
  readonly name: string;
}

/** Everything an admin decides. Days are `YYYY-MM-DD` text here; the planner reads them once. */
export interface Policy {
  readonly schema: 1;
  readonly version: number;
  readonly name: Words;
  /** First day the app plans for; null in the shipped default, set when it is published. */
  readonly goLiveOn: string | null;
  readonly scope: { readonly lifecycleStages: readonly string[]; readonly anyTier: boolean };
  /** A visit and its task are created this many calendar days before its day. */
  readonly leadDays: number;
  readonly capacity: { readonly visitsPerDay: number; readonly byOwner: { readonly [ownerId: string]: number } };
  /** Time of day at which a task is due, portal zone, `HH:MM`. */
  readonly taskDueAt: string;
  readonly stages: {
    readonly newUntilDay: number;
    readonly establishedUntilDay: number;
    readonly dormantAfterDays: { readonly A: number; readonly B: number; readonly C: number; readonly none: number };
  };
  readonly firstRun: { readonly spreadWorkingDays: number };
  readonly lateWithinWorkingDays: number;
  readonly attempts: number;
  /** Role that stands in where a customer has nobody in a role. */
  readonly fallback: { readonly [role in Role]?: Role };
  readonly calendar: { readonly country: 'CN'; readonly exceptions: readonly CalendarException[] };
  readonly rules: readonly PolicyRule[];
  readonly scripts: readonly Script[];
}
