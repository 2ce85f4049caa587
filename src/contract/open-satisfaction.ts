import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';
import type { LoopLine } from './open-loops.ts';

export const openSatisfactionInput = z.strictObject({
  portal: portalInput,
  /** Visits before this one, for a history longer than one answer. */
  before: z.int().min(1).optional(),
});

interface IntervalText {
  /** 0–100, or −100–100 for NPS, one decimal. */
  readonly low: number;
  readonly high: number;
}

export interface ShareText {
  readonly n: number;
  readonly hits: number;
  readonly counts: readonly [number, number, number, number, number];
  readonly sample: 'too_few' | 'small' | 'enough';
  readonly percent?: number;
  readonly interval?: IntervalText;
}

export interface ScoredVisit {
  readonly key: string;
  readonly on: string;
  readonly channel: string;
  readonly scores: { readonly [dimension: string]: number };
  readonly nps?: number;
  readonly collectedBy?: string;
  readonly complaint?: string;
  readonly praise?: string;
}

export type OpenSatisfactionAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      readonly timeZone: string;
      readonly contactName: string;
      readonly overall: ShareText;
      readonly dimensions: { readonly [dimension: string]: ShareText };
      readonly nps: {
        readonly n: number;
        readonly promoters: number;
        readonly passives: number;
        readonly detractors: number;
        readonly sample: ShareText['sample'];
        readonly score?: number;
        readonly interval?: IntervalText;
      };
      /** Visits with scores by how they were collected. */
      readonly modes: { readonly [collectedBy: string]: number };
      /** Newest first. */
      readonly history: readonly ScoredVisit[];
      /** Ask again with `before` for what is older; null: this was all. */
      readonly before: number | null;
      /** The last suggestions, and what became of them. */
      readonly suggestions: readonly Pick<LoopLine, 'key' | 'description' | 'raisedOn' | 'state'>[];
    };
