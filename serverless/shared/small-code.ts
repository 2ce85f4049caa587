import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * For a function that reads a whole book: no compiler but the interpreter, and a heap that is collected before it grows. The compilers
 * take 12 MB for themselves and save a third of the processor's time, of which such a function needs a third: it waits for HubSpot's
 * searches, and ends no later.
 *
 * Flags are those of the whole process: as a thread of somebody else's it leaves them alone.
 */
const FLAGS = ['--no-opt', '--no-sparkplug', '--optimize-for-size', '--heap-growing-percent=5', '--expose-gc'];
if (isMainThread) for (const flag of FLAGS) setFlagsFromString(flag);

/** Gives back what a page of the book left behind, before the next one is read: V8 by itself waits for 7 MB of it. */
export const collect: () => void = isMainThread ? runInNewContext('gc') : () => {};
