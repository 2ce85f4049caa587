import type * as z from 'zod';
import type { Refusal } from '../../src/contract/common.ts';
import type { Day } from '../../src/domain/calendar/day.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Account, Ports } from '../../src/use-cases/ports/ports.ts';
import { answerWith, type FunctionContext } from './answer-with.ts';

export type { FunctionContext };

/**
 * Runs one function call: parses the parameters, opens the portal, turns every trouble into an answer for people.
 *
 * `use` gets the parsed parameters, the ports, the civil day of the portal's zone, and the way to HubSpot for ports that only a
 * few functions need: in every function's file they would weigh too much.
 */
export function answer<Schema extends z.ZodType, Result>(
  context: FunctionContext,
  schema: Schema,
  use: (input: z.output<Schema>, ports: Ports, today: Day, api: HubspotApi) => Promise<Result>,
  options: { readonly budgetMs?: number } = {},
): Promise<Result | Refusal> {
  const open = (api: HubspotApi, portal: Account | undefined): Ports =>
    hubspotPorts(api, { now: Date.now, ...(portal ? { portal } : {}) });
  return answerWith(context, schema, { open, ...options }, use);
}

/** The contact the card stands on, as HubSpot says it; `parameters` come from the browser and are not asked. */
export const contactIdOf = recordIdOf;

/** The record that the card stands on. */
export function recordIdOf(context: FunctionContext): string | undefined {
  const id = context.propertiesToSend?.hs_object_id;
  return id && /^\d+$/.test(id) ? id : undefined;
}

export const NO_CONTACT: Refusal = {
  ok: false,
  reason: 'not_a_contact',
  message: {
    zh: '这里没有联系人，可能已被删除；请刷新页面。',
    en: 'There is no contact here; it may have been deleted. Reload the page.',
  },
};
