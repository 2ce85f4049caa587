import * as z from 'zod';
import { dayText, portalInput, type Refusal } from './common.ts';
import type { DeliveryPage } from './open-delivery.ts';

const line = (most: number) => z.string().trim().max(most);
const said = (most: number) => line(most).min(1, 'say it in a few words');
const person = said(100);
const id = z.string().min(1).max(60);
const owner = z.string().regex(/^\d{1,20}$/, 'choose an owner');
export const NEED_PRIORITIES = ['high', 'medium', 'low'] as const;
const letterKind = z.enum(['brief', 'letter']);

/** What is done with a customer's project. Days are `YYYY-MM-DD` of the portal's zone. */
const deliveryMove = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('begin'), startedOn: dayText }),
  z.strictObject({
    type: z.literal('add_need'),
    text: said(500),
    priority: z.enum(NEED_PRIORITIES),
    expectedOn: dayText,
  }),
  z.strictObject({ type: z.literal('drop_need'), needId: id }),
  z.strictObject({ type: z.literal('confirm_needs'), confirmedBy: person, ours: person, confirmedOn: dayText }),
  z.strictObject({
    type: z.literal('add_milestone'),
    text: said(200),
    standard: line(300).default(''),
    ownerId: owner,
    dueOn: dayText,
  }),
  z.strictObject({
    type: z.literal('move_milestone'),
    milestoneId: id,
    dueOn: dayText,
    agreedWith: line(100).default(''),
  }),
  z.strictObject({ type: z.literal('hand_milestone'), milestoneId: id, ownerId: owner }),
  z.strictObject({ type: z.literal('finish_milestone'), milestoneId: id, doneOn: dayText }),
  z.strictObject({
    type: z.literal('report'),
    week: dayText,
    done: said(1_000),
    next: said(1_000),
    coordinate: line(1_000).default(''),
  }),
  z.strictObject({
    type: z.literal('send_letter'),
    kind: letterKind,
    slot: dayText,
    language: z.enum(['zh', 'en']),
    subject: said(200),
    body: z.string().min(1, 'say it in a few words').max(4_000),
  }),
  z.strictObject({ type: z.literal('skip_letter'), kind: letterKind, slot: dayText, because: said(300) }),
  z.strictObject({
    type: z.literal('raise_exception'),
    text: said(500),
    solution: line(500).default(''),
    milestoneId: id.optional(),
  }),
  z.strictObject({
    type: z.literal('agree_exception'),
    exceptionId: id,
    agreedWith: person,
    plan: said(500),
    dueOn: dayText.optional(),
  }),
  z.strictObject({ type: z.literal('judge_need'), needId: id, met: z.boolean(), remark: line(300).default('') }),
  z.strictObject({ type: z.literal('accept'), acceptedBy: person, acceptedOn: dayText }),
]);

export const moveDeliveryInput = z.strictObject({
  portal: portalInput,
  /** Made once by the form; the same command sent again is carried out once. */
  commandId: z.string().min(8).max(64),
  /** The `version` its sender looked at; 0: nothing was begun. */
  expected: z.int().min(0),
  /** Who does it, as the page says: a private function does not know its caller. */
  claimedBy: z.string().max(200).default(''),
  move: deliveryMove,
});
export type MoveDeliveryInput = z.input<typeof moveDeliveryInput>;
export type DeliveryMove = MoveDeliveryInput['move'];
export type MovedDelivery = z.output<typeof moveDeliveryInput>;

export type MoveDeliveryAnswer =
  /** `page`: as it stands, so that the form shows what somebody else did. */
  | (Refusal & { readonly page?: DeliveryPage })
  | { readonly ok: true; readonly page: DeliveryPage; readonly repeated: boolean };
