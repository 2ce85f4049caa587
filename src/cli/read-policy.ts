import { readFile } from 'node:fs/promises';
import { parsePolicy } from '../contract/policy.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { Failure } from './words.ts';

/** Reads a policy file; one that cannot be planned by is refused with the path of its first field that is off. */
export async function readPolicy(file: string): Promise<Policy> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Failure(
      `the policy ${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = parsePolicy(document);
  if (parsed.ok) return parsed.policy;
  const [first] = parsed.problems;
  const more = parsed.problems.length - 1;
  throw new Failure(
    `the policy ${file} is refused: ${first?.path}: ${first?.message}${more > 0 ? ` (and ${more} more)` : ''}; correct it and run again`,
  );
}
