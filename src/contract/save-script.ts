import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';

/** Long enough that what is too long arrives and is refused with its place. */
const text = z.string().max(20_000);
const words = z.strictObject({ zh: text, en: text });
const shortId = z.string().max(100);

/**
 * A script as the editor has it. What makes sense in it is for `faultsOfScript` to say, with paths within the script; only its form
 * is read here.
 */
export const saveScriptInput = z.strictObject({
  portal: portalInput,
  /** The version in force that the editor began from. */
  basedOn: z.int().min(1),
  /** The policy draft that the editor has seen; 0: there was none. */
  after: z.int().min(0),
  /** Made once by each save; sent again, the same version is not made twice. */
  submissionId: z.string().min(8).max(100),
  /** Who saves, as the page says: functions are not told. Shown as claimed. */
  savedBy: z.string().max(200).default(''),
  script: z.strictObject({
    id: shortId,
    opening: z.array(words).max(50),
    questions: z
      .array(
        z.strictObject({
          id: shortId,
          goal: z.enum(['care', 'need', 'feedback']),
          text: words,
          answers: z.exactOptional(
            z
              .array(
                z.strictObject({
                  id: shortId,
                  text: words,
                  fills: z.exactOptional(
                    z.strictObject({
                      feedback: z.exactOptional(z.enum(['problem', 'need', 'suggestion', 'complaint', 'praise'])),
                      score: z.exactOptional(z.strictObject({ dimension: shortId, value: z.int().min(1).max(5) })),
                    }),
                  ),
                }),
              )
              .max(50),
          ),
          after: z.exactOptional(z.array(z.string().max(201)).min(1).max(50)),
        }),
      )
      .max(200),
    closing: z.array(words).max(50),
  }),
});
export type SaveScriptInput = z.input<typeof saveScriptInput>;
export type SavedScript = z.output<typeof saveScriptInput>;

export type SaveScriptAnswer =
  | Refusal
  | {
      readonly ok: true;
      /** What it will be called once its draft is published. */
      readonly version: number;
      /** The policy draft that it stands in. */
      readonly revision: number;
      /** This very save had been made before. */
      readonly repeated: boolean;
    };
