import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { collect } from './small-code.ts';

/** For a function that works step by step: gives back between two steps what the last one left behind, and says whether time is up. */
export function timeIsUpAfter(ms: number, { clock }: Pick<Ports, 'clock'>): () => boolean {
  const until = clock.now() + ms;
  return () => {
    collect();
    return clock.now() > until;
  };
}
