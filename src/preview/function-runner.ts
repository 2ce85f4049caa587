import { stat } from 'node:fs/promises';
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

/** Threads that wait for their function's next call. */
const MOST_IDLE = 8;

/** A thread that has loaded one function, as it stood in its file then. */
interface Environment {
  readonly thread: Worker;
  readonly file: string;
  readonly builtAt: number;
}

/**
 * Runs functions as HubSpot does: fifteen seconds, JSON in and out, each in an environment of its own that takes one call at a
 * time and is kept for the next one, as AWS Lambda keeps it, on which they run. So a function may find what an earlier call of it
 * left in its modules, and may count on nothing: calls at the same time, a new build, a time-out or an end of the process
 * make a fresh one.
 */
export async function createFunctionRunner(options: RunnerOptions): Promise<FunctionRunner> {
  threadCode ??= bundleThread();
  const code = await threadCode;
  const timeLimitMs = options.timeLimitMs ?? TIME_LIMIT_MS;
  const threads = new Set<Worker>();
  /** The one that waits longest comes first. */
  const idle = new Set<Environment>();
  let isOpen = true;
  // A thread takes longer to start than most functions to run: one is always waiting for a function that has none.
  let spare: Worker | null = null;

  function startThread(): Worker {
    const thread = new Worker(code, {
      eval: true,
      env: { ...options.env, NODE_PATH: options.nodeModulesDir },
      stdout: true,
      stderr: true,
    });
    threads.add(thread);
    thread.unref();
    thread.once('exit', () => {
      threads.delete(thread);
      if (spare === thread) spare = null;
      for (const environment of idle) if (environment.thread === thread) idle.delete(environment);
    });
    // An environment that breaks between two calls is no call's failure.
    thread.on('error', () => {});
    return thread;
  }

  const prepare = () => {
    if (isOpen) spare ??= startThread();
  };
  prepare();

  async function takeEnvironment(uid: string, file: string): Promise<Environment> {
    const builtAt = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    for (const environment of idle) {
      if (environment.file !== file) continue;
      idle.delete(environment);
      if (environment.builtAt === builtAt) return environment;
      void environment.thread.terminate();
    }
    const thread = spare ?? startThread();
    spare = null;
    for (const stream of [thread.stdout, thread.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => options.onPrinted?.(uid, text));
    }
    return { thread, file, builtAt };
  }

  function keep(environment: Environment): void {
    environment.thread.unref();
    idle.add(environment);
    const [first] = idle;
    if (idle.size > MOST_IDLE && first) {
      idle.delete(first);
      void first.thread.terminate();
    }
  }

  async function run({ uid, file, context, clockOffsetMs }: FunctionRun): Promise<FunctionAnswer> {
    const environment = await takeEnvironment(uid, file);
    const { thread } = environment;
    thread.ref();
    return new Promise((resolve) => {
      const settle = (answer: FunctionAnswer) => {
        clearTimeout(timer);
        thread.off('message', onOutput).off('error', onError).off('exit', onExit);
        resolve(answer);
        prepare();
      };
      const end = (reason: string) => {
        settle(functionError(uid, reason));
        void thread.terminate();
      };
      const onOutput = (output: ThreadOutput) => {
        settle(
          output.kind === 'answered'
            ? { ok: true, response: JSON.parse(output.json) as JsonValue }
            : functionError(uid, output.reason),
        );
        keep(environment);
      };
      const onError = (error: Error) => end(String(error));
      const onExit = (exitCode: number) => end(`the function ended its process with code ${exitCode}`);
      const timer = setTimeout(
        () => end(`${new Date().toISOString()} n/a Task timed out after ${(timeLimitMs / 1_000).toFixed(2)} seconds`),
        timeLimitMs,
      );
      thread.on('message', onOutput).on('error', onError).on('exit', onExit);
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
