import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * For a function that goes through a whole book: no compiler but the interpreter, and a heap that is collected before it grows. The
 * compilers take 12 MB for themselves. What it costs of the processor's time: a quarter more for planning, which is mostly reading JSON
 * and HTTP; a third more for a rehearsal. Both wait for HubSpot most of the time, and end no later.
 *
 * Flags are those of the whole process: as a thread of somebody else's it leaves them alone.
 */
const FLAGS = ['--no-opt', '--no-sparkplug', '--optimize-for-size', '--heap-growing-percent=5', '--expose-gc'];
if (isMainThread) for (const flag of FLAGS) setFlagsFromString(flag);

/** Gives back what a page of the book left behind, before the next one is read: V8 by itself waits for 7 MB of it. */
export const collect: () => void = isMainThread ? runInNewContext('gc') : () => {};
