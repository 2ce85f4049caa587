import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { ThreadInput, ThreadOutput } from './function-thread.ts';
import type { FunctionAnswer, FunctionErrorBody, JsonValue } from './protocol.ts';

const TIME_LIMIT_MS = 15_000;

/** What HubSpot hands to a function that a card called. */
export interface PrivateContext {
  readonly propertiesToSend: Readonly<Record<string, string | null>>;
  readonly parameters: JsonValue | undefined;
  readonly event: { readonly type: 'SERVERLESS_ACTION_HOOK'; readonly payload: JsonValue } | undefined;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What HubSpot hands to a function that was called by its URL. */
export interface EndpointContext {
  readonly method: string;
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly body: JsonValue;
  readonly headers: Readonly<Record<string, string>>;
  readonly accountId: number;
  readonly secrets: Readonly<Record<string, string>>;
}

export interface FunctionRun {
  readonly uid: string;
  readonly file: string;
  readonly context: PrivateContext | EndpointContext;
  readonly clockOffsetMs: number;
}

export interface FunctionRunner {
  run(run: FunctionRun): Promise<FunctionAnswer>;
  close(): Promise<void>;
}

export interface RunnerOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly nodeModulesDir: string;
  readonly timeLimitMs?: number;
  /** Takes what a function printed. */
  readonly onPrinted?: (uid: string, text: string) => void;
}

/** Runs functions as HubSpot does: a fresh thread for each call, fifteen seconds, JSON in and out. */
export async function createFunctionRunner(options: RunnerOptions): Promise<FunctionRunner> {
  threadCode ??= bundleThread();
  const code = await threadCode;
  const timeLimitMs = options.timeLimitMs ?? TIME_LIMIT_MS;
  const threads = new Set<Worker>();
  let isOpen = true;
  // A thread takes longer to start than most functions to run: one is always waiting for the next call.
  let waiting: Worker | null = null;

  function startThread(): Worker {
    const thread = new Worker(code, {
      eval: true,
      env: { ...options.env, NODE_PATH: options.nodeModulesDir },
      stdout: true,
      stderr: true,
    });
    threads.add(thread);
    thread.once('exit', () => {
      threads.delete(thread);
      if (waiting === thread) waiting = null;
    });
    return thread;
  }

  const prepare = () => {
    if (!isOpen || waiting) return;
    const thread = startThread();
    thread.unref();
    waiting = thread;
  };
  const takeThread = () => {
    const thread = waiting ?? startThread();
    waiting = null;
    thread.ref();
    return thread;
  };
  prepare();

  function run({ uid, file, context, clockOffsetMs }: FunctionRun): Promise<FunctionAnswer> {
    const thread = takeThread();
    for (const stream of [thread.stdout, thread.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => options.onPrinted?.(uid, text));
    }
    return new Promise((resolve) => {
      const settle = (answer: FunctionAnswer) => {
        clearTimeout(timer);
        void thread.terminate();
        resolve(answer);
        prepare();
      };
      const fail = (reason: string) => settle(functionError(uid, reason));
      const timer = setTimeout(
        () => fail(`${new Date().toISOString()} n/a Task timed out after ${(timeLimitMs / 1_000).toFixed(2)} seconds`),
        timeLimitMs,
      );
      thread.once('message', (output: ThreadOutput) =>
        output.kind === 'answered'
          ? settle({ ok: true, response: JSON.parse(output.json) as JsonValue })
          : fail(output.reason),
      );
      thread.once('error', (error) => fail(String(error)));
      thread.once('exit', (exitCode) => fail(`the function ended its process with code ${exitCode}`));
      const input: ThreadInput = { file, context, clockOffsetMs };
      thread.postMessage(input);
    });
  }

  return {
    run,
    async close() {
      isOpen = false;
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

/** The refusal that reaches a card whose function failed. */
export function functionError(uid: string, reason: string): FunctionAnswer {
  const body: FunctionErrorBody = {
    status: 'error',
    message: "There was a problem reaching the app's API. Contact the app developer for more information.",
    correlationId: 'n/a',
    category: 'VALIDATION_ERROR',
    subCategory: 'GenXExecutionErrorType.APP_ERROR',
    errors: [
      {
        subCategory: 'ServerlessActionExecutionError.SERVERLESS_FUNCTION_ERROR',
        message: `The serverless function '${uid}' failed to execute: ${reason}.`,
        context: { exception: [reason], logId: ['n/a'], appFunctionLogId: ['n/a'], serverlessFunction: [uid] },
      },
    ],
  };
  return { ok: false, httpStatus: 400, body };
}

let threadCode: Promise<string> | null = null;

async function bundleThread(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL('./function-thread.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error('esbuild gave no output for the function thread');
  return output.text;
}
