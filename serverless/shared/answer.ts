import type * as z from 'zod';
import type { Refusal } from '../../src/contract/common.ts';
import type { Day } from '../../src/domain/calendar/day.ts';
import { dayIn } from '../../src/domain/calendar/zone.ts';
import { hubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Account, Ports } from '../../src/use-cases/ports/ports.ts';
import { refusalOf } from '../../src/use-cases/refusals.ts';

/** What HubSpot hands to a private function. */
export interface FunctionContext {
  readonly propertiesToSend?: { readonly [name: string]: string };
  readonly parameters?: unknown;
  readonly secrets?: { readonly [name: string]: string };
}

/** HubSpot cuts a private function after 15 s; nothing is begun or waited for after this, unless a door has less. */
const BUDGET_MS = 12_000;

/**
 * Runs one function call: parses the parameters, opens the portal, turns every trouble into an answer for people.
 *
 * `use` gets the parsed parameters, the ports and the civil day of the portal's zone.
 */
export async function answer<Schema extends z.ZodType, Result>(
  context: FunctionContext,
  schema: Schema,
  use: (input: z.output<Schema>, ports: Ports, today: Day) => Promise<Result>,
  { budgetMs = BUDGET_MS }: { readonly budgetMs?: number } = {},
): Promise<Result | Refusal> {
  const parsed = schema.safeParse(context.parameters ?? {});
  if (!parsed.success) {
    return {
      ok: false,
      reason: 'bad_input',
      message: { zh: '请检查标出的字段后再试。', en: 'Check the marked fields and try again.' },
      fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    };
  }
  try {
    const ports = openPorts(context, portalOf(parsed.data), budgetMs);
    const { timeZone } = await ports.account();
    return await use(parsed.data, ports, dayIn(timeZone, ports.clock.now()));
  } catch (error) {
    return refusalOf(error);
  }
}

/** The portal as a reading card names it. */
function portalOf(parameters: unknown): Account | undefined {
  const { portal } = (parameters ?? {}) as { readonly portal?: { readonly id: number; readonly timeZone: string } };
  return portal && { portalId: portal.id, timeZone: portal.timeZone };
}

function openPorts(context: FunctionContext, portal: Account | undefined, budgetMs: number): Ports {
  const accessToken = context.secrets?.PRIVATE_APP_ACCESS_TOKEN ?? process.env.PRIVATE_APP_ACCESS_TOKEN ?? '';
  const basePath = process.env.HUBSPOT_API_BASE;
  const api = hubspotApi({
    accessToken,
    deadline: Date.now() + budgetMs,
    timeoutMs: budgetMs,
    ...(basePath ? { basePath } : {}),
  });
  return hubspotPorts(api, { now: Date.now, ...(portal ? { portal } : {}) });
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
