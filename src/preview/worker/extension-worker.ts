import { createRemoteRoot } from '@remote-ui/core';
import * as RemoteUI from '@remote-ui/react';
import { createEndpoint, retain } from '@remote-ui/rpc';
import * as React from 'react';
import type { Formatting, Properties } from '../protocol.ts';
import { shiftableClock } from '../shifted-clock.ts';
import type {
  Alert,
  ExtensionContext,
  FetchOptions,
  HostApi,
  IframeModal,
  Outcome,
  PageLocation,
  ServerlessOptions,
  WorkerApi,
} from './extension-protocol.ts';

/*
 * Runs one extension: puts HubSpot's worker globals in place, loads the bundle, draws what it returns into a remote
 * tree that the page renders. Everything that the extension wants from outside goes through `host`.
 */

type Actions = Readonly<Record<string, (...args: never[]) => unknown>>;
interface ExtensionApi {
  readonly context: ExtensionContext;
  readonly actions: Actions;
  readonly pageLocation: PageLocation;
  readonly runServerlessFunction: (call: ServerlessOptions & { readonly name: string }) => Promise<unknown>;
}

interface WorkerGlobals {
  __HUBSPOT_EXTENSION_WORKER__: boolean;
  React: typeof React;
  RemoteUI: typeof RemoteUI;
  extend_V2(draw: (api: ExtensionApi) => React.ReactElement): void;
  serverless(name: string, options?: ServerlessOptions): Promise<unknown>;
  hsFetch(
    url: string | URL,
    options?: FetchOptions & { headers?: Headers | Record<string, string> },
  ): Promise<Response>;
  logger: Record<'debug' | 'info' | 'warn' | 'error', (text: string | number) => void>;
  hsWorkerAPI: Record<string, (...args: never[]) => unknown>;
  importScripts(url: string): void;
}

const scope = self as unknown as WorkerGlobals;
const endpoint = createEndpoint<HostApi>(self as unknown as Worker);
const host = endpoint.call;

let draw: ((api: ExtensionApi) => React.ReactElement) | null = null;
let show: ((pageLocation: PageLocation) => void) | null = null;
const recordListeners = new Set<() => void>();

scope.__HUBSPOT_EXTENSION_WORKER__ = true;
scope.React = React;
scope.RemoteUI = RemoteUI;
scope.extend_V2 = (callback) => {
  draw = callback;
};
const logAs = (level: 'debug' | 'info' | 'warn' | 'error') => (text: string | number) =>
  void host.log(level, String(text));
scope.logger = { debug: logAs('debug'), info: logAs('info'), warn: logAs('warn'), error: logAs('error') };

scope.serverless = async (name, options = {}) => {
  const answer = await host.serverless(name, options);
  if (answer.ok) return answer.response;
  throw Object.assign(new Error(answer.body.message), { status: answer.httpStatus, responseJSON: answer.body });
};

scope.hsFetch = async (url, options = {}) => {
  const headers = options.headers instanceof Headers ? Object.fromEntries(options.headers) : options.headers;
  const answer = await host.fetchOutbound(String(url), { ...options, ...(headers ? { headers } : {}) });
  return new Response(answer.body, { status: answer.httpStatus, headers: { 'content-type': answer.contentType } });
};

const ApiContext = React.createContext<ExtensionApi | null>(null);
function useApi(): ExtensionApi {
  const api = React.useContext(ApiContext);
  if (!api) throw new Error('this hook works only inside what hubspot.extend() returns');
  return api;
}

scope.hsWorkerAPI = {
  useExtensionApi: useApi,
  useExtensionContext: () => useApi().context,
  useExtensionActions: () => useApi().actions,
  useAppPageLocation: () => useApi().pageLocation,
  fetchCrmProperties: async (
    names: readonly string[],
    onChange: (properties: Properties) => void,
    formatting: Formatting = {},
  ) => {
    const first = await host.crmProperties(names, formatting);
    const stop = first.ok ? watchRecord(names, formatting, first.value, onChange) : undefined;
    return answerOf(first, stop);
  },
  fetchAssociations: async (request: Parameters<HostApi['crmAssociations']>[0], formatting: Formatting = {}) =>
    answerOf(await host.crmAssociations({ ...request, ...formatting })),
  fetchCrmSearch: async (request: Parameters<HostApi['crmSearch']>[0], formatting: Formatting = {}) =>
    answerOf(await host.crmSearch({ ...request, ...formatting })),
  formatCrmProperties: async (request: Parameters<HostApi['formatCrmProperties']>[0]) => {
    const outcome = await host.formatCrmProperties(request);
    if (!outcome.ok) throw new Error(outcome.message);
    return { ok: true, json: async () => outcome.value };
  },
  fetchHubSpotApi: async () => {
    throw new Error('fetchHubSpotApi is experimental and not part of this preview');
  },
};

/** HubSpot's hooks read `{ data } | { error }` from something that looks like a Response. */
function answerOf<T>(outcome: Outcome<T>, cleanup?: () => void) {
  const body = outcome.ok ? { data: outcome.value, ...(cleanup ? { cleanup } : {}) } : { error: outcome.message };
  return { ok: outcome.ok, json: async () => body };
}

/** Calls back when one of these properties has another value than before. */
function watchRecord(
  names: readonly string[] | '*',
  formatting: Formatting,
  known: Properties | null,
  onChange: (properties: Properties, error?: { message: string }) => void,
): () => void {
  let last = known === null ? null : JSON.stringify(known);
  const check = async () => {
    const outcome = await host.crmProperties(names, formatting);
    if (!recordListeners.has(listener)) return;
    if (!outcome.ok) return onChange({}, { message: outcome.message });
    const text = JSON.stringify(outcome.value);
    if (text === last) return;
    last = text;
    onChange(outcome.value);
  };
  const listener = () => void check();
  recordListeners.add(listener);
  return () => void recordListeners.delete(listener);
}

function actionsAt(location: ExtensionContext['location']): Actions {
  const everywhere = {
    addAlert: (alert: Alert) => void host.addAlert(alert),
    reloadPage: () => void host.reloadPage(),
    closeOverlay: (id: string) => void host.closeOverlay(id),
    copyTextToClipboard: async (text: string) => {
      const outcome = await host.copyTextToClipboard(text);
      if (!outcome.ok) throw new Error(outcome.message);
    },
    navigateToPage: (to: Parameters<HostApi['navigateToPage']>[0]) => void host.navigateToPage(to),
    openIframeModal: (action: IframeModal, onClose?: () => void) => {
      void host.openIframeModal(action).then(() => onClose?.());
    },
  };
  if (!location.startsWith('crm.record') && location !== 'crm.preview' && location !== 'helpdesk.sidebar')
    return everywhere;
  return {
    ...everywhere,
    refreshObjectProperties: () => void host.refreshObjectProperties(),
    fetchCrmObjectProperties: async (names: readonly string[] | '*') => {
      const outcome = await host.crmProperties(names, {});
      if (!outcome.ok) throw new Error(outcome.message);
      return outcome.value;
    },
    onCrmPropertiesUpdate: (
      names: readonly string[] | '*',
      callback: (properties: Properties, error?: { message: string }) => void,
    ) => {
      void host
        .crmProperties(names, {})
        .then((outcome) => watchRecord(names, {}, outcome.ok ? outcome.value : null, callback));
    },
  };
}

/** Tells the page when the extension's own code throws while drawing, and draws nothing from then on. */
class CrashReporter extends React.Component<{ children?: React.ReactNode }, { hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override componentDidCatch(error: unknown) {
    reportCrash(error);
  }

  override render() {
    return this.state.hasCrashed ? null : this.props.children;
  }
}

function reportCrash(error: unknown): void {
  void host.crashed(error instanceof Error ? error.message : String(error));
}

const exposed: WorkerApi = {
  load(scriptUrl, clockOffsetMs) {
    shiftableClock()(clockOffsetMs);
    try {
      scope.importScripts(scriptUrl);
    } catch (error) {
      return reportCrash(error);
    }
    if (!draw) reportCrash(new Error('the bundle did not call hubspot.extend()'));
  },

  render(channel, context, firstLocation) {
    if (!draw) return;
    retain(channel);
    const callback = draw;
    const actions = actionsAt(context.location);
    const root = createRemoteRoot(channel, { strict: false });
    const reactRoot = RemoteUI.createRoot(root);
    show = (pageLocation) => {
      const api: ExtensionApi = {
        context,
        actions,
        pageLocation,
        runServerlessFunction: async ({ name, ...options }) => {
          const answer = await host.serverless(name, options);
          return answer.ok
            ? { status: 'SUCCESS', response: answer.response }
            : { status: 'ERROR', message: answer.body.errors[0]?.message ?? answer.body.message };
        },
      };
      let element: React.ReactElement;
      try {
        element = callback(api);
      } catch (error) {
        return reportCrash(error);
      }
      reactRoot.render(
        React.createElement(CrashReporter, null, React.createElement(ApiContext.Provider, { value: api }, element)),
      );
    };
    show(firstLocation);
    root.mount();
  },

  navigate: (pageLocation) => show?.(pageLocation),
  recordChanged() {
    for (const listener of [...recordListeners]) listener();
  },
};
endpoint.expose(exposed as unknown as Record<string, (...args: never[]) => unknown>);
