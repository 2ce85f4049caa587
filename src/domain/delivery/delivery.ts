import type { Day } from '../calendar/day.ts';

/** `delivered`: every milestone is done and acceptance is due. `in_service`: the customer signed for it. */
export type DeliveryStage = 'delivering' | 'delivered' | 'in_service';
export type NeedPriority = 'high' | 'medium' | 'low';

/** What the customer needs, as confirmed with both signatures. Source: G1:40. */
export interface DeliveryNeed {
  readonly id: string;
  readonly text: string;
  readonly priority: NeedPriority;
  readonly expectedOn: Day;
  /** What the acceptance of this need came to. */
  readonly judged?: { readonly met: boolean; readonly remark: string; readonly on: Day };
}

/** A key point of the plan with its standard of delivery. Source: G1:60. */
export interface Milestone {
  readonly id: string;
  readonly text: string;
  readonly standard: string;
  readonly ownerId: string;
  readonly dueOn: Day;
  /** What it was due on at first, where the customer agreed to another day. */
  readonly firstDueOn?: Day;
  readonly agreedWith?: string;
  readonly doneOn?: Day;
}

/** The internal report of one week. Source: G1:62. */
export interface ProgressReport {
  /** The Monday of its week. */
  readonly week: Day;
  readonly done: string;
  readonly next: string;
  readonly coordinate: string;
  readonly on: Day;
  readonly by: string;
}

/** `brief`: weekly, for high-value customers (G3:65). `letter`: every second week (G1:62). */
export type LetterKind = 'brief' | 'letter';

/** A brief or letter that went out, or was left out because there was nothing to tell. */
export interface ProgressLetter {
  readonly kind: LetterKind;
  /** The day of the grid it belongs to. */
  readonly slot: Day;
  readonly on: Day;
  readonly by: string;
  readonly sent?: { readonly language: 'zh' | 'en'; readonly subject: string; readonly body: string };
  readonly skippedBecause?: string;
}

/** A delay or a change that the customer is told of within 24 hours. Source: G1:64. */
export interface DeliveryException {
  readonly id: string;
  readonly text: string;
  readonly solution: string;
  readonly milestoneId?: string;
  /** Epoch milliseconds. */
  readonly raisedAt: number;
  readonly agreed?: { readonly with: string; readonly on: Day; readonly plan: string };
}

export interface DeliverySurvey {
  readonly sentOn?: Day;
  readonly answeredOn?: Day;
  readonly scores?: { readonly [dimension: string]: number };
  readonly comment?: string;
  /** Something was promised for answering. */
  readonly incentive?: true;
}

/** One project of a customer, from needs to service. */
export interface Delivery {
  /** The day it began: a customer has one project at a time. */
  readonly id: string;
  readonly version: number;
  readonly stage: DeliveryStage;
  readonly startedOn: Day;
  readonly needs: readonly DeliveryNeed[];
  readonly confirmed?: { readonly by: string; readonly ours: string; readonly on: Day };
  readonly milestones: readonly Milestone[];
  readonly reports: readonly ProgressReport[];
  readonly letters: readonly ProgressLetter[];
  readonly exceptions: readonly DeliveryException[];
  readonly doneOn?: Day;
  readonly accepted?: { readonly by: string; readonly on: Day };
  readonly survey: DeliverySurvey;
  /** Newest commands carried out: one of them sent again changes nothing. */
  readonly handled: readonly string[];
}

type What =
  | { readonly type: 'begin'; readonly startedOn: Day }
  | { readonly type: 'add_need'; readonly text: string; readonly priority: NeedPriority; readonly expectedOn: Day }
  | { readonly type: 'drop_need'; readonly needId: string }
  | { readonly type: 'confirm_needs'; readonly confirmedBy: string; readonly ours: string; readonly confirmedOn: Day }
  | {
      readonly type: 'add_milestone';
      readonly text: string;
      readonly standard: string;
      readonly ownerId: string;
      readonly dueOn: Day;
    }
  | {
      readonly type: 'move_milestone';
      readonly milestoneId: string;
      readonly dueOn: Day;
      /** Who of the customer agreed; needed where it moves later. */
      readonly agreedWith: string;
    }
  | { readonly type: 'hand_milestone'; readonly milestoneId: string; readonly ownerId: string }
  | { readonly type: 'finish_milestone'; readonly milestoneId: string; readonly doneOn: Day }
  | {
      readonly type: 'report';
      readonly week: Day;
      readonly done: string;
      readonly next: string;
      readonly coordinate: string;
    }
  | {
      readonly type: 'send_letter';
      readonly kind: LetterKind;
      readonly slot: Day;
      readonly language: 'zh' | 'en';
      readonly subject: string;
      readonly body: string;
    }
  | { readonly type: 'skip_letter'; readonly kind: LetterKind; readonly slot: Day; readonly because: string }
  | {
      readonly type: 'raise_exception';
      readonly text: string;
      readonly solution: string;
      readonly milestoneId?: string;
      /** Where nobody raised it: a milestone passed its day. */
      readonly exceptionId?: string;
    }
  | {
      readonly type: 'agree_exception';
      readonly exceptionId: string;
      readonly agreedWith: string;
      readonly plan: string;
      /** The new day of its milestone. */
      readonly dueOn?: Day;
    }
  | { readonly type: 'judge_need'; readonly needId: string; readonly met: boolean; readonly remark: string }
  | { readonly type: 'accept'; readonly acceptedBy: string; readonly acceptedOn: Day }
  | { readonly type: 'survey_sent' }
  | {
      readonly type: 'survey_answered';
      readonly scores: { readonly [dimension: string]: number };
      readonly comment?: string;
      readonly incentive?: true;
    };

export type DeliveryCommandType = What['type'];

/** `id` names the command: sent again with it, nothing happens twice. `expected` is the version its sender looked at. */
export type DeliveryCommand = What & {
  readonly id: string;
  readonly at: number;
  /** The day of `at` where the portal is. */
  readonly today: Day;
  readonly by: string;
  readonly expected?: number;
};

type Happened =
  | { readonly type: 'begun'; readonly startedOn: Day }
  | { readonly type: 'need_added'; readonly need: DeliveryNeed }
  | { readonly type: 'need_dropped'; readonly needId: string }
  | { readonly type: 'needs_confirmed'; readonly by: string; readonly ours: string; readonly on: Day }
  | { readonly type: 'milestone_added'; readonly milestone: Milestone }
  | { readonly type: 'milestone_moved'; readonly milestoneId: string; readonly dueOn: Day; readonly agreedWith: string }
  | { readonly type: 'milestone_handed'; readonly milestoneId: string; readonly ownerId: string }
  | { readonly type: 'milestone_done'; readonly milestoneId: string; readonly on: Day }
  | { readonly type: 'reported'; readonly report: ProgressReport }
  | { readonly type: 'letter_kept'; readonly letter: ProgressLetter }
  | { readonly type: 'exception_raised'; readonly exception: DeliveryException }
  | {
      readonly type: 'exception_agreed';
      readonly exceptionId: string;
      readonly with: string;
      readonly plan: string;
      readonly on: Day;
    }
  | {
      readonly type: 'need_judged';
      readonly needId: string;
      readonly met: boolean;
      readonly remark: string;
      readonly on: Day;
    }
  | { readonly type: 'accepted'; readonly by: string; readonly on: Day }
  | { readonly type: 'survey_sent'; readonly on: Day }
  | {
      readonly type: 'survey_answered';
      readonly on: Day;
      readonly scores: { readonly [dimension: string]: number };
      readonly comment?: string;
      readonly incentive?: true;
    };

/** `seq` counts from 1 without a gap; several events of one command carry its name. */
export type DeliveryEvent = Happened & { readonly seq: number; readonly command: string };
export type DeliveryOccurrence = Happened;

/** Why a command cannot be carried out now, with the facts that people need. */
export type DeliveryRefusal =
  | { readonly reason: 'not_begun' }
  | { readonly reason: 'begun'; readonly startedOn: Day }
  | { readonly reason: 'wrong_stage'; readonly stage: DeliveryStage; readonly allowed: readonly DeliveryCommandType[] }
  | { readonly reason: 'moved_meanwhile' }
  | { readonly reason: 'needs_text'; readonly field: string }
  | { readonly reason: 'in_past'; readonly field: string }
  | { readonly reason: 'in_future'; readonly field: string }
  | { readonly reason: 'unknown_need' | 'unknown_milestone' | 'unknown_exception' }
  | { readonly reason: 'no_needs' }
  | { readonly reason: 'not_confirmed' }
  | { readonly reason: 'milestone_done'; readonly on: Day }
  /** A later day is agreed with the customer. */
  | { readonly reason: 'needs_agreement'; readonly field: string }
  | { readonly reason: 'reported'; readonly on: Day }
  | { readonly reason: 'letter_kept'; readonly on: Day }
  | { readonly reason: 'agreed_already' }
  | { readonly reason: 'unmet'; readonly needs: readonly string[] }
  | { readonly reason: 'survey_answered' }
  | { readonly reason: 'too_many'; readonly most: number };

export type DeliveryDecision =
  | { readonly ok: true; readonly events: readonly DeliveryEvent[]; readonly repeated: boolean }
  | { readonly ok: false; readonly refusal: DeliveryRefusal };
