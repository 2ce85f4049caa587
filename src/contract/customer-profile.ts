import * as z from 'zod';
import {
  OPTIONAL_PROFILE_FIELDS,
  type OptionalProfileField,
  PROFILE_FIELDS,
  type ProfileFault,
  type ProfileField,
} from '../domain/readiness/profile.ts';
import { type Bilingual, portalInput, type Refusal } from './common.ts';

/** Reads a customer's profile, keeps what people found out, or notes that it was looked through. */
export const customerProfileInput = z.discriminatedUnion('command', [
  z.strictObject({ portal: portalInput, command: z.literal('open') }),
  z.strictObject({
    portal: portalInput,
    command: z.literal('save'),
    /** Only what changes; an empty text clears a field. */
    changes: z.partialRecord(z.enum([...PROFILE_FIELDS, ...OPTIONAL_PROFILE_FIELDS]), z.string().trim().max(1_000)),
  }),
  z.strictObject({ portal: portalInput, command: z.literal('checked') }),
]);
export type CustomerProfileCommand = z.output<typeof customerProfileInput>;

export type CustomerProfileAnswer =
  | (Refusal & { readonly faults?: { readonly [field in ProfileField]?: ProfileFault } })
  | {
      readonly ok: true;
      readonly today: string;
      readonly profile: { readonly [field in ProfileField]?: string };
      readonly missing: readonly ProfileField[];
      /** Fields that the policy has switched on, what for, and when a value goes; absent: none is. */
      readonly optional?: readonly {
        readonly field: OptionalProfileField;
        readonly purpose: Bilingual;
        readonly keepMonths: number;
        readonly removedOn?: string;
      }[];
      /** Never: absent. */
      readonly checkedOn?: string;
      /** The last day on which it may be looked through again; absent: it is overdue, or was never done. */
      readonly checkBy?: string;
      readonly orders: {
        readonly count?: number;
        /** Amounts as text. */
        readonly total?: string;
        readonly average?: string;
        /** Orders after the first. */
        readonly repeats?: number;
        readonly everyDays?: number;
        readonly growthPercent?: number;
        readonly lastOn?: string;
      };
      readonly lastTouch?: { readonly on: string; readonly kind: string; readonly direction: 'in' | 'out' };
    };
