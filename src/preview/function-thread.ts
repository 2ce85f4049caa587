import { createRequire, Module } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { shiftableClock } from './shifted-clock.ts';

/**
 * The inside of one function: bundled to CommonJS by `function-runner.ts` and run in a thread of its own, one call after the
 * other, so that a function that changes globals, leaks or exits harms no other.
 */
export interface ThreadInput {
  readonly file: string;
  readonly context: unknown;
  readonly clockOffsetMs: number;
}

export type ThreadOutput =
  | { readonly kind: 'answered'; readonly json: string }
  | { readonly kind: 'failed'; readonly reason: string };

// NODE_PATH is in this thread's environment only, which Node has not read yet.
(Module as unknown as { _initPaths(): void })._initPaths();

const setClock = shiftableClock();

parentPort?.on('message', (input: ThreadInput) => {
  setClock(input.clockOffsetMs);
  void run(input).then((output) => parentPort?.postMessage(output));
});

async function run({ file, context }: ThreadInput): Promise<ThreadOutput> {
  try {
    const { main } = createRequire(file)(file) as { main?: (context: unknown) => unknown };
    if (typeof main !== 'function') return { kind: 'failed', reason: 'customerPayload.main is not a function' };
    const answer = await main(context);
    return asJson(answer);
  } catch (error) {
    return { kind: 'failed', reason: String(error) };
  }
}

function asJson(answer: unknown): ThreadOutput {
  try {
    // JSON.stringify(undefined) is undefined: HubSpot answers null then.
    return { kind: 'answered', json: JSON.stringify(answer) ?? 'null' };
  } catch {
    return { kind: 'failed', reason: 'Wrong arguments' };
  }
}
