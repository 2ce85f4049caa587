import type { OpenTodayAnswer, QueueRow } from '../contract/open-today.ts';
import { type Day, formatDay } from '../domain/calendar/day.ts';
import { ruleName } from './open-contact.ts';
import { policyInForce } from './policy-in-force.ts';
import type { OpenVisitRow, Ports } from './ports.ts';

const ROWS = 100;

/** The queue across contacts: every visit that waits to be held, most overdue first. */
export async function openToday(
  input: {
    readonly ownerId?: string | undefined;
    readonly tier?: string | undefined;
    readonly after?: string | undefined;
    readonly today: Day;
  },
  ports: Ports,
): Promise<OpenTodayAnswer> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const [names, account] = await Promise.all([ports.people.ownerNames(), ports.account()]);
  const open: OpenVisitRow[] = [];
  const query = { ...(input.ownerId ? { ownerId: input.ownerId } : {}), ...(input.tier ? { tier: input.tier } : {}) };
  for await (const rows of ports.visits.openRows(query)) open.push(...rows);
  open.sort((a, b) => a.on - b.on || a.latest - b.latest || Number(a.contactId) - Number(b.contactId));

  const start = Number(input.after ?? 0);
  const page = open.slice(start, start + ROWS);
  const people = new Map(
    (await ports.customers.read([...new Set(page.map((row) => row.contactId))])).map((customer) => [
      customer.contactId,
      customer.name,
    ]),
  );
  const owners = [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
  return {
    ok: true,
    today: formatDay(input.today),
    timeZone: account.timeZone,
    rows: page.map(
      (row): QueueRow => ({
        visitKey: `${row.customerKey}:${row.slot}`,
        contactId: row.contactId,
        contactName: people.get(row.contactId) ?? row.contactId,
        ownerId: row.ownerId,
        ownerName: names.get(row.ownerId) ?? row.ownerId,
        on: formatDay(row.on),
        latest: formatDay(row.latest),
        inDays: row.on - input.today,
        late: row.late || row.latest < input.today,
        channel: row.channel,
        rules: [row.leader],
        name: ruleName(inForce.policy, row.leader),
        ...(row.tier ? { tier: row.tier } : {}),
      }),
    ),
    total: open.length,
    after: start + ROWS < open.length ? String(start + ROWS) : null,
    owners,
  };
}
