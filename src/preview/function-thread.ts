import { createRequire, Module } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { shiftClock } from './shifted-clock.ts';

/**
 * The inside of one function call: bundled to CommonJS by `function-runner.ts` and run in a thread of its own,
 * so that a function that changes globals, leaks or exits harms nobody else.
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

parentPort?.once('message', (input: ThreadInput) => {
  shiftClock(input.clockOffsetMs);
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
