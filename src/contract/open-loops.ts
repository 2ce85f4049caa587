import * as z from 'zod';
import type { ComplaintCause } from '../domain/loop/causes.ts';
import type { ClockStep } from '../domain/loop/clock-steps.ts';
import { type Bilingual, portalInput, type Refusal } from './common.ts';

export const openLoopsInput = z.strictObject({
  portal: portalInput,
  /** Loops to leave out at the beginning: those shown already. */
  skip: z.int().min(0).max(100).default(0),
});

/** One open loop with its clock. */
export interface LoopLine {
  readonly key: string;
  readonly kind: 'problem' | 'complaint' | 'need' | 'suggestion' | 'exception' | 'praise';
  readonly state: 'raised' | 'accepted' | 'in_progress' | 'resolved' | 'confirmed' | 'closed_unconfirmed';
  /** Cut where it is long. */
  readonly description: string;
  readonly urgency: 'normal' | 'urgent';
  /** `YYYY-MM-DD`. */
  readonly raisedOn: string;
  readonly ageDays: number;
  readonly clock: 'overdue' | 'soon' | 'running' | 'none';
  /** ISO instant. */
  readonly dueAt?: string;
  readonly expectedOn?: string;
  readonly promise?: { readonly text: string; readonly dueAt: string };
  readonly ownerName?: string;
  readonly visitKey?: string;
  readonly because: readonly string[];
}

/** A running clock. Instants are ISO text. */
export interface LoopClock {
  /** `P14`, `P22#2`, `promise#1`. */
  readonly id: string;
  readonly rule: string;
  readonly name: Bilingual;
  /** `standing`: it waits for the customer and is due at no instant. */
  readonly state: 'overdue' | 'warning' | 'running' | 'standing';
  /** By hours alone. */
  readonly plainAt?: string;
  readonly targetAt?: string;
  readonly dueAt?: string;
  /** A later instant that the customer agreed to. */
  readonly agreedAt?: string;
  /** The arithmetic step by step; absent in a list that would grow too long. */
  readonly steps?: readonly ClockStep[];
}

export interface LoopPromiseLine {
  readonly id: string;
  readonly text: string;
  readonly kind?: 'simple' | 'contact_by' | 'result' | 'progress';
  readonly dueAt: string;
  readonly firstDueAt?: string;
  readonly state: 'open' | 'kept' | 'broken';
  readonly keptAt?: string;
}

/** What somebody did with a loop. */
export interface LoopDone {
  readonly type: string;
  readonly at: string;
  readonly by: string;
}

/** An open loop with everything the tab shows and what can be done with it. */
export interface LoopDetail extends LoopLine {
  /** Sent back with a move: it tells whether somebody moved the loop meanwhile. */
  readonly movedAt: number;
  readonly complexity: 'simple' | 'complex';
  readonly allowed: readonly string[];
  readonly clocks: readonly LoopClock[];
  readonly promises: readonly LoopPromiseLine[];
  readonly waitingFor?: string;
  readonly reply?: string;
  readonly answer?: string;
  /** Days on which confirmation was asked for in vain. */
  readonly attempts: readonly string[];
  readonly score?: { readonly value: number; readonly selfCollected: boolean };
  /** Somebody else asks for the score again. */
  readonly reask: boolean;
  /** What the customer was offered, and a compensation. */
  readonly offer?: { readonly what: string; readonly compensation?: string };
  /** Steps of the talk with somebody who is disappointed, as far as they are written down. */
  readonly recovery?: { readonly told: boolean; readonly promised: boolean; readonly revisited: boolean };
  readonly rootCause?: string;
  readonly rootCategory?: ComplaintCause;
  readonly prevention?: string;
  readonly measure?: {
    readonly what: string;
    readonly department: string;
    readonly person: string;
    readonly dueOn: string;
    readonly checked?: { readonly done: boolean; readonly effective: boolean };
  };
  /** What a complaint still lacks. */
  readonly lacking: readonly ('root_cause' | 'prevention')[];
  /** The newest things people did, the newest first; told with a move, not in the list. */
  readonly done: readonly LoopDone[];
}

export type OpenLoopsAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      readonly timeZone: string;
      readonly contactName: string;
      readonly loops: readonly LoopDetail[];
      readonly total: number;
      /** To whom a loop can be handed over. */
      readonly owners: readonly { readonly id: string; readonly name: string }[];
      /** How many to skip for the next page; null: all is here. */
      readonly next: number | null;
    };
