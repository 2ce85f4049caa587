import { hubspot, type JsonValue } from '@hubspot/ui-extensions';
import type { OpenHealthAnswer, OpenHealthInput } from '../../../src/contract/open-health.ts';
import { asJson } from '../common/ask.ts';

export type Part<Name extends OpenHealthInput['part']> =
  | Extract<OpenHealthAnswer, { readonly ok: false }>
  | Extract<OpenHealthAnswer, { readonly part: Name }>;

/** Asks for one part of the page; `parameters` come from the hook that reads. */
export async function askPart<Name extends OpenHealthInput['part']>(
  parameters: JsonValue,
  input: Extract<OpenHealthInput, { readonly part: Name }>,
): Promise<Part<Name> | null> {
  const given = typeof parameters === 'object' ? parameters : {};
  const answer = await hubspot.serverless<OpenHealthAnswer>('open_health', {
    parameters: asJson({ ...given, ...input }),
  });
  return answer as Part<Name> | null;
}
