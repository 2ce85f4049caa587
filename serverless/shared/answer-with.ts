import type * as z from 'zod';
import type { Refusal } from '../../src/contract/common.ts';
import type { Day } from '../../src/domain/calendar/day.ts';
import { dayIn } from '../../src/domain/calendar/zone.ts';
import { type HubspotApi, hubspotApi } from '../../src/hubspot/api.ts';
import { reasonOf } from '../../src/use-cases/operations/log.ts';
import type { Account, Ports } from '../../src/use-cases/ports/ports.ts';
import { refusalOf } from '../../src/use-cases/refusals.ts';
import { log } from './log.ts';

/** What HubSpot hands to a private function. */
export interface FunctionContext {
  readonly propertiesToSend?: { readonly [name: string]: string };
  readonly parameters?: unknown;
  readonly secrets?: { readonly [name: string]: string };
}

/** HubSpot cuts a private function after 15 s; nothing is begun or waited for after this, unless a door has less. */
const BUDGET_MS = 12_000;

/** Runs one function call over the ports that it opens itself: a function that needs few of them weighs less. */
export async function answerWith<Schema extends z.ZodType, Opened extends Pick<Ports, 'account' | 'clock'>, Result>(
  context: FunctionContext,
  schema: Schema,
  {
    open,
    budgetMs = BUDGET_MS,
  }: {
    readonly open: (api: HubspotApi, portal: Account | undefined) => Opened;
    readonly budgetMs?: number;
  },
  use: (input: z.output<Schema>, ports: Opened, today: Day, api: HubspotApi) => Promise<Result>,
): Promise<Result | Refusal> {
  const parsed = parse(schema, context.parameters ?? {});
  if (!parsed.success) {
    return {
      ok: false,
      reason: 'bad_input',
      message: { zh: '请检查标出的字段后再试。', en: 'Check the marked fields and try again.' },
      fields: parsed.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    };
  }
  try {
    const accessToken = context.secrets?.PRIVATE_APP_ACCESS_TOKEN ?? process.env.PRIVATE_APP_ACCESS_TOKEN ?? '';
    const basePath = process.env.HUBSPOT_API_BASE;
    const api = hubspotApi({
      accessToken,
      deadline: Date.now() + budgetMs,
      timeoutMs: budgetMs,
      ...(basePath ? { basePath } : {}),
    });
    const ports = open(api, portalOf(parsed.data));
    const { timeZone } = await ports.account();
    return await use(parsed.data, ports, dayIn(timeZone, ports.clock.now()), api);
  } catch (error) {
    const refusal = refusalOf(error);
    log('portal-trouble', { code: refusal.reason, because: reasonOf(error) });
    return refusal;
  }
}

/** A hostile object can throw while it is looked at: one whose `length` cannot become a number does. */
function parse<Schema extends z.ZodType>(schema: Schema, given: unknown) {
  try {
    const parsed = schema.safeParse(given);
    return parsed.success ? parsed : { success: false as const, issues: parsed.error.issues };
  } catch {
    return { success: false as const, issues: [{ path: [], message: 'cannot be read' }] };
  }
}

/** The portal as a reading card names it. */
function portalOf(parameters: unknown): Account | undefined {
  const { portal } = (parameters ?? {}) as { readonly portal?: { readonly id: number; readonly timeZone: string } };
  return portal && { portalId: portal.id, timeZone: portal.timeZone };
}
