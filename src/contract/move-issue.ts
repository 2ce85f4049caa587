import * as z from 'zod';
import { COMPLAINT_CAUSES } from '../domain/loop/causes.ts';
import { dayText, portalInput, type Refusal } from './common.ts';
import type { LoopDetail } from './open-loops.ts';

const line = z.string().trim().max(2_000);
const said = line.min(1, 'say it in a few words');
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM');
const mark = z.int().min(1).max(5);
const promiseId = z.string().min(1).max(40);
export const ANSWERED_BY = ['phone', 'on_site', 'video', 'wechat', 'email', 'customer_link', 'in_the_talk'] as const;
const how = z.enum(ANSWERED_BY);
const ROLES = [
  'account_manager',
  'service_engineer',
  'care_specialist',
  'sales',
  'problem_owner',
  'team_lead',
] as const;

/** When something is promised for: a wall-clock time of the portal's zone, or so many hours from now. */
const due = z.union([
  z.strictObject({ dueOn: dayText, dueTime: timeOfDay.default('17:00') }),
  z.strictObject({ withinHours: z.int().min(1).max(240), unit: z.enum(['h', 'wh']).default('wh') }),
]);
export const loopPromise = z.strictObject({
  kind: z.enum(['simple', 'contact_by', 'result', 'progress']),
  text: z.string().trim().min(1).max(500),
  due: due.optional(),
});

/** What is done with an open loop. */
export const moveInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('accept'), promise: loopPromise.optional() }),
  z.strictObject({ type: z.literal('start') }),
  z.strictObject({ type: z.literal('tell'), text: line, reached: z.boolean() }),
  z.strictObject({ type: z.literal('promise'), promise: loopPromise }),
  /** `what`: the id of a promise, or `loop`. */
  z.strictObject({
    type: z.literal('extend'),
    what: promiseId,
    dueOn: dayText,
    dueTime: timeOfDay.default('17:00'),
    agreedWith: said,
  }),
  z.strictObject({ type: z.literal('keep'), promiseId }),
  z.strictObject({ type: z.literal('break'), promiseId }),
  z.strictObject({ type: z.literal('wait_for_customer'), waitingFor: said }),
  z.strictObject({ type: z.literal('customer_answered') }),
  z.strictObject({ type: z.literal('resolve'), reply: said, outcome: z.enum(['done', 'declined']).default('done') }),
  z.strictObject({ type: z.literal('attempt_confirmation') }),
  z.strictObject({ type: z.literal('confirm'), answer: said, how, score: mark.optional() }),
  z.strictObject({ type: z.literal('close_unconfirmed') }),
  z.strictObject({ type: z.literal('reopen'), why: said }),
  z.strictObject({ type: z.literal('reassign'), ownerRole: z.enum(ROLES), ownerId: z.string().regex(/^\d{0,20}$/) }),
  /** A solution offered to the customer, and a compensation where one is allowed. */
  z.strictObject({ type: z.literal('offer'), what: said, compensation: line.optional() }),
  /** From the list; of another cause, or where none is chosen, its words. */
  z.strictObject({
    type: z.literal('set_root_cause'),
    category: z.enum(COMPLAINT_CAUSES).optional(),
    text: line.default(''),
  }),
  z.strictObject({ type: z.literal('set_prevention'), text: said }),
  z.strictObject({
    type: z.literal('set_measure'),
    what: said,
    department: z.string().trim().min(1).max(200),
    person: z.string().trim().min(1).max(200),
    dueOn: dayText,
  }),
  z.strictObject({ type: z.literal('check_measure'), done: z.boolean(), effective: z.boolean() }),
  z.strictObject({ type: z.literal('score'), score: mark, how }),
  z.strictObject({ type: z.literal('reask'), score: mark, how }),
  z.strictObject({ type: z.literal('discuss'), visitKey: z.string().min(1).max(100) }),
]);

export const moveIssueInput = z.strictObject({
  portal: portalInput,
  issueKey: z.string().min(1).max(200),
  /** Made once by the form; the same command sent again moves the loop once. */
  commandId: z.string().min(8).max(100),
  /** What the loop's `movedAt` was when its sender looked. */
  expected: z.int().min(1),
  /** Who does it, as the page says: a private function does not know its caller. */
  claimedBy: z.string().max(200).default(''),
  move: moveInput,
});
export type MoveIssueInput = z.input<typeof moveIssueInput>;
export type LoopMove = MoveIssueInput['move'];
export type MovedIssue = z.output<typeof moveIssueInput>;

export type MoveIssueAnswer =
  /** `loop`: as it stands, so that the form shows what somebody else did. */
  | (Refusal & { readonly loop?: LoopDetail })
  | {
      readonly ok: true;
      readonly loop: LoopDetail;
      /** This very command had been carried out before; nothing was written twice. */
      readonly repeated: boolean;
      /** Loops that the move itself raised: a low score opens one. */
      readonly raised: readonly LoopDetail[];
      /** Open loops of the customer now. */
      readonly total: number;
    };
