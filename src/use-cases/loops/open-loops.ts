import type { LoopDetail, OpenLoopsAnswer } from '../../contract/open-loops.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import { DEFAULT_LOOPS } from '../../domain/policy/default-loops.ts';
import { fitting, TAB_BYTES } from '../answer-size.ts';
import type { CustomerRecord, Ports, StoredIssue } from '../ports/ports.ts';
import { NOT_A_CONTACT } from '../visiting/open-contact.ts';
import { loopDetail } from './loop-details.ts';
import { cut, mostPressing } from './loop-lines.ts';
import { loopOf } from './raised-issue.ts';

/** Loops sent at once; a person reads no more in one go. */
const PAGE = 25;
/** People to choose from; in a larger team a loop is handed to a role. */
const MOST_OWNERS = 60;
/** Of what people wrote, in the list. */
const LENGTH = 400;

/**
 * The open loops of a customer, the most pressing first, each with its clocks as they were worked out when it last moved: neither
 * policy nor calendar is read.
 */
export async function openLoops(
  input: { readonly contactId: string; readonly skip: number; readonly today: Day },
  ports: Ports,
): Promise<OpenLoopsAnswer> {
  const [customer] = await ports.customers.read([input.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const [{ issues, total }, { timeZone }, people] = await Promise.all([
    ports.issues.open(customer.facts.customerKey, { withClocks: true }),
    ports.account(),
    ports.people.owners(),
  ]);
  const owners = people
    .map(({ id, name }) => ({ id, name: cut(name, 60) }))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, MOST_OWNERS);
  const now = ports.clock.now();
  const rest = mostPressing(issues, now).slice(input.skip);
  return fitting(Math.min(PAGE, rest.length), TAB_BYTES, (entries) => ({
    ok: true as const,
    today: formatDay(input.today),
    timeZone,
    contactName: customer.name,
    loops: rest.slice(0, entries).map((issue) => detail(issue, customer, input.today, now)),
    total,
    owners,
    next: entries < rest.length && entries > 0 ? input.skip + entries : null,
  }));
}

function detail(issue: StoredIssue, customer: CustomerRecord, today: Day, now: number): LoopDetail {
  return loopDetail(issue, known(issue, customer), issue.clocks ?? [], {
    today,
    now,
    // Who asks a score again is told where a loop is moved: what is open has none.
    blindReaskPercent: 0,
    length: LENGTH,
  });
}

/** A loop nobody moved yet has no clocks until somebody does: its terms are those in force then. */
function known(issue: StoredIssue, customer: CustomerRecord): OpenLoop {
  return loopOf(issue, customer, { terms: {}, settings: DEFAULT_LOOPS });
}
