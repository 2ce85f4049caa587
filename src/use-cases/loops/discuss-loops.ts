import type { LoopMention, Ports, StoredIssue } from '../ports/ports.ts';
import { type LoopRun, moveLoops } from './move-loops.ts';

/** Loops written at once. */
const PART = 100;
/** Somebody who moves one of them at this moment is waited for so often, so long. */
const TRIES = 3;
const WAIT_MS = 400;

/**
 * Notes on each loop that a visit mentioned that it was discussed there, so that the customer counts as told. What was left out for a
 * reason is not. May run twice: a visit is noted once.
 */
export async function discussLoops(
  said: {
    readonly mentions: readonly LoopMention[];
    readonly visitKey: string;
    readonly by: string;
  },
  run: Omit<LoopRun, 'present'>,
  ports: Ports,
): Promise<void> {
  const { visitKey, by } = said;
  let left = said.mentions.filter(({ how }) => how !== 'not_now').flatMap(({ keys }) => keys);
  if (left.length === 0) return;
  const present = new Set((await ports.people.owners()).map(({ id }) => id));
  for (let n = 0; n < TRIES && left.length > 0; n += 1) {
    if (n > 0) await ports.clock.sleep(WAIT_MS);
    const issues = await ports.issues.readAll(left.slice(0, PART));
    const waiting = issues.filter((issue) => !isNoted(issue, visitKey));
    const moved = await moveLoops(waiting, { ...run, present }, ports, () => ({
      type: 'discuss',
      id: `discuss:${visitKey}`,
      by,
      at: run.now,
      visitKey,
    }));
    const done = new Set([
      ...moved.map(({ key }) => key),
      ...issues.filter((issue) => isNoted(issue, visitKey)).map(({ key }) => key),
    ]);
    left = left.filter((key) => !done.has(key));
  }
}

/** A loop that nobody can move any more, or that knows of the visit. */
function isNoted({ loop, state }: StoredIssue, visitKey: string): boolean {
  return (
    loop === undefined || loop.discussedIn.includes(visitKey) || state === 'confirmed' || state === 'closed_unconfirmed'
  );
}
