import { hashOf } from '../satisfaction/hash.ts';
import type { OpenLoop } from './loop-state.ts';

/** Of the draw, whoever makes it: what is planned and what a list shows are the same. */
export const REASK_SEED = 'reask';

/**
 * Whether a score that a fixer collected himself is asked for again by somebody else. The key alone decides: the same loop is drawn
 * on every machine, for a high score as for a low one.
 *
 * @param percent share of loops, 0 to 100
 */
export function isBlindReask(key: string, percent: number): boolean {
  return hashOf(`${REASK_SEED}/${key}`) < (percent / 100) * 2 ** 32;
}

/** A fixer's own score waits for a second opinion. */
export function waitsForReask(loop: OpenLoop, percent: number): boolean {
  return loop.score?.selfCollected === true && loop.reask === undefined && isBlindReask(loop.key, percent);
}

/** What a complaint still lacks, the customer's word aside. */
export function lackingOf(
  loop: Pick<OpenLoop, 'kind' | 'rootCause' | 'rootCategory' | 'prevention'>,
): readonly ('root_cause' | 'prevention')[] {
  if (loop.kind !== 'complaint') return [];
  return [
    ...(loop.rootCategory || loop.rootCause ? [] : (['root_cause'] as const)),
    ...(loop.prevention ? [] : (['prevention'] as const)),
  ];
}
