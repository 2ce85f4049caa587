import * as z from 'zod';
import type { Refusal } from './common.ts';

/** What a page asks for before it plans: the answers that customers sent by link, and what projects owe. */
export const readAnswersInput = z.strictObject({});

export type ReadAnswersAnswer =
  | Refusal
  | {
      readonly ok: true;
      /** Answers that were written where they belong. */
      readonly taken: number;
      /** Time was up: asked again it goes on. */
      readonly more: boolean;
    };
