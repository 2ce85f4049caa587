import type { JsonValue } from '@hubspot/ui-extensions';
import type { Bilingual, Refusal } from '../../../src/contract/common.ts';
import { COMMON } from './words.ts';

/** Why a function's answer cannot be used, for people. */
export interface Failure {
  readonly ok: false;
  /** What the Help page explains it by. */
  readonly code: string;
  readonly message: Bilingual;
  /** Fields the function did not accept. */
  readonly fields: readonly { readonly path: string; readonly message: string }[];
  readonly correlationId?: string;
}

/** The code of what no function said. */
export const NO_ANSWER = 'no_answer_from_app';

/** The answers of a function that say yes. */
type Yes<A> = Exclude<A, Refusal>;

/**
 * Calls a function and turns whatever goes wrong into a sentence: a refusal keeps its own, an error, a timeout or an answer
 * that is none becomes "did not answer".
 */
export async function ask<A extends { readonly ok: boolean }>(
  call: () => Promise<A | null>,
): Promise<Yes<A> | Failure> {
  try {
    const answer = await call();
    if (answer?.ok === true) return answer as Yes<A>;
    if (answer && isRefusal(answer)) {
      const { reason, message, fields = [], correlationId } = answer;
      return { ok: false, code: reason, message, fields, ...(correlationId ? { correlationId } : {}) };
    }
  } catch {
    // What HubSpot throws here is meant for developers; it is in the function's log.
  }
  return {
    ok: false,
    code: NO_ANSWER,
    message: { en: COMMON.en.noAnswerFromApp, zh: COMMON.zh.noAnswerFromApp },
    fields: [],
  };
}

/** The parameters as they travel: what is undefined is left out. */
export function asJson(parameters: object): JsonValue {
  return JSON.parse(JSON.stringify(parameters)) as JsonValue;
}

function isRefusal(answer: { readonly ok: boolean }): answer is Refusal {
  const { message } = answer as Partial<Refusal>;
  return typeof message?.en === 'string' && typeof message.zh === 'string';
}
