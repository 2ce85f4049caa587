import type { Day } from '../calendar/day.ts';
import type { Arm, FirstDraw } from './draw.ts';
import type { Channel, Role, Touch } from './facts.ts';

/** `P01`, `P02` …: a rule of the policy. */
export type RuleId = string;
/** One debt of contact: the rule and its occurrence, `P01@2026-02-12`, `P11@2026-10-24`. Never the same for two debts of one customer. */
export type DebtKey = string;
/** `visit`: two people talk. `message`: one of ours writes, no answer is owed. */
export type VisitKind = 'visit' | 'message';

/** When a debt may be paid. All three days are included. */
export interface VisitWindow {
  readonly earliest: Day;
  readonly target: Day;
  readonly latest: Day;
}

export type VisitStatus = 'planned' | 'held' | 'unreached' | 'refused' | 'withdrawn';

/** A visit as it is stored in one slot of a customer. */
export interface KnownVisit {
  /** 1, 2, 3 …: `<customerKey>:<slot>` is the visit's key. */
  readonly slot: number;
  readonly status: VisitStatus;
  readonly kind: VisitKind;
  readonly pays: readonly DebtKey[];
  readonly plannedOn: Day;
  readonly window: VisitWindow;
  readonly ownerId: string;
  readonly channel: Channel;
  /** Days on which somebody tried and did not reach the customer. */
  readonly attempts: readonly Day[];
  /** When status is held, unreached or refused: the day it was closed. */
  readonly closedOn?: Day;
  /** The day a rep moved the visit to, with a reason; the planner keeps it. */
  readonly rescheduledTo?: Day;
  /** The half of its window that its day was drawn from; absent: it was not drawn. */
  readonly drawn?: Arm;
}

/** A debt that is sent or done without a visit, and whose task was made. */
export interface Told {
  readonly debt: DebtKey;
  /** Its task was ended since: it was done, or is not to be done any more. It may come back. */
  readonly off?: true;
}

/** What the planner has to remember of a customer between two runs; kept small, it lives in one property. */
export interface PlanMemory {
  /** The next slot that was never used. */
  readonly nextSlot: number;
  /** Slots whose visit is still to be held, ascending. */
  readonly openSlots: readonly number[];
  /** Used slots whose visit was withdrawn before anybody acted on it: taken again first, ascending. */
  readonly freeSlots: readonly number[];
  /** Once-only debts that will not be raised again, and recurring ones still needed for a count, newest first. */
  readonly settled: readonly {
    readonly debt: DebtKey;
    readonly how: 'held' | 'unreached' | 'refused';
    readonly on: Day;
  }[];
  /** The last eight two-way touches, newest first. */
  readonly touches: readonly Touch[];
  /**
   * First day each recurring rule was seen to apply; rules that applied at the first planning are absent, unless they
   * would have been overdue for a customer who came into the book after the first-run spread.
   */
  readonly began: { readonly [rule: RuleId]: Day };
  /** Recurring rules that applied when last decided; undefined before the first planning. */
  readonly applied?: readonly RuleId[] | undefined;
  /** The first window whose day was left to chance, before it began; absent: none was. */
  readonly firstDraw?: FirstDraw | undefined;
  /** The last debts whose task was made besides visits, newest first; absent: none was. */
  readonly told?: readonly Told[] | undefined;
  /** The stored text could not be read: hand in every stored visit of the customer, and the planner finds its way back. */
  readonly lost?: true;
}

export const EMPTY_MEMORY: PlanMemory = {
  nextSlot: 1,
  openSlots: [],
  freeSlots: [],
  settled: [],
  touches: [],
  began: {},
  firstDraw: undefined,
  told: undefined,
  applied: undefined,
};

/** A sentence for people, in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Somebody who helps the owner of a visit, by the role that the rule names. */
export interface Helper {
  readonly role: Role;
  readonly id: string;
}

/** A visit that ought to stand in a slot now. */
export interface PlannedVisit {
  readonly slot: number;
  readonly kind: VisitKind;
  /** Rule that leads: its window stands. */
  readonly leader: RuleId;
  readonly pays: readonly DebtKey[];
  readonly window: VisitWindow;
  /** Of a visit that pays several: the window of each debt, in the order of `pays`. */
  readonly windows?: readonly VisitWindow[] | undefined;
  readonly plannedOn: Day;
  readonly ownerId: string;
  readonly ownerRole: Role;
  readonly channel: Channel;
  /** What it takes of its owner's day. */
  readonly minutes: number;
  readonly goal: string;
  /** Who helps its owner; undefined: nobody. */
  readonly helpers?: readonly Helper[] | undefined;
  readonly attempts: readonly Day[];
  /** The day its owner chose, while it stands; absent: a stored one is to be cleared. */
  readonly rescheduledTo?: Day | undefined;
  /** The half of its window that its day was drawn from; absent: it was not drawn. */
  readonly drawn?: Arm | undefined;
  /** Past `latest` when it was placed. */
  readonly late: boolean;
  /** The window holds no working day; `latest` was moved to the first one after it. */
  readonly extended: boolean;
  /** Decided by a day of a year whose holidays are not published yet. */
  readonly provisional: boolean;
  /** No day of the window had room for the owner; it stays on its target. */
  readonly infeasible?: Words | undefined;
  /** Short form, at most two lines a language. */
  readonly reason: Words;
}

/** Something that is sent, asked or done for a customer and makes no visit: a message, a survey link, a task of ours. */
export interface PlannedTouch {
  /** The same every day until it is over: whoever carries it out does so once for each debt. */
  readonly debt: DebtKey;
  readonly rule: RuleId;
  readonly kind: 'message' | 'survey' | 'task';
  readonly rank: number;
  readonly window: VisitWindow;
  readonly on: Day;
  readonly channel: Channel;
  readonly ownerId: string;
  readonly ownerRole: Role;
  readonly provisional: boolean;
  readonly reason: Words;
  /** Of a survey: what everybody gets who answers it. */
  readonly incentive?: Words | undefined;
  /** The project in the Delivery tab sends it: nobody is told twice. */
  readonly byDelivery?: true | undefined;
}

/** A touch that somebody was told of and that is not to be sent any more. */
export interface Untold {
  readonly debt: DebtKey;
  readonly why: Words;
  /** It was answered or done; nothing is withdrawn. */
  readonly done?: true;
}

/** A visit foreseen, too far ahead for a record. */
export interface ForeseenVisit {
  readonly leader: RuleId;
  readonly pays: readonly DebtKey[];
  readonly kind: VisitKind;
  readonly window: VisitWindow;
  readonly on: Day;
  readonly reason: Words;
}

/** What became of one rule for one customer, and the arithmetic. */
export interface LedgerEntry {
  readonly rule: RuleId;
  readonly verdict:
    | 'leads'
    | 'joins'
    | 'foreseen'
    | 'settled'
    | 'lapsed'
    | 'beaten'
    | 'suppressed'
    | 'infeasible'
    | 'not_applicable'
    | 'off'
    /** Goes out on its own: see `touches`. */
    | 'sends'
    /** Nothing on the customer starts it: an issue, a visit or a person does. */
    | 'elsewhere';
  readonly debt?: DebtKey;
  readonly window?: VisitWindow;
  /** The day it was given, where it leads or goes out on its own. */
  readonly on?: Day;
  /** The rule that beat it or leads the visit it joined. */
  readonly by?: RuleId;
  readonly why: Words;
}

/** Verdicts on rules that ask nothing of the customer, nor would without another rule. */
export const ASKS_NOTHING: ReadonlySet<LedgerEntry['verdict']> = new Set(['not_applicable', 'elsewhere', 'off']);

export type SuppressionReason =
  | 'out_of_scope'
  | 'do_not_visit'
  /** Visits go to another contact of the company. */
  | 'lead_elsewhere'
  | 'paused'
  | 'refused'
  | 'no_consent'
  | 'no_rule_applies'
  | 'milestones_lapsed';

/** Where a customer stands after planning: each customer is counted under exactly one. */
export type Standing =
  | { readonly kind: 'open'; readonly on: Day; readonly rule: RuleId }
  | { readonly kind: 'late'; readonly on: Day; readonly rule: RuleId }
  | { readonly kind: 'later'; readonly on: Day; readonly rule: RuleId }
  | { readonly kind: 'suppressed'; readonly reason: SuppressionReason; readonly until?: Day }
  | { readonly kind: 'infeasible'; readonly reason: 'no_owner' | 'no_capacity'; readonly rule?: RuleId };

/** Everything decided for one customer on one day. */
export interface Plan {
  /** What must stand in the slots; a slot that is open in memory or in storage and not here is in `withdrawn`. */
  readonly visits: readonly PlannedVisit[];
  readonly withdrawn: readonly { readonly slot: number; readonly why: Words }[];
  /** Slots whose visit people closed since the last run: their task is to be completed. */
  readonly closed: readonly number[];
  /** What is due within lead time besides visits, by day. */
  readonly touches: readonly PlannedTouch[];
  /** Touches that stood until now: their tasks are to be completed. */
  readonly untold: readonly Untold[];
  readonly next?: ForeseenVisit | undefined;
  readonly standing: Standing;
  /** The next day on which this customer needs a decision: after `today`, at most 30 days ahead. */
  readonly decideOn: Day;
  readonly memory: PlanMemory;
  readonly ledger: readonly LedgerEntry[];
}

/** How many minutes of visits an owner already has on a day. The caller owns it and adds each decided visit. */
export interface LoadView {
  minutes(ownerId: string, on: Day): number;
}
