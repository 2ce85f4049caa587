import { parsePolicy } from '../../contract/policy.ts';
import { civilOf, dayOfCivil } from '../../domain/calendar/civil.ts';
import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import { addDays, type Day, formatDay, parseDay } from '../../domain/calendar/day.ts';
import { periodEnd } from '../../domain/calendar/months.ts';
import { ownerCalendar } from '../../domain/calendar/owner-calendar.ts';
import type { WorkingCalendar } from '../../domain/calendar/working-calendar.ts';
import { dayIn, instantAt } from '../../domain/calendar/zone.ts';
import type { CustomerFact, Fact, UpsellFact } from '../../domain/measures/facts.ts';
import { KPI_SETTINGS, type KpiContext, type Span } from '../../domain/measures/kpis.ts';
import { decodeMeasures, encodeMeasures, MonthMeasures, measuresOf } from '../../domain/measures/month-measures.ts';
import { type HeldVisit, UPSELL_DAYS, upsellOf } from '../../domain/measures/upsell.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { ordersIn } from '../../domain/segmentation/purchases.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import {
  EVERYBODY,
  type MeasuredCustomer,
  type MeasuredIssue,
  type MeasuredVisit,
  type MeasureRecord,
  type OwnerMonth,
} from '../ports/measures.ts';
import type { Ports } from '../ports/ports.ts';
import {
  acceptanceFacts,
  callFacts,
  customerFact,
  issueFacts,
  type MeasureCalendar,
  submissionFacts,
  visitFacts,
} from './measure-facts.ts';

/** Owner-months counted in one step: each is some ten calls, eight of them searches at five a second, and a function has twelve seconds. */
const STEP = 3;
/** This month and the one before are counted anew every day. */
const OPEN_MONTHS = 2;
/** And each of so many once, when what was bought after it is told. */
const TOLD_MONTHS = 13;

export interface MeasureStep {
  /** Owner-months counted anew in this step. */
  readonly counted: number;
  readonly left: number;
}

/**
 * Counts anew what changed since the last time, some owner-months a step; call again until nothing is left.
 *
 * Nothing is ever added to a kept number: an owner's month is read whole and written whole, so a step that was cut off, or ran twice, leaves
 * the same numbers. What has to be counted is written down before changes count as seen, and struck off after it was counted.
 */
export async function measureStep(ports: Ports, today: Day): Promise<MeasureStep> {
  const { measures } = ports;
  const clock = await measures.readClock();
  let dirty = clock.dirty;
  let { sweptAt } = clock;
  if (dirty.length === 0) {
    const { changed, upTo } = await measures.changedSince(sweptAt ?? 0);
    const { timeZone } = await ports.account();
    const since = sweptAt === undefined ? today : dayIn(timeZone, sweptAt);
    const aged = since < today ? await openMonths(since, today, ports) : [];
    dirty = unique([...changed, ...aged]);
    sweptAt = upTo;
    await measures.saveClock({ sweptAt, dirty });
  }
  const now = dirty.slice(0, STEP);
  if (now.length === 0) return { counted: 0, left: 0 };
  const calendar = await calendarOf(ports);
  const records: MeasureRecord[] = [];
  for (const each of now) records.push(await counted(each, today, calendar, ports));
  await measures.save(records);
  for (const month of new Set(now.map((each) => each.month))) {
    await sumUp(
      month,
      now.filter((each) => each.month === month),
      today,
      ports,
    );
  }
  const left = dirty.slice(STEP);
  await measures.saveClock({ ...(sweptAt === undefined ? {} : { sweptAt }), dirty: left });
  return { counted: now.length, left: left.length };
}

/** Steps until nothing is left or time is up. */
export async function measureUntilDone(
  ports: Ports,
  today: Day,
  shouldStop: () => boolean = () => false,
): Promise<{ readonly counted: number; readonly done: boolean }> {
  let counted = 0;
  for (;;) {
    const step = await measureStep(ports, today);
    counted += step.counted;
    if (step.left === 0) return { counted, done: true };
    if (shouldStop()) return { counted, done: false };
  }
}

/**
 * What is counted anew on a new day although nothing changed: debts fall due by themselves, and a visit that was given to somebody else
 * still stands in the month of who had it.
 */
async function openMonths(since: Day, today: Day, ports: Ports): Promise<readonly OwnerMonth[]> {
  const recent = monthsUpTo(formatDay(today).slice(0, 7), TOLD_MONTHS);
  // What was bought after a month is told once its days are over.
  const told = recent.filter((month) => {
    const on = addDays(spanOf(month).to, UPSELL_DAYS + 1);
    return on > since && on <= today;
  });
  const months = [...told, ...recent.slice(-OPEN_MONTHS)];
  const [people, ...kept] = await Promise.all([
    ports.people.owners(),
    ...months.map((month) => ports.measures.ofMonth(month)),
  ]);
  // Who visits nobody has customers too, and answers to HubSpot's surveys.
  const own = months.flatMap((month) => people.map(({ id }) => ({ month, ownerId: id })));
  return unique([...kept.flat().map(({ month, ownerId }) => ({ month, ownerId })), ...own]);
}

function unique(list: readonly OwnerMonth[]): readonly OwnerMonth[] {
  return [...new Map(list.map((each) => [`${each.month} ${each.ownerId}`, each])).values()];
}

/** Every fact of an owner's month, as it can be known on a day. */
export async function factsOf(
  of: OwnerMonth,
  today: Day,
  calendar: MeasureCalendar,
  ports: Ports,
): Promise<readonly Fact[]> {
  const { measures } = ports;
  const span = spanOf(of.month);
  const visits: MeasuredVisit[] = [];
  for await (const page of measures.visitsOf(of)) visits.push(...page);
  const facts: Fact[] = [];
  const issues: MeasuredIssue[] = [];
  for await (const page of measures.issuesOf(of)) issues.push(...page);
  for (const issue of issues) facts.push(...issueFacts(issue, calendar));
  // Only of those who were not visited it matters whether they could be.
  const unpaid = visits.filter(({ visit: { status } }) => status !== 'held');
  const standings = await measures.standingsOf(unpaid.map(({ visit }) => visit.contactId));
  for (const each of visits)
    facts.push(
      ...visitFacts(
        each,
        await calendar.of(each.visit.policyVersion),
        each.visit.status === 'held' ? undefined : standings.get(each.visit.contactId),
      ),
    );
  const from = calendar.endOf(addDays(span.from, -1)) + 1;
  const to = calendar.endOf(span.to);
  if (visits.some(({ visit: { status } }) => status === 'held'))
    facts.push(...callFacts(await measures.callsOf(of.ownerId, from, to), visits, calendar));
  facts.push(...submissionFacts(await measures.submissions(from, to), of.ownerId, calendar));
  facts.push(...acceptanceFacts(await measures.acceptancesOf(of.ownerId), span));
  // Who was lost in a month is known when it is over, and not before.
  if (span.to < today) {
    const held = heldVisits(visits, issues);
    facts.push(...(await customerFacts(of, today, held, calendar, ports)));
  }
  return facts;
}

/** Customers of an owner: a company once, with whom its first contact is. */
async function customerFacts(
  { month, ownerId }: OwnerMonth,
  today: Day,
  held: ReadonlyMap<string, readonly HeldVisit[]>,
  calendar: MeasureCalendar,
  ports: Ports,
): Promise<readonly (CustomerFact | UpsellFact)[]> {
  const facts: (CustomerFact | UpsellFact)[] = [];
  const upTo = addDays(today, -1);
  const span = spanOf(month);
  const isIn = ({ on }: HeldVisit): boolean => on >= span.from && on <= span.to;
  const visitDays = [...held.values()]
    .flat()
    .filter(isIn)
    .map(({ on }) => on)
    .sort((a, b) => a - b);
  for await (const own of ports.measures.customersOf(ownerId)) {
    const companies = own.flatMap(({ companyId }) => companyId ?? []);
    const colleagues = companies.length === 0 ? [] : await ports.measures.contactsOf(companies);
    const people = new Map([...own, ...colleagues].map((contact) => [contact.contactId, contact]));
    const won = await ports.purchases.of([...people.keys()]);
    const orders = new Map([...won].map(([contactId, deals]) => [contactId, ordersIn(deals)]));
    const members = new Map<string, MeasuredCustomer[]>();
    for (const contact of people.values()) {
      const key = contact.companyId ? `c${contact.companyId}` : contact.contactId;
      members.set(key, [...(members.get(key) ?? []), contact]);
    }
    const page = new Set(own.map(({ contactId }) => contactId));
    for (const contacts of members.values()) {
      contacts.sort((a, b) => Number(a.contactId) - Number(b.contactId));
      // The first contact's owner has the company, on the page on which that contact is.
      if (!page.has(contacts[0]?.contactId ?? '')) continue;
      const fact = customerFact(contacts, orders, upTo);
      if (!fact) continue;
      facts.push(fact);
      const upsell = upsellOf(fact, {
        span,
        upTo,
        visits: contacts.flatMap(({ contactId }) => held.get(contactId) ?? []),
        visitDays,
        deals: contacts.flatMap(({ contactId }) => won.get(contactId) ?? []),
        left: whyUnknown(contacts, calendar.endOf(addDays(span.from, -1))),
      });
      if (upsell) facts.push(upsell);
    }
  }
  return facts;
}

/** Whether his visits of a month are known of who was not visited in it: others may have visited him. */
function whyUnknown(
  contacts: readonly MeasuredCustomer[],
  monthBegan: number,
): 'several_owners' | 'new_owner' | undefined {
  if (new Set(contacts.map(({ ownerId }) => ownerId)).size > 1) return 'several_owners';
  return contacts.some(({ ownedSince = 0 }) => ownedSince > monthBegan) ? 'new_owner' : undefined;
}

/** Visits that were held, by contact, and whether anything raised in them was handed to sales, then or later. */
function heldVisits(
  visits: readonly MeasuredVisit[],
  issues: readonly MeasuredIssue[],
): ReadonlyMap<string, readonly HeldVisit[]> {
  const handed = new Set(
    issues.flatMap(({ issue: { visitKey, loop, events = [] } }) =>
      visitKey !== undefined &&
      (loop?.ownerRole === 'sales' || events.some((each) => each.type === 'reassigned' && each.ownerRole === 'sales'))
        ? [visitKey]
        : [],
    ),
  );
  const held = new Map<string, HeldVisit[]>();
  for (const { visit } of visits) {
    const { status, closedOn, contactId, customerKey, slot } = visit;
    if (status !== 'held' || closedOn === undefined) continue;
    const list = held.get(contactId) ?? [];
    list.push({ on: closedOn, handed: handed.has(`${customerKey}:${slot}`) });
    held.set(contactId, list);
  }
  return held;
}

/** Numbers are those of the end of the day before `today`: a day that is not over would look worse than it is. */
export function contextOf(month: string, today: Day, calendar: MeasureCalendar): KpiContext {
  const asOf = addDays(today, -1);
  return { asOf: { day: asOf, at: calendar.endOf(asOf) }, span: spanOf(month), settings: KPI_SETTINGS };
}

export function spanOf(month: string): Span {
  const from = parseDay(`${month}-01`);
  if (from === undefined) throw new RangeError(`expected a month as YYYY-MM, got ${JSON.stringify(month)}`);
  return { from, to: periodEnd(from, 'month') };
}

/** @example monthsUpTo('2026-02', 3) // ['2025-12', '2026-01', '2026-02'] */
export function monthsUpTo(month: string, count: number): readonly string[] {
  const { year, month: last } = civilOf(spanOf(month).from);
  return Array.from({ length: count }, (_, index) => {
    const months = year * 12 + last - 1 - (count - 1 - index);
    const { year: y, month: m } = civilOf(dayOfCivil(Math.floor(months / 12), (months % 12) + 1, 1));
    return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}`;
  });
}

async function counted(of: OwnerMonth, today: Day, calendar: MeasureCalendar, ports: Ports): Promise<MeasureRecord> {
  const context = contextOf(of.month, today, calendar);
  const facts = await factsOf(of, today, calendar, ports);
  const text = encodeMeasures({ measures: measuresOf(facts, context), asOf: context.asOf.day });
  return { ...of, text, ...teamOf(facts) };
}

/** The team of most of a month's facts: who changed teams in it is counted where he was for the most part. */
function teamOf(facts: readonly Fact[]): { readonly team?: string } {
  const counts = new Map<string, number>();
  for (const { team } of facts) if (team !== undefined) counts.set(team, (counts.get(team) ?? 0) + 1);
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most ? { team: most[0] } : {};
}

/** The month of everybody together, from the owners' months as they are kept. */
async function sumUp(month: string, counted: readonly OwnerMonth[], today: Day, ports: Ports): Promise<void> {
  // What was just written is not in the index yet: owners are looked up by name, the index only adds those who have left.
  const [people, indexed] = await Promise.all([ports.people.owners(), ports.measures.ofMonth(month)]);
  const owners = unique([...people.map(({ id }) => ({ month, ownerId: id })), ...indexed, ...counted]);
  const kept = await ports.measures.read(owners.map(({ ownerId }) => ({ month, ownerId })));
  const read = kept.flatMap(({ text }) => {
    const decoded = decodeMeasures(text);
    return decoded.ok ? [decoded.measures] : [];
  });
  const text = encodeMeasures({ measures: MonthMeasures.sumOf(read), asOf: addDays(today, -1) });
  await ports.measures.save([{ month, ownerId: EVERYBODY, text }]);
}

/** P37: recorded within 24 hours, or at ten on the next working day. */
const RECORD_OPENS = '10:00';

/** Days and due instants by the policy in force, and by any version that was. */
export async function calendarOf(ports: Ports): Promise<MeasureCalendar> {
  const { timeZone } = await ports.account();
  const inForce = await policyInForce(ports.policies);
  const policy = inForce.ok ? inForce.policy : undefined;
  const versions = new Map<number, Promise<MeasureCalendar>>();

  function by(version: Policy | undefined): MeasureCalendar {
    const calendar = version ? countryCalendar(version.calendar) : countryCalendar({ country: 'CN', exceptions: [] });
    const startOf = (on: Day): number => instantAt(timeZone, on, '00:00');
    const own = new Map<string, WorkingCalendar>();
    const ofOwner = (ownerId: string): WorkingCalendar => {
      const known = own.get(ownerId) ?? ownerCalendar(calendar, version?.team, ownerId);
      own.set(ownerId, known);
      return known;
    };
    return {
      dayOf: (at) => dayIn(timeZone, at),
      endOf: (on) => startOf(addDays(on, 1)) - 1,
      recordDueAt: (on, ownerId) => {
        const working = ofOwner(ownerId);
        const next = addDays(on, 1);
        if (working.isWorking(next)) return startOf(addDays(next, 1)) - 1;
        return instantAt(timeZone, working.addWorking(on, 1), RECORD_OPENS);
      },
      of: (wanted) => {
        const known = versions.get(wanted) ?? read(wanted);
        versions.set(wanted, known);
        return known;
      },
    };
  }

  async function read(version: number): Promise<MeasureCalendar> {
    if (policy?.version === version) return by(policy);
    const parsed = parsePolicy((await ports.desk.version(version))?.policy);
    return by(parsed.ok ? parsed.policy : policy);
  }

  return by(policy);
}
