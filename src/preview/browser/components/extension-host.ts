import type { ExtensionEvent, Reactions } from '@hubspot/ui-extensions';
import { createContext, useContext } from 'react';
import type {
  AssociationsAnswer,
  AssociationsRequest,
  Boot,
  Language,
  Properties,
  PropertyDefinition,
} from '../../protocol.ts';
import type { IframeModal } from '../../worker/extension-protocol.ts';
import type { Say } from '../words.ts';
import type { Overlays } from './overlay-registry.ts';

/** What HubSpot's components need of the page that they are drawn on. */
export interface ExtensionHost {
  readonly say: Say;
  readonly language: Language;
  readonly boot: Boot;
  /** The day of the portal. */
  readonly today: string;
  readonly overlays: Overlays;
  /** The record that the card is on; none for pages, settings and bulk actions. */
  readonly record: { readonly objectTypeId: string; readonly objectId: number } | null;
  navigateToPage(to: { readonly to: string; readonly params?: Readonly<Record<string, string>> | undefined }): void;
  /** Follows a link of the extension: a page of this preview, another site, or a dialog that names what HubSpot has there. */
  openHref(href: string): void;
  showHandedOver(title: string, handedOver: unknown): void;
  openIframeModal(action: IframeModal): Promise<void>;
  definitions(objectType: string): Promise<readonly PropertyDefinition[]>;
  properties(objectTypeId: string, objectId: number, names: readonly string[]): Promise<Properties>;
  associations(request: Omit<AssociationsRequest, 'objectId' | 'objectTypeId'>): Promise<AssociationsAnswer>;
}

export const ExtensionHostContext = createContext<ExtensionHost | null>(null);

export function useHost(): ExtensionHost {
  const host = useContext(ExtensionHostContext);
  if (!host) throw new Error('a HubSpot component was drawn outside of an extension');
  return host;
}

/** HubSpot hands an event and the reactions to every click handler. */
export function clickOf(overlays: Overlays): [ExtensionEvent, Reactions] {
  const event = { type: 'click', bubbles: true, timeStamp: performance.now(), id: crypto.randomUUID() };
  return [event, overlays.reactions];
}

/** Calls a handler that lives in the worker; what goes wrong there is the extension's to show. */
export function callHandler<Args extends unknown[]>(
  handler: ((...args: Args) => unknown) | undefined,
  ...args: Args
): Promise<void> {
  return Promise.resolve(handler?.(...args)).then(
    () => undefined,
    (error: unknown) => console.error('An extension handler failed:', error),
  );
}
