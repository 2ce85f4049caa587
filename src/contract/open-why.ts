import * as z from 'zod';
import { type Bilingual, portalInput, type Refusal } from './common.ts';
import type { WindowText } from './open-contact.ts';

/** Every rule with what became of it for the contact of the record; asked for on a click, never when a card opens. */
export const openWhyInput = z.strictObject({
  portal: portalInput,
  /** Rules before this one were shown already. */
  from: z.int().min(0).max(1_000).default(0),
});
export type OpenWhyInput = z.input<typeof openWhyInput>;

export interface WhyLine {
  readonly rule: string;
  readonly name: Bilingual;
  readonly verdict:
    | 'leads'
    | 'joins'
    | 'foreseen'
    | 'sends'
    | 'infeasible'
    | 'beaten'
    | 'suppressed'
    | 'settled'
    | 'lapsed'
    | 'not_applicable'
    | 'elsewhere'
    | 'off';
  /** The reason with its arithmetic. */
  readonly why: Bilingual;
  readonly window?: WindowText;
  /** The day it was given, `YYYY-MM-DD`. */
  readonly on?: string;
  /** The rule that beat it, or leads the visit it joined. */
  readonly by?: { readonly id: string; readonly name: Bilingual };
}

export type OpenWhyAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      /** What decided first, then what was held back, then what asks nothing. */
      readonly lines: readonly WhyLine[];
      readonly total: number;
      /** Ask for the rest with it; null: this was all. */
      readonly next: number | null;
    };
