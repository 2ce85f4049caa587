import type { LoopSettings } from '../loop/settings.ts';
import type { RandomDayPolicy } from '../measures/random-day.ts';
import type { Channel, ExclusionField, Flag, Role, Stage, Tier, TouchDirection, TouchKind } from '../planning/facts.ts';
import type { RuleId, Words } from '../planning/plan.ts';
import type { OptionalProfileField } from '../readiness/profile.ts';

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
  | 'stageEnteredOn'
  | 'projectStartedOn'
  | 'projectDoneOn'
  | 'serviceDueOn'
  | 'churnRiskOn'
  | 'profileCheckedOn'
  | 'openIssueRaisedOn';

export type RuleKind = 'visit' | 'message' | 'survey' | 'task';
export type Festival = 'spring_festival' | 'qingming' | 'dragon_boat' | 'mid_autumn';

/** In this slot of a grid, a survey that nobody answered is followed by a call so many days after its target. */
export interface Reminder {
  readonly slot: number;
  readonly of: RuleId;
  readonly afterDays: number;
}

export interface PolicyRule {
  readonly id: RuleId;
  readonly name: Words;
  /** Where the rule comes from: a line of a practice guide, or that we chose it. */
  readonly source: string;
  readonly basis: 'rule' | 'example' | 'ours';
  /** The parts of this rule that no guide states, as paths such as `window.earliest`. */
  readonly ours: readonly string[];
  readonly on: boolean;
  /** `visit`: two people talk. `message` and `survey` go out, `task` is for us alone. */
  readonly kind: RuleKind;
  /** 1 legal … 6 greetings; a lower number goes first. */
  readonly rank: 2 | 3 | 4 | 5 | 6;
  readonly goal: 'trust' | 'need' | 'retention' | 'feedback' | 'care' | 'renewal';
  readonly applies: {
    readonly stages?: readonly Stage[];
    readonly tiers?: readonly Tier[];
    readonly notTiers?: readonly Tier[];
    readonly flags?: readonly Flag[];
    readonly notFlags?: readonly Flag[];
    /** While a project runs or an issue is open. */
    readonly during?: 'project_or_issue';
    readonly customerKind?: 'b2b' | 'b2c';
    /** One of these was bought; an empty list asks nothing of anybody. */
    readonly products?: readonly string[];
    /** Not the first order. */
    readonly repeatOrder?: boolean;
    /** An interval was agreed with the customer. */
    readonly agreedCadence?: boolean;
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
        /** Counted from this date of the customer instead of from touches. */
        readonly from?: AnchorField;
      }
    | {
        /** A grid that never drifts: `anchor + k × every`. The window is counted from each of its days. */
        readonly type: 'grid';
        readonly anchor: readonly AnchorField[];
        readonly every: number;
        /** Only these k; absent: 1, 2, 3 … */
        readonly slots?: readonly number[];
        /** No slot after this date of the customer, where it follows the anchor, nor so many days after the anchor. */
        readonly until?: { readonly field?: AnchorField; readonly days?: number };
        /** A slot without a working day is left out instead of extended. */
        readonly skipsEmpty?: boolean;
        readonly reminder?: Reminder;
      }
    | {
        /** Days that the policy or the customer names, every year or once. */
        readonly type: 'dated';
        readonly festivals?: readonly Festival[];
        readonly birthday?: boolean;
        /** `YYYY-MM-DD` */
        readonly dates?: readonly string[];
        /** Rules for which it counts as a contact. */
        readonly pays?: readonly RuleId[];
      };
  readonly window: { readonly earliest: Offset; readonly target: Offset; readonly latest: Offset };
  /** How a target on a day off moves: `within` = last working day up to it, else forward; `forward` = forward, else back inside the window; `back`. */
  readonly roll: 'within' | 'forward' | 'back' | 'none';
  /** Rules of one series never merge with each other. */
  readonly series?: string;
  /** Rules of its series with which it merges all the same. */
  readonly mergesWith?: readonly RuleId[];
  /** Rules that ask nothing where this one applies. */
  readonly replaces?: readonly RuleId[];
  readonly channels: readonly Channel[];
  /** What a visit of this rule takes; absent: what its channel takes. */
  readonly minutes?: number;
  /** First role that the customer has filled owns the visit. */
  readonly owners: readonly Role[];
  /** Roles that help its owner. */
  readonly helpers?: readonly Role[];
  readonly script: string;
}

/**
 * A rule that plans nothing from a customer's facts: an issue, a visit or a person starts it. `clock` runs in hours, `gate` holds
 * something back, `entitlement` decides other rules, `task` is for us, `context` is only there to be known.
 */
export interface Duty {
  readonly id: RuleId;
  readonly name: Words;
  readonly source: string;
  readonly basis: 'rule' | 'example' | 'ours';
  readonly ours: readonly string[];
  readonly on: boolean;
  readonly kind: 'clock' | 'gate' | 'entitlement' | 'task' | 'context';
  readonly rank: 2 | 3 | 4 | 5 | 6 | null;
  readonly startedBy:
    | 'issue'
    | 'promise'
    | 'visit'
    | 'score'
    | 'ticket'
    | 'measure'
    | 'suggestion'
    | 'project'
    | 'person';
  /** `h` clock hours, `wh` working hours, `C` and `W` days; absent: no number. */
  readonly target?: ClockLength;
  readonly latest?: ClockLength;
  /** What becomes of a due instant outside the owner's working time. */
  readonly outside?: 'keep' | 'next_open';
  readonly attempts?: number;
  readonly owners: readonly Role[];
  readonly helpers?: readonly Role[];
  /** The conversation that what starts it asks for; absent: none is planned. */
  readonly visit?: DutyVisit;
  /** Why it plans nothing by itself. */
  readonly why: Words;
}

/** How a duty is talked about: with its window, which the clock gives, it becomes a visit. */
export interface DutyVisit {
  readonly channels: readonly Channel[];
  readonly goal: PolicyRule['goal'];
  readonly script: string;
  /** What it takes of its owner's day; absent: what its channel takes. */
  readonly minutes?: number;
  /** Who talks to customers of the high-value programme, where that is somebody else. */
  readonly highValue?: { readonly owners: readonly Role[]; readonly helpers?: readonly Role[] };
}

export interface ClockLength {
  readonly n: number;
  readonly unit: 'h' | 'wh' | 'C' | 'W';
}

/** How often one contact is spoken to, written to and asked. */
export interface Budget {
  /** Limits visits of rank 5; ranks 2 to 4 count. */
  readonly calls: { readonly most: number; readonly days: number };
  readonly conversations: { readonly most: number; readonly days: number };
  /** Days between two messages of rank 6, and between two surveys. */
  readonly messageEveryDays: number;
  readonly surveyEveryDays: number;
  /** Surveys that the limit leaves alone. */
  readonly surveyExempt: readonly RuleId[];
}

/** When customers may be called or texted, in their own zone, less the pauses; e-mail goes at any time. */
export interface CallingHours {
  readonly from: string;
  readonly to: string;
  readonly pauses: readonly { readonly from: string; readonly to: string }[];
}

/** Days somebody is away, and who stands in. */
export interface Leave {
  readonly ownerId: string;
  readonly from: string;
  readonly to: string;
  readonly backup?: string;
}

/** Working time of a team or a person where it differs from the portal's. */
export interface WorkingTime {
  readonly zone?: string;
  /** Split shifts, `HH:MM` to `HH:MM`, ascending. */
  readonly shifts?: readonly { readonly from: string; readonly to: string }[];
  readonly exceptions?: readonly CalendarException[];
}

export interface Team {
  readonly leave?: readonly Leave[];
  /** Owner id of whoever is told when a clock is long overdue, where the owner's own team names nobody. */
  readonly lead?: string;
  readonly portal?: WorkingTime;
  readonly teams?: { readonly [teamId: string]: WorkingTime & { readonly lead?: string } };
  readonly users?: { readonly [ownerId: string]: WorkingTime & { readonly team?: string } };
}

/** One of the answers a rep can click instead of typing. */
export interface ScriptAnswer {
  readonly id: string;
  readonly text: Words;
  /** What clicking it writes into the form. */
  readonly fills?: {
    readonly feedback?: 'problem' | 'need' | 'suggestion' | 'complaint' | 'praise';
    readonly score?: { readonly dimension: string; readonly value: number };
  };
}

export interface ScriptQuestion {
  readonly id: string;
  readonly goal: 'care' | 'need' | 'feedback';
  readonly text: Words;
  readonly answers?: readonly ScriptAnswer[];
  /** Asked only after one of these answers to earlier questions, as `question=answer`; absent: always. */
  readonly after?: readonly string[];
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

/** What a life-cycle stage of HubSpot says about ours, and what ours writes back. */
export interface LifecycleMapping {
  /** A stage for customers in this life-cycle stage whatever their dates say. */
  readonly reads?: { readonly [lifecycleStage: string]: Stage };
  /** Only ever forwards in HubSpot's order. */
  readonly writes?: { readonly [stage in Stage]?: string };
}

/** How customers are ranked. Scores are 1 to 5, by the share of the book that stays behind. */
export interface TierPolicy {
  /** Whole percentages of the book at which scores 1 to 4 end. */
  readonly scoreCuts: readonly number[];
  /** Least mean of the value scores, and of the recency and frequency scores. */
  readonly A: { readonly value: number; readonly activity: number };
  /** Either is enough. */
  readonly B: { readonly value: number; readonly potential: number };
  /** What counts towards value, by weight; 0: not at all. Where a customer has no number, the others count alone. */
  readonly weights: {
    readonly money: number;
    readonly profit: number;
    readonly loyalty: number;
    readonly growth: number;
  };
  /** A tier is only lowered once the scores say so even with every cut this many points of share lower, and after so many days. */
  readonly hysteresis: { readonly points: number; readonly holdDays: number };
  /** Scores from which the high-value programme is proposed; a person decides. */
  readonly highValue: { readonly money: number; readonly frequency: number };
  readonly churn: ChurnPolicy;
}

/** What counts as evidence that a customer may leave. */
export interface ChurnPolicy {
  /** Points of 5 by which the newest score is below the mean of those before. */
  readonly scoreFall: number;
  /** Times the own rhythm that a customer is silent. */
  readonly silenceFactor: number;
  /** Days before the end of the contract in which an open loop counts. */
  readonly contractDays: number;
  /** Days for which a broken promise counts. */
  readonly promiseDays: number;
}

/** A thank-you for answering; never for a good answer, so it is named to everybody who is asked. */
export interface Incentive {
  readonly on: boolean;
  readonly name: Words;
  readonly source: string;
  readonly basis: 'rule' | 'example' | 'ours';
}

/** A profile field that no visit needs. On, it is asked and kept so many months from the day it was noted, then removed. */
export interface OptionalField {
  readonly on: boolean;
  /** What it is kept for; shown to whoever fills it in. */
  readonly purpose: Words;
  readonly keepMonths: number;
  readonly source: string;
  readonly basis: 'rule' | 'example' | 'ours';
}

/** Contacts with one of these values in one of their fields are nobody's customers: colleagues, competitors, tests. */
export interface Exclusion {
  readonly field: ExclusionField;
  /** Compared whole and without case; empty: whoever has any value there. */
  readonly values: readonly string[];
}

/** Everything an admin decides. Days are `YYYY-MM-DD` text here; the planner reads them once. */
export interface Policy {
  readonly schema: 1;
  readonly version: number;
  readonly name: Words;
  /** First day the app plans for; null in the shipped default, set when it is published. */
  readonly goLiveOn: string | null;
  readonly scope: {
    readonly lifecycleStages: readonly string[];
    readonly anyTier: boolean;
    /** Who is not in the book whatever else is true of them; absent: nobody. */
    readonly exclude?: readonly Exclusion[];
  };
  /** A visit and its task are created this many calendar days before its day. */
  readonly leadDays: number;
  /** Minutes a day that an owner has for visits. */
  readonly capacity: { readonly minutesPerDay: number; readonly byOwner: { readonly [ownerId: string]: number } };
  /** Minutes that a visit takes of its owner's day, by the way it is held. */
  readonly visitMinutes: { readonly [channel in Channel]: number };
  /** Time of day at which a task is due, portal zone, `HH:MM`. */
  readonly taskDueAt: string;
  readonly stages: {
    readonly newUntilDay: number;
    readonly establishedUntilDay: number;
    readonly dormantAfterDays: { readonly A: number; readonly B: number; readonly C: number; readonly none: number };
    /** Silence is also measured by the customer's own rhythm: so many times the median gap between its orders, where that is longer. */
    readonly ownRhythm?: { readonly factor: number };
    /** Absent: stages come from dates alone and HubSpot's life cycle is left as it is. */
    readonly lifecycle?: LifecycleMapping;
  };
  /** How customers are ranked into tiers and flagged; absent: as shipped. */
  readonly tiers?: TierPolicy;
  readonly firstRun: { readonly spreadWorkingDays: number };
  readonly lateWithinWorkingDays: number;
  readonly attempts: number;
  /** Role that stands in where a customer has nobody in a role. */
  readonly fallback: { readonly [role in Role]?: Role };
  /**
   * Whose public holidays are off: ISO 3166 letters, or `none` for Monday to Friday alone. A country whose holidays are not known here
   * has Monday to Friday too, and every plan by it is provisional.
   */
  readonly calendar: { readonly country: string; readonly exceptions: readonly CalendarException[] };
  /** Absent: no limit. */
  readonly budget?: Budget;
  /** Of several contacts of one company; absent: visits go to the lead, each contact has its own budget. */
  readonly company?: {
    /** Visits and surveys of ranks 3 to 5 go to the one contact marked lead, or to each. */
    readonly visits: 'lead' | 'each';
    /** Talks with one contact count for all. */
    readonly sharesBudget: boolean;
  };
  readonly callingHours?: CallingHours;
  readonly team?: Team;
  /** What everybody gets who answers a survey, whatever the answer; absent: nothing. */
  readonly incentive?: Incentive;
  /** Which visits' days are left to chance, to learn whether visits help; absent: none. */
  readonly randomDays?: RandomDayPolicy;
  /** Absent, or a field that is absent: not kept. */
  readonly optionalFields?: { readonly [field in OptionalProfileField]?: OptionalField };
  /**
   * What becomes of open visits that an earlier version planned, when this one is published. `move`, also when absent: they are planned
   * again, and stay where they still fit. `keep`: they stay as they are until they are closed. `withdraw`: those nobody acted on are
   * withdrawn, and what this version asks for is planned anew.
   */
  readonly openVisits?: 'keep' | 'move' | 'withdraw';
  /** Ids of HubSpot users whose approval publishes a policy; absent or empty: whoever HubSpot lets edit policy records. */
  readonly approvers?: readonly string[];
  readonly rules: readonly PolicyRule[];
  readonly duties?: readonly Duty[];
  /** How open loops are timed and confirmed; absent: as shipped. */
  readonly loops?: LoopSettings;
  readonly scripts: readonly Script[];
}
