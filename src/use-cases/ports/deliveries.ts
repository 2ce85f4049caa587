import type { Day } from '../../domain/calendar/day.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';

/** What a delivery writes beside its own state: facts that the planner and people's lists read. */
export interface DeliveryFacts {
  readonly flags: readonly string[];
  readonly serviceStatus: 'in_delivery' | 'in_service';
  readonly milestoneOn?: Day;
  readonly surveyBy?: Day;
  /** The day it is looked at again. */
  readonly nextOn?: Day;
}

/** A task of a delivery. `key` is kept for ever: the same task is never made twice. */
export interface DeliveryTask {
  readonly key: string;
  readonly subject: string;
  readonly body: string;
  readonly ownerId: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly remindAt?: number;
  readonly done: boolean;
}

export interface DeliveryStore {
  /** The customer's newest project, where one was begun here, and the day it is looked at again. */
  read(contactId: string): Promise<{ readonly delivery?: Delivery; readonly nextOn?: Day }>;
  /** Writes the whole of it in one call. */
  save(contactId: string, delivery: Delivery, facts: DeliveryFacts): Promise<void>;
  /** Contacts whose project has to be looked at, the longest ago first. */
  due(query: { readonly today: Day; readonly limit: number }): Promise<readonly string[]>;
  /** Makes those that are new; changes those that are there, and leaves alone what a person deleted. May run twice. */
  saveTasks(
    contactId: string,
    tasks: { readonly make: readonly DeliveryTask[]; readonly change: readonly DeliveryTask[] },
  ): Promise<void>;
  /** A note on the customer's timeline, written once by its key. */
  saveNote(
    contactId: string,
    note: { readonly key: string; readonly at: number; readonly ownerId: string; readonly text: string },
  ): Promise<void>;
}
