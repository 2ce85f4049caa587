import * as z from 'zod';
import type { ComplaintSummary } from '../domain/measures/complaints.ts';
import type { RandomDayPolicy, VisitEffect } from '../domain/measures/random-day.ts';
import type { Upsell } from '../domain/measures/upsell.ts';
import type { Interval } from '../domain/satisfaction/intervals.ts';
import { type Bilingual, portalInput, type Refusal } from './common.ts';

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
  /** As at the end of a past day, `YYYY-MM-DD`; absent: as of now. */
  on: z.string().max(40).optional(),
  /** With the page, a report of the same numbers as text and tables. */
  report: z.enum(['satisfaction', 'brief']).optional(),
  language: z.enum(['zh', 'en']).optional(),
});

export const countMeasuresInput = z.strictObject({});

const ofOwner = {
  portal: portalInput,
  month,
  /** Absent: everybody's numbers, told by owner. */
  ownerId: z.string().regex(/^\d+$/).optional(),
  tier: z.enum(TIERS).optional(),
  stage: z.enum(STAGES).optional(),
  /** As at the end of a past day; absent: as of now. */
  on: z.string().max(40).optional(),
};

/** The records behind one part of a number. */
export const recordsInput = z.strictObject({
  ...ofOwner,
  kpi: z.enum([...KPIS, 'csat', 'nps', 'hubspot_csat', 'resolution', 'calls', 'upsell']),
  verdict: z.enum([...VERDICTS, 'promoter', 'passive', 'detractor', 'visited', 'not_visited']),
  rule: z.string().max(10).optional(),
  dimension: z.string().max(40).optional(),
  collection: z.string().max(40).optional(),
  /** Of satisfaction: the attempt at which the customer was reached; not together with a dimension or a collection. */
  attempt: z.string().max(40).optional(),
});
/** What customers said in the visits of a month. */
export const wordsInput = z.strictObject({ ...ofOwner, what: z.literal('words') });
/** Whom somebody else is to ask again, blind to the first answer. */
export const reasksInput = z.strictObject({ ...ofOwner, what: z.literal('reasks') });

/** Whether visits helped, from those whose day was left to chance. */
export const effectInput = z.strictObject({ ...ofOwner, what: z.literal('effect') });

export const openRecordsInput = z.union([recordsInput, wordsInput, reasksInput, effectInput]);
export type OpenRecords = z.output<typeof recordsInput>;
export type OpenWords = z.output<typeof wordsInput>;
export type OpenReasks = z.output<typeof reasksInput>;

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
  readonly sample: Sample;
  readonly against: 'above' | 'below' | 'not_distinguishable' | 'too_few';
  /** Only where no other's interval overlaps. */
  readonly rank?: number;
}

/** One row of a table by tier, stage, team or person. */
export interface SegmentLine {
  readonly id: string;
  /** Absent: the page has a word for the id. */
  readonly name?: string;
  readonly coverage: ShareLine;
  readonly onTime: ShareLine;
  readonly sla: ShareLine;
  /** Who answers says what the marks are worth: few answers of a segment may be those of its friends. */
  readonly response: ShareLine;
  readonly csat: CsatLine;
}

/** Minutes of visits that are planned for the weeks ahead; the first begins today. */
export interface LoadAhead {
  readonly weeksFrom: readonly string[];
  readonly owners: readonly { readonly id: string; readonly name: string; readonly minutes: readonly number[] }[];
}

/** A pattern in the answers that a person asked for: a question to ask, not a finding, until it is `suspicious`. */
export interface FindingLine {
  readonly ownerId: string;
  readonly name: string;
  readonly test: string;
  readonly seen: number;
  readonly of: number;
  readonly othersSeen: number;
  readonly othersOf: number;
  /** Adjusted for all tests of all persons. */
  readonly adjustedP: number;
  readonly suspicious: boolean;
}

/** A cell as people read it, and as a number where it is one. */
export interface Cell {
  readonly text: string;
  readonly value?: number;
}

export interface ReportTable {
  /** Names the file of the table: `dimensions`. */
  readonly id: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A line over months with its band; months without a value leave a gap. Shares 0–1. */
export interface ReportChart {
  readonly title: string;
  readonly points: readonly {
    readonly label: string;
    readonly value?: number;
    readonly low?: number;
    readonly high?: number;
  }[];
}

/** How many there are of each. */
export interface ReportBars {
  readonly title: string;
  readonly bars: readonly { readonly label: string; readonly count: number }[];
}

export interface ReportSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly chart?: ReportChart;
  readonly bars?: ReportBars;
}

export interface Report {
  readonly language: 'zh' | 'en';
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly ReportSection[];
}

/** The policy and the calendar of a past day. Owners are those of each visit when it was planned. */
export interface PastFrame {
  readonly on: string;
  /** Null: none was in force, or the one that was cannot be read any more. */
  readonly policy: {
    readonly version: number;
    readonly name: Bilingual;
    /** The day it was put in force. */
    readonly since: string;
  } | null;
  readonly calendar?: {
    readonly country: string;
    /** Days that the policy has otherwise than the country. */
    readonly exceptions: number;
    /** Whether the day itself was worked. */
    readonly working: boolean;
  };
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
  readonly calls: {
    readonly n: number;
    readonly median?: number;
    readonly medianInterval?: Interval;
    readonly p90?: number;
    readonly p90Interval?: Interval;
    readonly sample: Sample;
  };
  /** Hours; open loops counted for as long as they are open. */
  readonly resolution: {
    readonly n: number;
    readonly ended: number;
    readonly median?: number;
    readonly low?: number;
    readonly high?: number;
    readonly sample: Sample;
  };
  /** Amounts in hundredths of the portal's currency; associated with visits, never told as caused by them. */
  readonly upsell: Upsell;
  readonly csat: CsatLine & { readonly change: Change };
  /**
   * Of the customers who were invited in the month alone, with the finite population correction; absent where that cannot be said. It
   * stands beside the month's score, which is meant to hold beyond them.
   */
  readonly invited?: {
    readonly invited: number;
    readonly answered: number;
    readonly share?: number;
    readonly interval?: Interval;
    readonly score?: number;
    readonly scoreInterval?: Interval;
  };
  readonly dimensions: readonly ({ readonly dimension: string } & CsatLine)[];
  readonly collections: readonly ({ readonly collection: string } & CsatLine)[];
  /** Marks given to the judged person, less marks given otherwise. */
  readonly modeGap: Change;
  /** Marks by the attempt at which the customer was reached: who is hard to reach may think otherwise. */
  readonly attempts: readonly ({ readonly attempt: string } & CsatLine)[];
  /** Marks of those who were reached after the first attempt, less marks of those who were reached at the first. */
  readonly attemptGap: Change;
  readonly hubspotCsat: ShareLine;
  readonly nps: NpsLine & { readonly change: Change };
  /** Thirteen months, the oldest first. */
  readonly trend: readonly TrendMonth[];
  readonly byOwner: { readonly onTime: readonly OwnerLine[]; readonly csat: readonly OwnerLine[] };
  readonly segments: {
    readonly tier: readonly SegmentLine[];
    readonly stage: readonly SegmentLine[];
    readonly team: readonly SegmentLine[];
    readonly person: readonly SegmentLine[];
  };
  /** Null: the planner keeps no load. */
  readonly load: LoadAhead | null;
  readonly findings: readonly FindingLine[];
  /** Of a past day: what was in force then. */
  readonly past?: PastFrame;
  /** As asked for; `text` is the same to be copied. */
  readonly report?: Report & { readonly text: string };
}

export type OpenDashboardAnswer = Refusal | Dashboard;

export type CountMeasuresAnswer = Refusal | { readonly ok: true; readonly counted: number; readonly left: number };

/** A record with the customer it is about. */
export interface RecordLine {
  /** A visit's, loop's or contact's key; of coverage the customer. */
  readonly key: string;
  readonly name: string;
  readonly contactId?: string;
  /** Of a deal, hundredths of the portal's currency: those of a list add up to its amount. */
  readonly cents?: number;
}

export type OpenRecordsAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly total: number;
      /** At most the first two hundred; none where everybody was asked for. */
      readonly records: readonly RecordLine[];
      /** Of everybody's number: how many are whose. They add up to `total`. */
      readonly parts: readonly { readonly ownerId: string; readonly name: string; readonly n: number }[];
    };

export interface WordsLine {
  readonly visitKey: string;
  readonly contactId: string;
  readonly name: string;
  readonly ownerName: string;
  readonly on: string;
  readonly said: { readonly [kind: string]: string };
}

/** Something that a customer raised. */
export interface IssueLine {
  readonly key: string;
  readonly contactId: string;
  readonly name: string;
  readonly raisedOn: string;
  readonly description: string;
}

export interface SuggestionLine extends IssueLine {
  /** `accepted`, `declined`, or the state in which it waits. */
  readonly became: string;
}

/** Of complaints raised in the month; of the newest five hundred of it and the ninety days before where `more`. */
export interface Complaints extends ComplaintSummary {
  readonly more: boolean;
  /** Those that are counted, by key. */
  readonly lines: readonly IssueLine[];
}

export type OpenWordsAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly words: readonly WordsLine[];
      readonly suggestions: readonly SuggestionLine[];
      readonly complaints: Complaints;
    };

export type OpenReasksAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly queue: readonly {
        readonly key: string;
        readonly contactId: string;
        readonly name: string;
        readonly askerName: string;
      }[];
      /** Drawn and not asked again, by reason. */
      readonly left: { readonly [why: string]: number };
      /** Answers looked at; the newest thousand at most. */
      readonly lookedAt: number;
    };

/** Whether visits helped: of everybody, whichever month the page shows. */
export type OpenEffectAnswer =
  | Refusal
  | {
      readonly ok: true;
      /** Days are drawn now. What was drawn before is compared all the same. */
      readonly on: boolean;
      readonly tiers: RandomDayPolicy['tiers'];
      /** Empty: every stage. */
      readonly stages: RandomDayPolicy['stages'];
      readonly effect: VisitEffect;
      /** Drawn, and their time is not over yet. */
      readonly waiting: number;
      /** Days after its window in which an order counts. */
      readonly outcomeDays: number;
      /** There are more than one look can read: what is told is of the first ones. */
      readonly more: boolean;
    };
