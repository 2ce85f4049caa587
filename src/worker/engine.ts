import { setFlagsFromString } from 'node:v8';

/**
 * V8's settings for a process that goes through a whole book. What is decided of a page lives until its step is written, from which V8
 * concludes that everything of the kind grows old and makes it where old objects are cleared away, at greater cost; and it clears the
 * young ones with several threads, which take longer together than one alone. Without either, deciding takes a quarter less processor
 * time (`npm run bench -- planner`).
 */
export function settleForBooks(): void {
  for (const flag of ['--no-allocation-site-pretenuring', '--no-parallel-scavenge']) setFlagsFromString(flag);
}
