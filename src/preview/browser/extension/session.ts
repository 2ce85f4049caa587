import type { RemoteReceiver } from '@remote-ui/core';
import { createRemoteReceiver } from '@remote-ui/react/host';
import { createEndpoint, type Endpoint } from '@remote-ui/rpc';
import type { ExtensionContext, HostApi, PageLocation, WorkerApi } from '../../worker/extension-protocol.ts';

/** One extension at work: its worker, and the remote tree that it draws into. */
export interface ExtensionSession {
  readonly receiver: RemoteReceiver;
  navigate(pageLocation: PageLocation): void;
  recordChanged(): void;
  end(): void;
}

const START_LIMIT_MS = 20_000;

/** A worker that has already loaded React, so that the next card has only its own code to load. */
let spare: Worker | null = null;

function newWorker(): Worker {
  return new Worker('/assets/extension-worker.js', { name: 'extension' });
}

function takeWorker(): Worker {
  const worker = spare ?? newWorker();
  spare = null;
  return worker;
}

/** Keeps one worker warm while the page is idle. */
export function prepareWorker(): void {
  spare ??= newWorker();
}

export interface SessionOptions {
  readonly scriptUrl: string;
  readonly clockOffsetMs: number;
  readonly context: ExtensionContext;
  readonly pageLocation: PageLocation;
  readonly hostApi: HostApi;
  /** The extension has drawn for the first time. */
  readonly onDrawn: () => void;
}

export function startSession({
  scriptUrl,
  clockOffsetMs,
  context,
  pageLocation,
  hostApi,
  onDrawn,
}: SessionOptions): ExtensionSession {
  const worker = takeWorker();
  const endpoint: Endpoint<WorkerApi> = createEndpoint<WorkerApi>(worker, {
    callable: ['load', 'render', 'navigate', 'recordChanged'],
  });
  const receiver = createRemoteReceiver();
  let hasEnded = false;
  const crashed = (message: string) => {
    if (!hasEnded) hostApi.crashed(message);
  };
  worker.addEventListener('error', (event) => crashed(event.message || 'the worker could not start'));
  endpoint.expose(hostApi as unknown as Record<string, (...args: never[]) => unknown>);

  const stopWaiting = setTimeout(
    () => crashed(`nothing was drawn within ${START_LIMIT_MS / 1_000} seconds`),
    START_LIMIT_MS,
  );
  const stopListening = receiver.on('mount', () => {
    clearTimeout(stopWaiting);
    onDrawn();
  });
  const start = async () => {
    await endpoint.call.load(new URL(scriptUrl, location.href).href, clockOffsetMs);
    await endpoint.call.render(receiver.receive, context, pageLocation);
  };
  start().catch((error: unknown) => crashed(error instanceof Error ? error.message : String(error)));

  const quietly = (call: Promise<unknown>) => void call.catch(() => undefined);
  return {
    receiver,
    navigate: (next) => quietly(endpoint.call.navigate(next)),
    recordChanged: () => quietly(endpoint.call.recordChanged()),
    end() {
      hasEnded = true;
      clearTimeout(stopWaiting);
      stopListening();
      endpoint.terminate();
    },
  };
}
