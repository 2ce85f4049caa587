import type { PolicyProblem } from './check.ts';

/** HubSpot takes so many characters in one property, and a policy is one. */
export const MOST_CHARACTERS = 65_536;

/** How many characters a policy takes where it is kept. */
export function charactersOf(policy: unknown): number {
  return JSON.stringify(policy ?? null).length;
}

/** A policy that is too long for its property; it belongs to no one field. */
export function checkSize(policy: unknown): readonly PolicyProblem[] {
  return charactersOf(policy) > MOST_CHARACTERS ? [{ path: '', message: `at most ${MOST_CHARACTERS} characters` }] : [];
}
