import * as z from 'zod';
import { type Bilingual, portalInput, type Refusal } from './common.ts';

const TRIGGERS = ['command', 'page', 'workflow', 'worker', 'demo'] as const;
const RUN_STATES = ['running', 'died', 'done', 'failed'] as const;

/** What the page "Install and health" asks for, a part at a time: each comes when it is there. */
export const openHealthInput = z.discriminatedUnion('part', [
  z.strictObject({ portal: portalInput, part: z.literal('state') }),
  z.strictObject({
    portal: portalInput,
    part: z.literal('runs'),
    trigger: z.enum(TRIGGERS).optional(),
    status: z.enum(RUN_STATES).optional(),
    days: z.union([z.literal(1), z.literal(7), z.literal(30), z.literal(90)]).default(7),
    after: z
      .string()
      .regex(/^\d{1,5}$/)
      .optional(),
  }),
  z.strictObject({ portal: portalInput, part: z.literal('run'), key: z.string().regex(/^run:\d{1,12}:\d{1,3}$/) }),
]);
export type OpenHealthInput = z.input<typeof openHealthInput>;

/** Makes what is missing, as the installer does. Nothing else that repairs is harmless whoever asks for it. */
export const repairPortalInput = z.strictObject({ portal: portalInput, repair: z.literal('missing_parts') });

/** What a page can put right itself: by the function `repair_portal`, or by planning. */
export type Repair = 'missing_parts' | 'plan';

export interface Symptom {
  readonly what:
    | 'app'
    | 'scopes'
    | 'calls'
    | 'installation'
    | 'differing'
    | 'policy'
    | 'planning'
    | 'last_run'
    | 'unfinished_step'
    | 'queue'
    | 'records'
    | 'probe'
    | 'webhooks'
    | 'workflow';
  readonly isWell: boolean;
  readonly seen: Bilingual;
  /** For whoever holds the token. */
  readonly command?: string;
  readonly repair?: Repair;
}

export interface RunLine {
  readonly key: string;
  readonly name: string;
  /** ISO instants. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly today: string | null;
  readonly trigger: string;
  readonly status: (typeof RUN_STATES)[number];
  readonly counts: { readonly [what: string]: number };
  readonly isUndone: boolean;
}

export interface RunDetails extends RunLine {
  readonly policyVersion: number | null;
  readonly holdsUntil: string | null;
  readonly steps: number | null;
  readonly calls: number | null;
  readonly standings: readonly { readonly standing: string; readonly customers: number }[];
  /** The first who got no visit, and why. */
  readonly skipped: readonly { readonly contactId: string; readonly name: string; readonly standing: string }[];
  /** The first that HubSpot refused, with the codes of its answer. */
  readonly refused: readonly { readonly key: string; readonly codes: string }[];
  readonly unread: readonly string[];
  readonly trouble: {
    readonly kind: string;
    readonly attempting: string;
    readonly status?: number;
    readonly correlationId?: string;
  } | null;
  /** Taken back: when, and how many visits; null: it was not. */
  readonly undone: { readonly at: string; readonly withdrawn: number; readonly kept: number } | null;
  /** How to take it back; null: it opened no visit, or was taken back. */
  readonly undoCommand: string | null;
}

export interface InstalledParts {
  readonly present: { readonly [kind: string]: number };
  readonly missing: readonly { readonly kind: string; readonly name: string; readonly isOptional: boolean }[];
  readonly differing: readonly Bilingual[];
  readonly surveys: 'ready' | 'not_granted';
}

export interface HealthState {
  /** False: none of the app's objects is there. */
  readonly isInstalled: boolean;
  readonly symptoms: readonly Symptom[];
  /** Null: it may not be looked into. */
  readonly installation: InstalledParts | null;
  /** HubSpot's dated API that the app speaks. */
  readonly apiVersion: string;
  /** What runs the functions. */
  readonly node: string;
  readonly policyVersion: number | null;
  readonly lastRunAt: string | null;
  readonly next: { readonly at: string; readonly isLate: boolean } | null;
  readonly calls: { readonly used: number; readonly limit: number; readonly resetsAt: string | null } | null;
  readonly records: { readonly used: number; readonly limit: number } | null;
  /** Calls of runs, the oldest day first; of the newest two hundred runs of a week. */
  readonly callsByDay: readonly { readonly on: string; readonly runs: number; readonly calls: number }[];
  readonly pausedBecause: string | null;
  /** HubSpot's number of the clock record, where a person ends a pause. */
  readonly clockRecord: { readonly objectTypeId: string; readonly id: string } | null;
}

export interface RunList {
  readonly runs: readonly RunLine[];
  readonly total: number;
  readonly after: string | null;
}

export type OpenHealthAnswer =
  | Refusal
  | ({ readonly ok: true; readonly part: 'state' } & HealthState)
  | ({ readonly ok: true; readonly part: 'runs' } & RunList)
  | ({ readonly ok: true; readonly part: 'run' } & RunDetails);

export type RepairPortalAnswer =
  | Refusal
  | { readonly ok: true; readonly made: readonly { readonly kind: string; readonly name: string }[] };
