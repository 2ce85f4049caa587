import type { OpenTodayAnswer, QueueRow, SilentRow } from '../../contract/open-today.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import type { OpenVisitRow, Ports } from '../ports/ports.ts';

const ROWS = 100;
const SILENT_ROWS = 25;
/** A talk within this many days is touch enough. */
const SILENT_DAYS = 30;

/**
 * The queue across contacts by day, or the customers whose last talk is longest ago. A page is one search, whatever the
 * size of the book.
 */
export async function openToday(
  input: {
    readonly view: 'queue' | 'silent';
    readonly ownerId?: string | undefined;
    readonly mine?: string | undefined;
    readonly tier?: string | undefined;
    readonly channel?: string | undefined;
    readonly goal?: string | undefined;
    readonly after?: string | undefined;
    readonly today: Day;
  },
  ports: Ports,
): Promise<OpenTodayAnswer> {
  const [people, { timeZone }] = await Promise.all([ports.people.owners(), ports.account()]);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const mine = people.find(({ email }) => email !== '' && email === input.mine)?.id;
  const ownerId = input.ownerId ?? mine ?? null;
  const given = (key: 'tier' | 'channel' | 'goal' | 'after') => (input[key] ? { [key]: input[key] } : {});
  const owners = people.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
  const base = { ok: true as const, today: formatDay(input.today), timeZone, owners, ownerId };

  // Who is no owner has no queue; showing everybody's would say the opposite.
  if (input.mine !== undefined && ownerId === null) return { ...base, rows: [], total: 0, after: null, silent: [] };

  if (input.view === 'silent') {
    const silent = await ports.customers.longestSilent({
      before: (input.today - SILENT_DAYS) as Day,
      limit: SILENT_ROWS,
      ...(ownerId ? { ownerId } : {}),
    });
    const rows = silent.map(
      ({ contactId, name, tier, lastTouchOn, nextOn }): SilentRow => ({
        contactId,
        contactName: name,
        lastTouchOn: formatDay(lastTouchOn),
        silentDays: input.today - lastTouchOn,
        ...(tier ? { tier } : {}),
        ...(nextOn === undefined ? {} : { nextOn: formatDay(nextOn) }),
      }),
    );
    return { ...base, rows: [], total: 0, after: null, silent: rows };
  }

  const page = await ports.visits.queue({
    limit: ROWS,
    ...(ownerId ? { ownerId } : {}),
    ...given('tier'),
    ...given('channel'),
    ...given('goal'),
    ...given('after'),
  });
  const customers = await ports.customers.read([...new Set(page.rows.map(({ contactId }) => contactId))]);
  const known = new Map(customers.map((customer) => [customer.contactId, customer.name]));
  return {
    ...base,
    rows: page.rows.map((row) => queueRow(row, known, names, input.today)),
    total: page.total,
    after: page.after,
    silent: [],
  };
}

function queueRow(
  row: OpenVisitRow,
  contacts: ReadonlyMap<string, string>,
  owners: ReadonlyMap<string, string>,
  today: Day,
): QueueRow {
  return {
    visitKey: `${row.customerKey}:${row.slot}`,
    contactId: row.contactId,
    contactName: contacts.get(row.contactId) ?? row.contactId,
    ownerId: row.ownerId,
    ownerName: row.ownerName ?? owners.get(row.ownerId) ?? row.ownerId,
    on: formatDay(row.on),
    latest: formatDay(row.latest),
    inDays: row.on - today,
    late: row.late || row.latest < today,
    channel: row.channel,
    goal: row.goal,
    rules: [row.leader],
    name: row.name ?? { zh: row.leader, en: row.leader },
    ...(row.tier ? { tier: row.tier } : {}),
  };
}
