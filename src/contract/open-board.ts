import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';
import type { LoopLine } from './open-loops.ts';

const OPEN = ['raised', 'accepted', 'in_progress', 'resolved'] as const;
const KINDS = ['problem', 'complaint', 'need', 'suggestion', 'exception'] as const;
const ROLES = [
  'account_manager',
  'service_engineer',
  'care_specialist',
  'sales',
  'problem_owner',
  'team_lead',
] as const;

export const openBoardInput = z.strictObject({
  portal: portalInput,
  kind: z.enum(KINDS).optional(),
  urgency: z.enum(['normal', 'urgent']).optional(),
  state: z.enum(OPEN).optional(),
  ownerId: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  role: z.enum(ROLES).optional(),
  /** `soon`: due within a day; `waiting`: for the customer. */
  standing: z.enum(['all', 'overdue', 'soon', 'waiting']).default('all'),
  /** Address of who looks: without `ownerId` that owner's loops. Claimed by the page, so it only filters. */
  mine: z.string().max(200).optional(),
  /** `counts`: only how many there are of each standing; `risk`: the first few that are overdue or due within a day. */
  view: z.enum(['rows', 'counts', 'risk']).default('rows'),
  /** Page cursor of the answer before. */
  after: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional(),
});
export type OpenBoardInput = z.input<typeof openBoardInput>;
export type BoardQuery = z.output<typeof openBoardInput>;

/** An open loop of any customer. */
export interface BoardRow
  extends Pick<
    LoopLine,
    | 'key'
    | 'kind'
    | 'state'
    | 'description'
    | 'urgency'
    | 'raisedOn'
    | 'ageDays'
    | 'clock'
    | 'dueAt'
    | 'ownerName'
    | 'promise'
  > {
  readonly contactId: string;
  readonly contactName: string;
  readonly ownerRole?: string;
  /** The rule whose clock is due next. */
  readonly rule?: string;
  readonly waiting: boolean;
  /** One of its clocks was breached, whatever became of it. */
  readonly breached: boolean;
}

export type OpenBoardAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      readonly timeZone: string;
      readonly rows: readonly BoardRow[];
      readonly total: number;
      /** Where the next page begins; null: all is here. */
      readonly after: string | null;
      readonly owners: readonly { readonly id: string; readonly name: string }[];
      /** Only in view `counts`. */
      readonly counts: BoardCounts | null;
    };

export interface BoardCounts {
  readonly open: number;
  readonly overdue: number;
  readonly soon: number;
}
