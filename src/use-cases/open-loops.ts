import type { OpenLoopsAnswer } from '../contract/open-loops.ts';
import type { RaisedIssue, RaiseIssueAnswer } from '../contract/raise-issue.ts';
import { type Day, day, formatDay } from '../domain/calendar/day.ts';
import { fitting, TAB_BYTES } from './answer-size.ts';
import { countOpenLoops } from './count-loops.ts';
import { badField } from './log-visit-refusals.ts';
import { loopLine, mostPressing } from './loop-lines.ts';
import { NOT_A_CONTACT } from './open-contact.ts';
import type { Ports, StoredIssue } from './ports.ts';

/** Loops sent at once; a person reads no more in one go. */
const PAGE = 25;

/** The open loops of a customer, the most pressing first. */
export async function openLoops(
  input: { readonly contactId: string; readonly skip: number; readonly today: Day },
  ports: Ports,
): Promise<OpenLoopsAnswer> {
  const [customer] = await ports.customers.read([input.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const [{ issues, total }, { timeZone }] = await Promise.all([
    ports.issues.open(customer.facts.customerKey),
    ports.account(),
  ]);
  const now = ports.clock.now();
  const rest = mostPressing(issues, now).slice(input.skip);
  return fitting(Math.min(PAGE, rest.length), TAB_BYTES, (entries) => ({
    ok: true as const,
    today: formatDay(input.today),
    timeZone,
    contactName: customer.name,
    loops: rest.slice(0, entries).map((issue) => loopLine(issue, input.today, now, 1_000)),
    total,
    next: entries < rest.length && entries > 0 ? input.skip + entries : null,
  }));
}

/** Raises one loop outside a visit; the same submission raises it once. */
export async function raiseIssue(
  input: RaisedIssue & { readonly contactId: string; readonly today: Day },
  ports: Ports,
): Promise<RaiseIssueAnswer> {
  const [customer] = await ports.customers.read([input.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const now = ports.clock.now();
  if (input.expectedOn && day(input.expectedOn) < input.today)
    return badField('expectedOn', 'the day must not be in the past');
  const promise = input.promise && {
    id: '1',
    text: input.promise.text,
    dueAt: await ports.clock.instantAt(day(input.promise.dueOn), input.promise.dueTime),
    state: 'open' as const,
  };
  if (promise && promise.dueAt <= now) return badField('promise.dueOn', 'a promise must fall due in the future');
  const { facts } = customer;
  const stage = facts.stage ?? customer.stageThen;
  const loop: Omit<StoredIssue, 'id' | 'state'> = {
    key: `${facts.customerKey}:i:${input.submissionId}`,
    customerKey: facts.customerKey,
    kind: input.kind,
    description: input.description,
    urgency: input.urgency,
    raisedOn: input.today,
    ownerId: facts.owners.account_manager ?? facts.owners.service_engineer ?? '',
    because: ['said'],
    promises: promise ? [promise] : [],
    ...(promise ? { dueAt: promise.dueAt } : {}),
    ...(input.expectedOn ? { expectedOn: day(input.expectedOn) } : {}),
  };
  const created = await ports.issues.raise([
    {
      ...loop,
      contactId: customer.contactId,
      customerName: customer.name,
      snapshot: { ...(facts.tier ? { tier: facts.tier } : {}), ...(stage ? { stage } : {}) },
    },
  ]);
  const total = await countOpenLoops(facts.customerKey, created, ports);
  if (total !== customer.openLoops) await ports.customers.saveScores(customer.contactId, { openLoops: total });
  return {
    ok: true,
    loop: loopLine({ ...loop, id: '', state: 'raised' }, input.today, now, 1_000),
    repeated: created.length === 0,
    total,
  };
}
