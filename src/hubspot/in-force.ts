import type { PolicyStanding } from '../use-cases/ports/policy-desk.ts';
import type { KeyedRecord } from './leases.ts';
import { jsonOf, numberOf, textOf } from './values.ts';

/**
 * The policy in force is a record of the runs' object, its text and which version it is in one: a run reads it with the clock and with
 * who may write, and a crash between two writes leaves no version without its text.
 */
export const IN_FORCE = 'policy';
export const READ_STANDING = ['rv_run_key', 'rv_policy_version', 'rv_counts'];
/** What else is read where the text is wanted. */
export const READ_DOCUMENT = 'rv_document';

type Stored = { readonly [name: string]: string | null };

export const inForceRecord = (
  { version, newest, change }: PolicyStanding,
  document: string,
): KeyedRecord & { readonly key: typeof IN_FORCE } => ({
  key: IN_FORCE,
  properties: {
    rv_trigger: 'policy',
    rv_policy_version: String(version),
    rv_counts: JSON.stringify({ newest, change }),
    [READ_DOCUMENT]: document,
  },
});

export function standingOf(stored: Stored | undefined): PolicyStanding | undefined {
  const version = stored && numberOf(stored, 'rv_policy_version');
  if (version === undefined) return undefined;
  const text = stored && textOf(stored, 'rv_counts');
  const { newest = version, change = 0 } = jsonOf<Partial<PolicyStanding>>(text) ?? {};
  return { version, newest: Math.max(newest, version), change };
}

/** Parsed where it is JSON; text that is none is refused with its reason by the policy parser. Undefined: none was published. */
export function documentOf(stored: Stored | undefined): unknown {
  const text = stored && textOf(stored, READ_DOCUMENT);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
