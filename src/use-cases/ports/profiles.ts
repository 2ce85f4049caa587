import type { Day } from '../../domain/calendar/day.ts';
import type { CustomerFacts } from '../../domain/planning/facts.ts';
import type { PlanMemory, Words } from '../../domain/planning/plan.ts';
import type { OptionalProfileField, Profile } from '../../domain/readiness/profile.ts';

/** What is kept of one customer for people. */
export interface StoredProfile {
  readonly contactId: string;
  readonly name: string;
  readonly facts: CustomerFacts;
  readonly profile: Profile;
  /** When optional values were noted, of those asked for. */
  readonly notedOn?: { readonly [field in OptionalProfileField]?: Day };
  readonly openLoops: number;
  /** What planning runs made tasks of besides visits. */
  readonly told?: PlanMemory['told'];
  /** Amounts in hundredths of the portal's currency. */
  readonly orders: {
    readonly count?: number;
    readonly cents?: number;
    readonly growthPercent?: number;
  };
}

/** The task of looking through a customer's profile. */
export interface ProfileTask {
  readonly contactId: string;
  readonly customerKey: string;
  readonly customerName: string;
  /** `2026Q4`: one task a customer and quarter. */
  readonly quarter: string;
  readonly ownerId: string;
  /** Epoch ms. */
  readonly dueAt: number;
  readonly why: Words;
}

export interface ProfileBook {
  /** Ids unknown to the portal are left out. */
  read(contactIds: readonly string[], optional?: readonly OptionalProfileField[]): Promise<readonly StoredProfile[]>;
  /**
   * Writes these fields, empty ones as cleared, and asks for a decision at the next planning. A property of an optional field is made
   * when the first value is kept, and each value carries the day on which it was noted.
   */
  save(contactId: string, changes: Profile, today: Day): Promise<void>;
  /** The profile was looked through: notes the day, and completes the tasks of these quarters where they are. */
  markChecked(contactId: string, customerKey: string, on: Day, quarters: readonly string[]): Promise<void>;
  /** Makes those that are not there, in whatever state; answers how many, and whom HubSpot refused. */
  makeTasks(tasks: readonly ProfileTask[]): Promise<{
    readonly made: number;
    readonly failures: readonly { readonly key: string; readonly message: string }[];
  }>;
}

/** Optional values of profiles, as far as their time is looked after. */
export interface ProfileArchive {
  /** Fields that were ever kept in this portal. */
  fieldsThere(): Promise<readonly OptionalProfileField[]>;
  /** Contacts with a value, page by page; with `notedBy` those noted until that day and those of which nobody knows when. */
  holders(
    field: OptionalProfileField,
    notedBy?: Day,
  ): AsyncIterable<readonly { readonly contactId: string; readonly notedOn?: Day }[]>;
  forget(field: OptionalProfileField, contactIds: readonly string[]): Promise<void>;
  note(field: OptionalProfileField, contactIds: readonly string[], on: Day): Promise<void>;
}
