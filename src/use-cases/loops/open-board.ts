import type { BoardQuery, BoardRow, OpenBoardAnswer } from '../../contract/open-board.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import type { BoardFilter, BoardIssue, Ports } from '../ports/ports.ts';
import { cut, loopLine } from './loop-lines.ts';

const ROWS = 50;
/** On the first page; the rest is on the board. */
const AT_RISK_ROWS = 5;
/** Characters of what people wrote; the record holds all of it. */
const LENGTH = 120;
/** Where only the number counts. */
const NO_ROWS = 1;

/** The open loops of everybody for the lead, by their next due instant; a page is one search, whatever the size of the book. */
export async function openBoard(input: BoardQuery, today: Day, ports: Ports): Promise<OpenBoardAnswer> {
  const now = ports.clock.now();
  const { timeZone } = await ports.account();
  const base = { ok: true as const, today: formatDay(today), timeZone };
  if (input.view === 'counts') {
    const [open = 0, overdue = 0, soon = 0] = await Promise.all(
      (['all', 'overdue', 'soon'] as const).map(async (standing) => {
        const { total } = await ports.issues.board({ ...filterOf(input), standing, now, limit: NO_ROWS });
        return total;
      }),
    );
    return { ...base, rows: [], total: open, after: null, owners: [], counts: { open, overdue, soon } };
  }
  const people = await ports.people.owners();
  const owners = people.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
  const mine = people.find(({ email }) => email !== '' && email === input.mine)?.id;
  // Who is no owner has no loops; showing everybody's would say the opposite.
  if (input.mine !== undefined && input.ownerId === undefined && mine === undefined)
    return { ...base, rows: [], total: 0, after: null, owners, counts: null };
  const ownerId = input.ownerId ?? mine;
  const page = await ports.issues.board({
    ...filterOf(input),
    ...(ownerId === undefined ? {} : { ownerId }),
    standing: input.view === 'risk' ? 'pressing' : input.standing,
    now,
    limit: input.view === 'risk' ? AT_RISK_ROWS : ROWS,
    ...(input.after ? { after: input.after } : {}),
  });
  const rows = await boardRows(page.issues, today, now, ports);
  return { ...base, rows, total: page.total, after: page.after, owners, counts: null };
}

function filterOf({ kind, urgency, state, ownerId, role }: BoardQuery): Omit<BoardFilter, 'standing' | 'now'> {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(state === undefined ? {} : { state }),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(role === undefined ? {} : { role }),
  };
}

/** Loops with the names of their customers. */
async function boardRows(
  issues: readonly BoardIssue[],
  today: Day,
  now: number,
  ports: Ports,
): Promise<readonly BoardRow[]> {
  const ids = [...new Set(issues.flatMap(({ contactId }) => contactId ?? []))];
  const names = new Map((await ports.customers.read(ids)).map(({ contactId, name }) => [contactId, name]));
  return issues.map((issue): BoardRow => {
    const { contactId = '', ownerRole, rule, waiting, breached } = issue;
    const { because: _, expectedOn: __, visitKey: ___, ...line } = loopLine(issue, today, now, LENGTH);
    return {
      ...line,
      contactId,
      contactName: cut(names.get(contactId) ?? contactId, 80),
      waiting,
      breached,
      ...(ownerRole ? { ownerRole } : {}),
      ...(rule ? { rule } : {}),
    };
  });
}
