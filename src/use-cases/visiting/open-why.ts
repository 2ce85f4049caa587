import type { OpenWhyAnswer } from '../../contract/open-why.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { planCustomer } from '../../domain/planning/plan-customer.ts';
import { fitting, TAB_BYTES } from '../answer-size.ts';
import { release } from '../planning/plan-step.ts';
import { startRun } from '../planning/start-run.ts';
import type { Ports } from '../ports/ports.ts';
import { NOT_A_CONTACT } from './open-contact.ts';
import { whyLines } from './why-lines.ts';

/** The full ledger of one customer: every rule, why or why not, decided now and written nowhere. */
export async function openWhy(
  input: { readonly contactId: string; readonly from: number; readonly today: Day },
  ports: Ports,
): Promise<OpenWhyAnswer> {
  const [customer] = await ports.customers.read([input.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const started = await startRun(ports, { today: input.today, single: true, dryRun: true });
  if (!started.ok) return started;
  const { run } = started;
  const { facts, memory } = customer;
  const slots = memory.openSlots.map((slot) => ({ customerKey: facts.customerKey, slot }));
  const known = slots.length > 0 ? await ports.visits.readSlots(slots) : [];
  // Its own open visits must not stand in its way.
  for (const visit of known) release(visit, run);
  const { ledger } = planCustomer(facts, memory, known, {
    policy: run.compiled,
    load: run.load,
    today: input.today,
    ledger: 'full',
  });
  const lines = whyLines(ledger, run.policy);
  const rest = lines.slice(input.from);
  return fitting(rest.length, TAB_BYTES, (entries) => ({
    ok: true as const,
    today: formatDay(input.today),
    lines: rest.slice(0, entries),
    total: lines.length,
    next: entries < rest.length && entries > 0 ? input.from + entries : null,
  }));
}
