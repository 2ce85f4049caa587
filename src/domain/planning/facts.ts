import type { Day } from '../calendar/day.ts';

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

/** A two-way contact that took place, whoever recorded it. */
export interface Touch {
  readonly on: Day;
  readonly kind: TouchKind;
  readonly direction: TouchDirection;
}

/** What is known about one customer when it is decided whom to visit. */
export interface CustomerFacts {
  /** Given at first planning and kept for ever; visits are keyed by it. */
  readonly customerKey: string;
  readonly lifecycleStage?: string;
  readonly tier?: Tier;
  /** As stored; absent: derived from the dates. */
  readonly stage?: Stage;
  readonly stageEnteredOn?: Day;
  readonly flags: readonly Flag[];
  readonly signedOn?: Day;
  readonly firstPurchaseOn?: Day;
  readonly lastPurchaseOn?: Day;
  readonly deliveredOn?: Day;
  readonly acceptedOn?: Day;
  readonly contractEndsOn?: Day;
  /** The work of a project began, was delivered in full, and must be done. */
  readonly projectStartedOn?: Day;
  readonly projectDoneOn?: Day;
  readonly serviceDueOn?: Day;
  readonly churnRiskOn?: Day;
  readonly profileCheckedOn?: Day;
  /** The day the oldest open issue was raised; absent: none is open. */
  readonly openIssueRaisedOn?: Day;
  /** `MM-DD`: the year is never kept. */
  readonly birthday?: string;
  readonly customerKind?: 'b2b' | 'b2c';
  readonly products?: readonly string[];
  /** An agreed interval, with its reason: `contract`, or a name, which needs its last day. */
  readonly cadenceDays?: number;
  readonly cadenceReason?: string;
  readonly cadenceUntil?: Day;
  readonly lastTouch?: Touch;
  /** Empty: never asked. */
  readonly consents: readonly Permission[];
  readonly refusals: readonly Permission[];
  readonly preferredChannel?: Channel;
  readonly pausedUntil?: Day;
  readonly doNotVisit: boolean;
  /** Owner id by role, where the customer has one. */
  readonly owners: { readonly [role in Role]?: string };
}
