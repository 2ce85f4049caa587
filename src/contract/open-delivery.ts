import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';

export const openDeliveryInput = z.strictObject({ portal: portalInput });

/** Something owed on a day; `late`: its last day has passed. */
export interface DeliveryDutyLine {
  readonly what: 'report' | 'brief' | 'letter' | 'milestone' | 'survey';
  /** The week's Monday, the letter's day of the grid, or the milestone's id. */
  readonly of: string;
  readonly on: string;
  readonly latest: string;
  readonly late: boolean;
}

/** A customer's project as its card shows it. Days are `YYYY-MM-DD`, instants ISO text. */
export interface DeliveryPage {
  /** Sent back with a move; 0: nothing was begun. */
  readonly version: number;
  readonly stage: 'none' | 'delivering' | 'delivered' | 'in_service';
  readonly startedOn?: string;
  readonly doneOn?: string;
  readonly highValue: boolean;
  readonly needs: readonly {
    readonly id: string;
    readonly text: string;
    readonly priority: 'high' | 'medium' | 'low';
    readonly expectedOn: string;
    readonly judged?: { readonly met: boolean; readonly remark: string; readonly on: string };
  }[];
  readonly confirmed?: { readonly by: string; readonly ours: string; readonly on: string };
  readonly milestones: readonly {
    readonly id: string;
    readonly text: string;
    readonly standard: string;
    readonly ownerId: string;
    readonly ownerName: string;
    readonly dueOn: string;
    readonly firstDueOn?: string;
    readonly doneOn?: string;
    readonly late: boolean;
  }[];
  readonly reports: readonly {
    readonly week: string;
    readonly done: string;
    readonly next: string;
    readonly coordinate: string;
    readonly on: string;
    readonly by: string;
  }[];
  readonly letters: readonly {
    readonly kind: 'brief' | 'letter';
    readonly slot: string;
    readonly on: string;
    readonly subject?: string;
    readonly skippedBecause?: string;
  }[];
  readonly exceptions: readonly {
    readonly id: string;
    readonly text: string;
    readonly solution: string;
    readonly milestoneId?: string;
    readonly raisedAt: string;
    readonly agreed?: { readonly with: string; readonly on: string; readonly plan: string };
  }[];
  readonly accepted?: { readonly by: string; readonly on: string };
  readonly survey: {
    readonly sentOn?: string;
    readonly answeredOn?: string;
    readonly scores?: { readonly [dimension: string]: number };
    readonly comment?: string;
    /** What a link to the survey is asked for with. */
    readonly key?: string;
  };
  readonly due: readonly DeliveryDutyLine[];
  readonly allowed: readonly string[];
}

export type OpenDeliveryAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      readonly contactId: string;
      readonly contactName: string;
      readonly language: 'zh' | 'en';
      readonly owners: readonly { readonly id: string; readonly name: string }[];
      readonly page: DeliveryPage;
    };
