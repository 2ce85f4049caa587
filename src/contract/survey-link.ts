import * as z from 'zod';
import { type Bilingual, portalInput, type Refusal } from './common.ts';

/** A link to a survey about one visit, one loop or one accepted project. */
export const surveyLinkInput = z.strictObject({
  portal: portalInput,
  about: z.enum(['visit', 'issue', 'delivery']),
  key: z.string().min(1).max(200),
  survey: z.enum(['csat', 'nps', 'solved']),
});
export type SurveyLinkInput = z.input<typeof surveyLinkInput>;
export type SurveyLinkAsked = z.output<typeof surveyLinkInput>;

export type SurveyLinkAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly url: string;
      /** The last instant at which it can be answered, ISO text. */
      readonly expiresAt: string;
      /** The customer's language. */
      readonly language: 'zh' | 'en';
      readonly subject: Bilingual;
      readonly body: Bilingual;
    };
