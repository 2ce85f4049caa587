import { standingText } from '../../domain/planning/standing.ts';
import { PortalError, type RunFacts } from '../ports/ports.ts';
import type { Decided } from './plan-step.ts';

/** Names of customers in a run's record: enough to look into, few enough to keep. */
const MOST_NAMED = 20;

/** What a run notes of itself as it goes: codes, ids and numbers only. */
export class RunTally {
  #steps = 0;
  readonly #standings = new Map<string, number>();
  readonly #skipped: (readonly [string, string])[] = [];
  readonly #refused: (readonly [string, string])[] = [];

  add({ decided, failures }: Decided): void {
    this.#steps += 1;
    for (const { contactId, standing } of decided) {
      const text = standingText(standing);
      this.#standings.set(text, (this.#standings.get(text) ?? 0) + 1);
      const isSkipped = standing.kind === 'suppressed' || standing.kind === 'infeasible';
      if (isSkipped && this.#skipped.length < MOST_NAMED) this.#skipped.push([contactId, text]);
    }
    for (const { key, message } of failures)
      if (this.#refused.length < MOST_NAMED) this.#refused.push([key, codesOf(message)]);
  }

  facts(): RunFacts {
    return {
      steps: this.#steps,
      standings: Object.fromEntries(this.#standings),
      skipped: this.#skipped,
      refused: this.#refused,
    };
  }
}

/**
 * HubSpot's error codes and the names of properties in a message of its, without the rest: that may quote a record.
 *
 * @example codesOf('Property values were not valid: INVALID_OPTION for rv_tier "王"') // 'INVALID_OPTION rv_tier'
 */
export function codesOf(message: string): string {
  const words = message.match(/\b(?:[A-Z]{2,}(?:_[A-Z0-9]+)+|(?:rv|hs|hubspot)_[a-z0-9_]+)\b/g) ?? [];
  return [...new Set(words)].slice(0, 5).join(' ');
}

/** What went wrong, without HubSpot's own words. */
export function troubleOf(error: unknown): NonNullable<RunFacts['trouble']> {
  if (!(error instanceof PortalError)) return { kind: 'internal', attempting: '' };
  const { kind, attempting, status, correlationId } = error;
  return {
    kind,
    attempting,
    ...(status === undefined ? {} : { status }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}
