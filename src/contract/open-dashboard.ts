import * as z from 'zod';
import type { Interval } from '../domain/satisfaction/intervals.ts';
import { portalInput, type Refusal } from './common.ts';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month as YYYY-MM');
const TIERS = ['A', 'B', 'C', 'none'] as const;
const STAGES = ['prospect', 'new', 'established', 'loyal', 'dormant', 'lost', 'none'] as const;
/** Verdicts of a fact, in the words of the measures. */
const VERDICTS = [
  'met',
  'missed',
  'not_due',
  'do_not_contact',
  'lost',
  'withdrawn',
  'extended',
  'paused',
  'unconfirmed',
  'not_delivered',
  'invalid',
  'answered_again',
] as const;
const KPIS = [
  'coverage',
  'on_time',
  'on_target',
  'reach',
  'record_24h',
  'sla',
  'resolved',
  'confirmed',
  'promises',
  'response',
  'churn',
  'repurchase',
  'suggestions',
  'answers',
] as const;

export const openDashboardInput = z.strictObject({
  portal: portalInput,
  /** Absent: this month. */
  month: month.optional(),
  /** Absent: everybody. */
  ownerId: z.string().regex(/^\d+$/).optional(),
  tier: z.enum(TIERS).optional(),
  stage: z.enum(STAGES).optional(),
});

export const countMeasuresInput = z.strictObject({});

/** The records behind one part of a number. Of everybody's numbers they are listed owner by owner. */
export const openRecordsInput = z.strictObject({
  portal: portalInput,
  month,
  ownerId: z.string().regex(/^\d+$/),
  kpi: z.enum(KPIS),
  verdict: z.enum(VERDICTS),
  tier: z.enum(TIERS).optional(),
  stage: z.enum(STAGES).optional(),
  rule: z.string().max(10).optional(),
});
export type OpenRecords = z.output<typeof openRecordsInput>;

type Sample = 'too_few' | 'small' | 'enough';

/** A share with what it takes to judge it; `share` and `interval` are absent where there are too few. Shares are 0–1. */
export interface ShareLine {
  readonly n: number;
  readonly hits: number;
  readonly share?: number;
  readonly interval?: Interval;
  readonly sample: Sample;
  readonly excluded: { readonly [reason: string]: number };
}

/** Against the month before. */
export type Change =
  | { readonly verdict: 'too_few' }
  | {
      readonly verdict: 'higher' | 'lower' | 'not_distinguishable';
      readonly difference: number;
      readonly interval: Interval;
      readonly method: string;
    };

export interface CsatLine {
  readonly n: number;
  readonly hits: number;
  readonly counts: readonly number[];
  readonly share?: number;
  readonly interval?: Interval;
  readonly sample: Sample;
  /** 1–5; another number than the share. */
  readonly mean?: number;
  readonly meanInterval?: Interval;
  readonly designEffect: number;
}

export interface NpsLine {
  readonly n: number;
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  /** −1 … 1. */
  readonly score?: number;
  readonly interval?: Interval;
  readonly sample: Sample;
}

export interface TrendMonth {
  readonly month: string;
  /** False: nothing is kept of this month. */
  readonly counted: boolean;
  readonly csat: CsatLine;
  readonly nps: NpsLine;
  readonly coverage: ShareLine;
  readonly onTime: ShareLine;
  /** Share of answers that the judged person collected, and of those by link: a line over months of other ways compares unlike things. */
  readonly collections: { readonly [collection: string]: number };
}

export interface OwnerLine {
  readonly id: string;
  readonly name: string;
  readonly n: number;
  readonly hits: number;
  readonly share?: number;
  readonly interval?: Interval;
  readonly against: 'above' | 'below' | 'not_distinguishable' | 'too_few';
  /** Only where no other's interval overlaps. */
  readonly rank?: number;
}

/** Everything the pages and the report show of a month. */
export interface Dashboard {
  readonly ok: true;
  readonly today: string;
  readonly timeZone: string;
  readonly month: string;
  readonly ownerId: string | null;
  /** The day up to whose end it was counted; null: nothing was counted yet. */
  readonly asOf: string | null;
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  readonly shares: readonly ({ readonly kpi: string; readonly change: Change } & ShareLine)[];
  readonly clocks: readonly ({ readonly rule: string } & ShareLine)[];
  readonly suggestions: {
    readonly count: number;
    readonly of: number;
    readonly perHundred?: number;
    readonly interval?: Interval;
    readonly sample: Sample;
    readonly declined: number;
    readonly undecided: number;
  };
  /** Seconds. */
  readonly calls: { readonly n: number; readonly median?: number; readonly p90?: number; readonly sample: Sample };
  /** Hours; open loops counted for as long as they are open. */
  readonly resolution: {
    readonly n: number;
    readonly ended: number;
    readonly median?: number;
    readonly low?: number;
    readonly high?: number;
    readonly sample: Sample;
  };
  readonly csat: CsatLine & { readonly change: Change };
  readonly dimensions: readonly ({ readonly dimension: string } & CsatLine)[];
  readonly collections: readonly ({ readonly collection: string } & CsatLine)[];
  /** Marks given to the judged person, less marks given otherwise. */
  readonly modeGap: Change;
  readonly hubspotCsat: ShareLine;
  readonly nps: NpsLine & { readonly change: Change };
  /** Thirteen months, the oldest first. */
  readonly trend: readonly TrendMonth[];
  readonly byOwner: { readonly onTime: readonly OwnerLine[]; readonly csat: readonly OwnerLine[] };
}

export type OpenDashboardAnswer = Refusal | Dashboard;

export type CountMeasuresAnswer = Refusal | { readonly ok: true; readonly counted: number; readonly left: number };

export type OpenRecordsAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly total: number;
      /** Visit and issue keys; of coverage customers: `c` and a company's id, or a contact's. At most the first two hundred. */
      readonly records: readonly string[];
    };
