import type { RemoteChannel } from '@remote-ui/core';
import type {
  AssociationsAnswer,
  AssociationsRequest,
  CardLocation,
  FormatRequest,
  Formatting,
  FunctionAnswer,
  JsonValue,
  OutboundAnswer,
  Properties,
  SearchAnswer,
  SearchRequest,
} from '../protocol.ts';

/** What an extension's worker and the page ask of each other, over `@remote-ui/rpc`. */

export type ExtensionLocation = CardLocation | 'settings' | 'pages' | 'crm.bulkActions';

export interface PageLocation {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** HubSpot's context object, as far as an extension can see it. */
export interface ExtensionContext {
  readonly location: ExtensionLocation;
  readonly user: {
    readonly id: number;
    readonly emails: readonly string[];
    readonly email: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly roles: readonly string[];
    readonly teams: readonly { readonly id: number; readonly name: string; readonly teammates: readonly number[] }[];
    readonly locale: string;
    readonly language: string;
    readonly permissions: readonly string[];
  };
  readonly portal: { readonly id: number; readonly timezone: string };
  readonly variables: Readonly<Record<string, string | number | boolean>>;
  readonly crm?:
    | { readonly objectId: number; readonly objectTypeId: string }
    | { readonly objectIds: readonly number[]; readonly objectTypeId: string };
  readonly extension: { readonly appId: number; readonly appName: string; readonly cardTitle: string };
}

export interface Alert {
  readonly type?: 'info' | 'warning' | 'success' | 'danger' | 'tip';
  readonly message: string;
  readonly title?: string;
}

export interface IframeModal {
  readonly uri: string;
  readonly height: number;
  readonly width: number;
  readonly title?: string;
}

export interface ServerlessOptions {
  readonly propertiesToSend?: readonly string[];
  readonly parameters?: JsonValue;
  readonly payload?: JsonValue;
}

export interface FetchOptions {
  readonly method?: string;
  readonly timeout?: number;
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A failure is a value here: over the wire an Error would lose everything but its message. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** What the page does for an extension. */
export interface HostApi {
  serverless(name: string, options: ServerlessOptions): Promise<FunctionAnswer>;
  fetchOutbound(url: string, options: FetchOptions): Promise<OutboundAnswer>;
  crmProperties(properties: readonly string[] | '*', formatting: Formatting): Promise<Outcome<Properties>>;
  crmAssociations(
    request: Omit<AssociationsRequest, 'objectId' | 'objectTypeId'>,
  ): Promise<Outcome<AssociationsAnswer>>;
  crmSearch(request: SearchRequest): Promise<Outcome<SearchAnswer>>;
  formatCrmProperties(request: FormatRequest): Promise<Outcome<readonly Properties[]>>;
  addAlert(alert: Alert): void;
  reloadPage(): void;
  refreshObjectProperties(): void;
  copyTextToClipboard(text: string): Promise<Outcome<null>>;
  closeOverlay(id: string): void;
  navigateToPage(to: { readonly to: string; readonly params?: Readonly<Record<string, string>> }): void;
  /** Settles when the visitor has closed the dialog. */
  openIframeModal(action: IframeModal): Promise<void>;
  /** The extension threw while it was drawn, or could not start. */
  crashed(message: string): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string): void;
}

/** What an extension's worker does for the page. */
export interface WorkerApi {
  /** Loads the bundle, into a worker whose clock is ahead by so much. */
  load(scriptUrl: string, clockOffsetMs: number): void;
  render(channel: RemoteChannel, context: ExtensionContext, pageLocation: PageLocation): void;
  navigate(pageLocation: PageLocation): void;
  recordChanged(): void;
}
