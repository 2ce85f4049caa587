import type { Day } from '../../domain/calendar/day.ts';
import type { SurveyAnswer, SurveyKind } from '../../domain/survey/survey.ts';

/** A form that was made for a survey, and the page on which people fill it in. */
export interface SurveyForm {
  readonly id: string;
  readonly page: string;
}

export type SurveyForms = { readonly [kind in SurveyKind]?: SurveyForm };

/** What somebody sent through a form. */
export interface Submission {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly token: string | undefined;
  readonly values: { readonly [question: string]: string };
}

/** Why an answer was not taken. `used`: what it is about was answered before. `unknown`: there is no such thing. */
export const REFUSED_ANSWERS = ['missing', 'malformed', 'forged', 'expired', 'used', 'unknown', 'incomplete'] as const;
export type RefusedAnswer = (typeof REFUSED_ANSWERS)[number];

/** How far answers were read, form by form, and what became of them since the first. */
export interface SurveyMark {
  /** Submissions up to this instant were read, those of the very instant by their ids. */
  readonly seen: { readonly [kind in SurveyKind]?: { readonly at: number; readonly ids: readonly string[] } };
  readonly taken: number;
  readonly refused: { readonly [reason in RefusedAnswer]?: number };
}

/** A visit as far as a survey is about it. */
export interface SurveyedVisit {
  readonly id: string;
  readonly contactId: string;
  readonly customerKey: string;
  readonly ownerId: string;
  /** The rules it paid, the leading one first. */
  readonly rules: readonly string[];
  readonly held: boolean;
  readonly hasScores: boolean;
  readonly hasNps: boolean;
  /** Submissions that were taken, by kind of answer: whichever form asks for marks, they are given once. */
  readonly answers: { readonly [kind in SurveyAnswer['kind']]?: string };
}

export interface SurveyBook {
  /** Undefined: no forms were made here, as where the account did not grant them. */
  forms(): Promise<SurveyForms | undefined>;
  /** The address on which a form is filled in for a token. */
  address(form: SurveyForm, token: string): string;
  /** Pages of what was sent, the newest first; only those not older than an instant are looked at. */
  submissions(formId: string, notBefore: number): AsyncIterable<readonly Submission[]>;
  mark(): Promise<SurveyMark>;
  saveMark(mark: SurveyMark): Promise<void>;
  visit(key: string): Promise<SurveyedVisit | undefined>;
  /** Writes an answer on a visit as collected by link, with the submission that brought it. May run twice. */
  scoreVisit(
    visit: SurveyedVisit,
    answer: Extract<SurveyAnswer, { kind: 'csat' | 'nps' }>,
    submissionId: string,
    /** Whether something was promised for it. */
    incentive: boolean,
  ): Promise<void>;
  /** The day a customer was last given a link, and what it was about. */
  lastSent(contactId: string): Promise<{ readonly on: Day; readonly about: string } | undefined>;
  saveSent(contactId: string, sent: { readonly on: Day; readonly about: string }): Promise<void>;
}
