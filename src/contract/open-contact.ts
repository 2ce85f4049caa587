import * as z from 'zod';
import type { MarkForm } from '../domain/satisfaction/dimensions.ts';
import { type Bilingual, portalInput, type Refusal } from './common.ts';
import type { LoopLine } from './open-loops.ts';
import type { Draft } from './save-draft.ts';

/** What the cards on a contact record ask for. The contact's id comes from `propertiesToSend.hs_object_id`, never from here. */
export const openContactInput = z.strictObject({
  portal: portalInput,
  /** `next`: the sidebar's answer. `visit`: also script, form defaults and history. */
  view: z.enum(['next', 'visit']).default('next'),
});
export type OpenContactInput = z.input<typeof openContactInput>;

export interface WindowText {
  readonly earliest: string;
  readonly target: string;
  readonly latest: string;
}

export interface OpenVisit {
  readonly key: string;
  readonly kind: 'visit' | 'message';
  /** `YYYY-MM-DD`, portal zone. */
  readonly on: string;
  readonly window: WindowText;
  /** Days from today; negative: overdue. */
  readonly inDays: number;
  readonly late: boolean;
  readonly provisional: boolean;
  readonly rules: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly goal: string;
  /** The form of marks it asks for; absent: that of service. */
  readonly form?: MarkForm;
  readonly channel: string;
  readonly why: Bilingual;
  readonly attempts: readonly string[];
  readonly ownerName?: string;
}

export interface PastVisit {
  readonly key: string;
  readonly on: string;
  readonly outcome: string;
  readonly channel: string;
  readonly summary?: string;
  /** 1–5 by dimension. */
  readonly scores: { readonly [dimension: string]: number };
  readonly nps?: number;
}

export interface ScriptText {
  readonly id: string;
  readonly version: number;
  readonly opening: readonly Bilingual[];
  readonly questions: readonly {
    readonly id: string;
    readonly goal: 'care' | 'need' | 'feedback';
    readonly text: Bilingual;
    readonly answers?: readonly {
      readonly id: string;
      readonly text: Bilingual;
      readonly fills?: {
        readonly feedback?: 'problem' | 'need' | 'suggestion' | 'complaint' | 'praise';
        readonly score?: { readonly dimension: string; readonly value: number };
      };
    }[];
    /** Asked only after one of these answers, as `question=answer`. */
    readonly after?: readonly string[];
  }[];
  readonly closing: readonly Bilingual[];
}

export type OpenContactAnswer =
  | Refusal
  | {
      readonly ok: true;
      /** Today in the portal's zone. */
      readonly today: string;
      readonly timeZone: string;
      readonly contact: {
        readonly id: string;
        readonly name: string;
        readonly company?: string;
        readonly phone?: string;
        readonly tier?: 'A' | 'B' | 'C';
        readonly stage: string;
        readonly customerSince?: string;
        readonly products: readonly string[];
        readonly language?: 'zh' | 'en';
        readonly lastTouchOn?: string;
        readonly ownerName?: string;
        readonly preferenceTags: readonly string[];
      };
      /** The first open visit; null: nothing is due, `later` says what comes. */
      readonly visit: OpenVisit | null;
      /** More open visits of this contact, by day. */
      readonly others: readonly OpenVisit[];
      readonly later: { readonly on: string; readonly why: Bilingual } | null;
      /** Why nothing is due, when neither `visit` nor `later` is there. */
      readonly nothing: Bilingual | null;
      /** Only in view `visit`. */
      readonly script: ScriptText | null;
      readonly history: readonly PastVisit[];
      /** Ask for visits older than `history` with it; null: this was all. */
      readonly before: number | null;
      /** The promise that is broken or will be within a day. */
      readonly promiseAtRisk: { readonly text: string; readonly dueAt: string; readonly overdue: boolean } | null;
      /** How many loops are open. */
      readonly openLoops: number;
      /** Only in view `visit`: those to begin the talk with, the most pressing first. */
      readonly loops: readonly LoopLine[];
      /** Only in view `visit`: what was being typed. */
      readonly draft: Draft | null;
    };
