import type { Day } from '../calendar/day.ts';
import type { Asked } from './asked.ts';

export type Tier = 'A' | 'B' | 'C';
export type Stage = 'prospect' | 'new' | 'established' | 'loyal' | 'dormant' | 'lost';
export type Flag = 'high_value_program' | 'churn_risk' | 'in_project';
/** How two people can be in touch. */
export type Channel = 'phone' | 'on_site' | 'video' | 'email' | 'sms' | 'wechat' | 'survey';
export type TouchKind = 'call' | 'video' | 'on_site' | 'meeting' | 'email' | 'message' | 'survey';
/** `out`: we began it. */
export type TouchDirection = 'in' | 'out';
/** What a customer was asked and allowed, or refused. */
export type Permission = 'call' | 'email' | 'sms' | 'greeting' | 'survey';
/** Who a visit is for in the team; a person is found for it per customer. */
export type Role = 'account_manager' | 'service_engineer' | 'care_specialist' | 'sales' | 'problem_owner' | 'team_lead';

/** By what a contact can be left out of the book: `mark` is a property of ours that people and lists of HubSpot set. */
export const EXCLUSION_FIELDS = ['email_domain', 'company', 'lead_status', 'opted_out', 'mark'] as const;
export type ExclusionField = (typeof EXCLUSION_FIELDS)[number];

/** A two-way contact that took place, whoever recorded it. */
export interface Touch {
  readonly on: Day;
  readonly kind: TouchKind;
  readonly direction: TouchDirection;
}

/**
 * What is known about one customer when it is decided whom to visit.
 *
 * Whoever makes many of them writes every field, in one order, undefined where nothing is known: the planner reads each some
 * hundred times, which is several times faster on objects that are all laid out alike.
 */
export interface CustomerFacts {
  /** Given at first planning and kept for ever; visits are keyed by it. */
  readonly customerKey: string;
  readonly lifecycleStage?: string | undefined;
  /** What the contact may be left out of the book by, in small letters. */
  readonly excludable?: { readonly [field in ExclusionField]?: string | undefined } | undefined;
  readonly tier?: Tier | undefined;
  /** As stored; absent: derived from the dates. */
  readonly stage?: Stage | undefined;
  readonly stageEnteredOn?: Day | undefined;
  /** The stage that ranking met last and the day it was entered, where it was written down. */
  readonly stageKept?: { readonly stage: Stage; readonly enteredOn: Day } | undefined;
  readonly flags: readonly Flag[];
  readonly signedOn?: Day | undefined;
  readonly firstPurchaseOn?: Day | undefined;
  readonly lastPurchaseOn?: Day | undefined;
  /** Median days between its orders, where there were at least three. */
  readonly orderGapDays?: number | undefined;
  readonly deliveredOn?: Day | undefined;
  readonly acceptedOn?: Day | undefined;
  readonly contractEndsOn?: Day | undefined;
  /** The work of a project began, was delivered in full, and must be done. */
  readonly projectStartedOn?: Day | undefined;
  readonly projectDoneOn?: Day | undefined;
  readonly serviceDueOn?: Day | undefined;
  readonly churnRiskOn?: Day | undefined;
  readonly profileCheckedOn?: Day | undefined;
  /** The day the oldest open issue was raised; absent: none is open. */
  readonly openIssueRaisedOn?: Day | undefined;
  /** Conversations that open loops ask for; absent: none does. */
  readonly asked?: readonly Asked[] | undefined;
  /** `MM-DD`: the year is never kept. */
  readonly birthday?: string | undefined;
  readonly customerKind?: 'b2b' | 'b2c' | undefined;
  readonly products?: readonly string[] | undefined;
  /** An agreed interval, with its reason: `contract`, or a name, which needs its last day. */
  readonly cadenceDays?: number | undefined;
  readonly cadenceReason?: string | undefined;
  readonly cadenceUntil?: Day | undefined;
  readonly lastTouch?: Touch | undefined;
  /** Empty: never asked. */
  readonly consents: readonly Permission[];
  readonly refusals: readonly Permission[];
  readonly preferredChannel?: Channel | undefined;
  readonly pausedUntil?: Day | undefined;
  readonly doNotVisit: boolean;
  /** Where the customer lives, as a zone's name; absent: where its owner does. */
  readonly timeZone?: string | undefined;
  /** The contact of the same company to whom its visits go; absent: this one, or nobody was marked. */
  readonly leadElsewhere?: string | undefined;
  /** Its project is run in the Delivery tab, which sends letters and survey of it. */
  readonly hasDelivery?: boolean | undefined;
  /** Talks with other contacts of the same company, newest first. */
  readonly companyTouches?: readonly Touch[] | undefined;
  /** Owner id by role, where the customer has one. */
  readonly owners: { readonly [role in Role]?: string };
}
