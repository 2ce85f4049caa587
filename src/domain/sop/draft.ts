import type { Channel, Flag, Role, Stage, Tier } from '../planning/facts.ts';
import type { Words } from '../planning/plan.ts';

/** A length as the procedure states it: `C` calendar days, `W` working days, `m` calendar months, `h` hours. */
export interface SopLength {
  readonly n: number;
  readonly unit: 'C' | 'W' | 'm' | 'h';
}

export type SopUnit = 'day' | 'workday' | 'week' | 'month' | 'quarter' | 'half_year' | 'year';

/** What a window is counted from. */
export type SopAnchor =
  | 'signed'
  | 'purchased'
  | 'delivered'
  | 'accepted'
  | 'contract_end'
  | 'service_due'
  | 'birthday'
  | 'spring_festival'
  | 'mid_autumn'
  | 'dragon_boat'
  | 'national_day'
  | 'new_year'
  | 'festival'
  | 'issue_raised'
  | 'issue_resolved'
  | 'complaint'
  | 'ticket_closed'
  | 'visit_ended'
  | 'last_touch'
  | 'became_dormant'
  | 'project_started'
  | 'project_done'
  | 'registered';

export type SopTrigger =
  /** `anchor` absent: the sentence names none. */
  | { readonly type: 'after' | 'before'; readonly anchor?: SopAnchor; readonly times?: number }
  /** `times` in every `every`; `floor`: at least that many. */
  | {
      readonly type: 'recurring';
      readonly times: number;
      readonly every: { readonly n: number; readonly unit: SopUnit };
      readonly floor: boolean;
    };

/** Whom a rule is for; empty lists: everybody. */
export interface SopSegment {
  readonly tiers: readonly Tier[];
  readonly stages: readonly Stage[];
  readonly flags: readonly Flag[];
}

/** A rule as one sentence of a procedure asks for it; an admin decides what becomes of it. */
export interface DraftRule {
  /** Line in the procedure, from 1. */
  readonly line: number;
  /** The sentence, cut to what can be read at a glance. */
  readonly quote: string;
  /** The words that say when. */
  readonly when: string;
  /** `task`: for us alone. `limit`: not more often. `spacing`: not closer together. */
  readonly kind: 'visit' | 'message' | 'survey' | 'task' | 'limit' | 'spacing';
  readonly trigger: SopTrigger;
  /** Counted from the anchor, for recurring rules from the last contact; negative before it. */
  readonly window: { readonly earliest: SopLength; readonly target: SopLength; readonly latest: SopLength };
  readonly segment: SopSegment;
  readonly channels: readonly Channel[];
  readonly owners: readonly { readonly words: string; readonly role: Role }[];
  /** What the sentence leaves open and was filled in. */
  readonly assumed: readonly Words[];
}

export interface SopLine {
  readonly line: number;
  readonly text: string;
}

export interface Contradiction {
  /** `two_numbers`: one occasion, two lengths. `two_intervals`: one cadence, two rates. `too_close`: so many do not fit so far apart.
   * `over_limit`: more often than allowed. */
  readonly kind: 'two_numbers' | 'two_intervals' | 'too_close' | 'over_limit';
  /** As indices into the drafts, ascending. */
  readonly drafts: readonly number[];
  readonly lines: readonly number[];
  readonly what: Words;
  /** What the policy would do, and why. */
  readonly resolution: {
    readonly target?: SopLength;
    readonly latest?: SopLength;
    /** The draft that goes first. */
    readonly wins?: number;
    readonly why: Words;
  };
}

export interface SopReading {
  readonly drafts: readonly DraftRule[];
  readonly ignored: readonly (SopLine & { readonly reason: 'heading' | 'separator' })[];
  readonly notUnderstood: readonly SopLine[];
  readonly contradictions: readonly Contradiction[];
}
