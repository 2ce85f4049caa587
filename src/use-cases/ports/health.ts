import type { Bilingual } from '../../contract/common.ts';

/** One thing of the app's in a portal: `{ kind: 'property', name: 'contacts.rv_tier' }`. */
export interface InstalledPart {
  readonly kind: 'object' | 'property group' | 'property' | 'choice' | 'association' | 'label' | 'form';
  readonly name: string;
  /** A portal may refuse it; the app does without. */
  readonly isOptional?: boolean;
}

/** What of the app is in a portal; nothing was changed by looking. */
export interface Installation {
  /** False: none of the app's objects is there. */
  readonly isThere: boolean;
  readonly present: { readonly [kind in InstalledPart['kind']]?: number };
  /** What the installer would make. */
  readonly missing: readonly InstalledPart[];
  /** What is there but of another kind than the app needs: a person has to look at it. */
  readonly differing: readonly Bilingual[];
  /** Whether customers can answer by link. */
  readonly surveys: 'ready' | 'not_granted';
}

/** Calls of the account's private apps on one day. */
export interface CallsOfDay {
  readonly used: number;
  readonly limit: number;
  /** ISO instant, as HubSpot says it. */
  readonly resetsAt?: string;
}

/** What the app may read. Scopes to write show only when something is written: they are not tried. */
export interface ReadAccess {
  readonly refused: readonly { readonly what: string; readonly scopes: readonly string[] }[];
  /** Calls left today, where answers say. */
  readonly leftToday?: number;
}

/** How a portal and the app's place in it are looked at. Everything but `repair` only reads. */
export interface PortalHealth {
  /** HubSpot's dated API that the app speaks, `2026-09`. */
  readonly apiVersion: string;
  installation(): Promise<Installation>;
  access(): Promise<ReadAccess>;
  /** Undefined where the portal does not tell. */
  callsToday(): Promise<CallsOfDay | undefined>;
  /** The record on which a person ends a pause, by HubSpot's numbers; undefined: there is none yet. */
  clockRecord(): Promise<{ readonly objectTypeId: string; readonly id: string } | undefined>;
  /** Makes what is missing, as the installer does; can run any number of times. Answers what it made. */
  repair(): Promise<readonly InstalledPart[]>;
}
