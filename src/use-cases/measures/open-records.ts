import type {
  IssueLine,
  OpenReasks,
  OpenReasksAnswer,
  OpenRecords,
  OpenRecordsAnswer,
  OpenWords,
  OpenWordsAnswer,
  RecordLine,
  WordsLine,
} from '../../contract/open-dashboard.ts';
import { addDays, type Day, formatDay } from '../../domain/calendar/day.ts';
import { dayIn, instantAt } from '../../domain/calendar/zone.ts';
import { REASK_SEED } from '../../domain/loop/confirmation.ts';
import { loopAt } from '../../domain/loop/evolve.ts';
import { type Complaint, complaintSummary } from '../../domain/measures/complaints.ts';
import { customerName } from '../../domain/measures/coverage.ts';
import { countBehind, type DrillDown, dealKey, drillDown } from '../../domain/measures/drill-down.ts';
import { MonthMeasures } from '../../domain/measures/month-measures.ts';
import { ATTEMPT_VALUES, COLLECTION_VALUES } from '../../domain/measures/responses.ts';
import { DEFAULT_LOOPS } from '../../domain/policy/default-loops.ts';
import { namedMarks } from '../../domain/satisfaction/marks.ts';
import { blindReasks } from '../../domain/satisfaction/reask.ts';
import { cut } from '../loops/loop-lines.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { MeasuredIssue, SaidWords } from '../ports/measures.ts';
import type { CustomerRecord, Ports } from '../ports/ports.ts';
import { calendarOf, contextOf, factsOf, monthsUpTo, spanOf } from './measures.ts';
import { storedOf } from './open-dashboard.ts';

const RECORDS = 200;
const WORDS = 60;
const WORDS_LOOKED_THROUGH = 200;
const SUGGESTIONS = 100;
const COMPLAINTS = 500;
/** A month and those in which the ninety days before it lie. */
const COMPLAINT_MONTHS = 4;
const WORD_LENGTH = 300;
/** Self-collected answers of so many days are looked through for those that are asked again. Ours. */
const REASK_DAYS = 14;
const REASK_ANSWERS = 1_000;

/**
 * The records behind a number, by the rules that made it, with the names of their customers.
 *
 * Of everybody's number: how many are whose, from what is kept. Their months are read one at a time, as somebody opens them: together they
 * may be a million visits.
 */
export async function openRecords(
  input: OpenRecords & { readonly today: Day },
  ports: Ports,
): Promise<OpenRecordsAnswer> {
  const wanted = wantedOf(input);
  if (!wanted) return BAD_PART;
  const { month, ownerId } = input;
  if (ownerId === undefined) {
    const [kept, names] = await Promise.all([ports.measures.ofMonth(month), ports.people.ownerNames()]);
    const parts = kept
      .map((record) => ({
        ownerId: record.ownerId,
        name: names.get(record.ownerId) ?? record.ownerId,
        n: countBehind(storedOf(record)?.measures ?? new MonthMeasures(), wanted),
      }))
      .filter(({ n }) => n > 0);
    return { ok: true, total: parts.reduce((sum, { n }) => sum + n, 0), records: [], parts };
  }
  const calendar = await calendarOf(ports);
  const facts = await factsOf({ month, ownerId }, input.today, calendar, ports);
  const keys = drillDown(facts, wanted, contextOf(month, input.today, calendar));
  const of = new Map(
    facts.flatMap((fact) => [
      [fact.key, fact] as const,
      ...(fact.type === 'response'
        ? namedMarks(fact).map(([dimension]) => [`${fact.key}/${dimension}`, fact] as const)
        : []),
      ...(fact.type === 'obligation' ? [[customerName(fact.customer), fact] as const] : []),
      ...(fact.type === 'upsell' ? fact.deals.map(({ id }) => [dealKey(id), fact] as const) : []),
    ]),
  );
  const shown = keys.slice(0, RECORDS);
  const people = await namesOf(
    shown.flatMap((key) => of.get(key)?.contactId ?? []),
    ports,
  );
  const records = shown.map((key): RecordLine => {
    const fact = of.get(key);
    const person = people.get(fact?.contactId ?? '');
    const isCustomer = wanted.kpi === 'coverage';
    const deal = fact?.type === 'upsell' ? fact.deals.find(({ id }) => dealKey(id) === key) : undefined;
    return {
      key: isCustomer || deal ? key : (fact?.record ?? key),
      name: (isCustomer ? (person?.company ?? person?.name) : person?.name) ?? key,
      ...(fact?.contactId === undefined ? {} : { contactId: fact.contactId }),
      ...(deal ? { cents: deal.cents } : {}),
    };
  });
  return { ok: true, total: keys.length, records, parts: [] };
}

const BAD_PART = {
  ok: false,
  reason: 'bad_input',
  message: {
    zh: '这个指标没有这一部分：请从页面上的数字打开。',
    en: 'This figure has no such part: open it from a number on the page.',
  },
} as const;

/** A number's part as the domain names it; undefined where there is none of the kind. */
function wantedOf({
  kpi,
  verdict,
  tier,
  stage,
  rule,
  dimension,
  collection,
  attempt,
}: OpenRecords): DrillDown | undefined {
  const segment = { ...(tier ? { tier } : {}), ...(stage ? { stage } : {}) };
  const isShare = verdict === 'met' || verdict === 'missed';
  switch (kpi) {
    case 'csat': {
      const way = COLLECTION_VALUES.find((each) => each === collection);
      if (!isShare || (collection !== undefined && way === undefined)) return undefined;
      if (attempt !== undefined) {
        const reachedAt = ATTEMPT_VALUES.find((each) => each === attempt);
        // By attempt marks are counted of all dimensions and ways together.
        return reachedAt === undefined || dimension !== undefined || way !== undefined
          ? undefined
          : { kpi, verdict, ...segment, attempt: reachedAt };
      }
      return { kpi, verdict, ...segment, ...(dimension ? { dimension } : {}), ...(way ? { collection: way } : {}) };
    }
    case 'nps':
      return verdict === 'promoter' || verdict === 'passive' || verdict === 'detractor'
        ? { kpi, verdict, ...segment }
        : undefined;
    case 'hubspot_csat':
      return isShare ? { kpi, verdict, ...segment } : undefined;
    case 'resolution':
      return verdict === 'met' || verdict === 'not_due' ? { kpi, verdict } : undefined;
    case 'calls':
      return verdict === 'met' ? { kpi, verdict } : undefined;
    case 'upsell':
      return verdict === 'visited' || verdict === 'not_visited' ? { kpi, verdict, ...segment } : undefined;
    default:
      if (verdict === 'promoter' || verdict === 'passive' || verdict === 'detractor') return undefined;
      if (verdict === 'visited' || verdict === 'not_visited') return undefined;
      if (kpi === 'coverage') return { kpi, verdict, ...segment };
      return { kpi, verdict, ...segment, ...(rule ? { rule } : {}) };
  }
}

/**
 * What customers said in a month, what became of what they suggested, and what was learned from what they complained of.
 *
 * @param upTo the last day that is known of, where the month is told as on a past day. What was noted of a complaint is what its events up
 *   to then say; where those are not kept any more, nothing was
 */
export async function openWords({ month, ownerId }: OpenWords, ports: Ports, upTo?: Day): Promise<OpenWordsAnswer> {
  const isKnown = (on: Day): boolean => upTo === undefined || on <= upTo;
  const whose = ownerId === undefined ? {} : { ownerId };
  const of = { month, ...whose };
  const months = monthsUpTo(month, COMPLAINT_MONTHS);
  const [said, suggested, own, all, owners, { timeZone }] = await Promise.all([
    // The newest come first, and those may be of days that are not known of.
    ports.measures.wordsOf(of, upTo === undefined ? WORDS : WORDS_LOOKED_THROUGH),
    ports.measures.suggestionsOf(of, SUGGESTIONS),
    ports.measures.complaintsOf({ months, ...whose }, COMPLAINTS),
    // What a colleague's customer complained of before came again as well.
    ownerId === undefined ? [] : ports.measures.complaintsOf({ months }, COMPLAINTS),
    ports.people.ownerNames(),
    ports.account(),
  ]);
  const words = said.filter(({ on }) => isKnown(on)).slice(0, WORDS);
  const suggestions = suggested.filter(({ issue }) => isKnown(issue.raisedOn));
  const complaints = [...new Map([...own, ...all].map((each) => [each.issue.key, each])).values()].filter(({ issue }) =>
    isKnown(issue.raisedOn),
  );
  const until = upTo === undefined ? undefined : instantAt(timeZone, addDays(upTo, 1), '00:00') - 1;
  const summary = complaintSummary(
    complaints.map((each) => complaintOf(each, until)),
    spanOf(month),
    ownerId,
  );
  const counted = new Set(summary.causes.flatMap(({ keys }) => keys));
  const told = complaints.filter(({ issue }) => counted.has(issue.key)).map(({ issue }) => issue);
  const people = await namesOf(
    [...words.map(({ contactId }) => contactId), ...[...suggestions.map(({ issue }) => issue), ...told].map(contactOf)],
    ports,
  );
  return {
    ok: true,
    words: words.map((each) => wordsLine(each, people, owners)),
    suggestions: suggestions.map(({ issue }) => ({
      ...issueLine(issue, people),
      became: isDecidedLater(issue) ? 'raised' : becameOf(issue.loop?.outcome, issue.state),
    })),
    complaints: {
      ...summary,
      more: Math.max(own.length, all.length) >= COMPLAINTS,
      lines: told.map((issue) => issueLine(issue, people)),
    },
  };

  function isDecidedLater({ loop }: MeasuredIssue['issue']): boolean {
    return loop?.resolvedAt !== undefined && !isKnown(dayIn(timeZone, loop.resolvedAt));
  }
}

/** Whom somebody else asks again, without what was answered. */
export async function openReasks(_: OpenReasks, today: Day, ports: Ports): Promise<OpenReasksAnswer> {
  const [collected, owners, inForce] = await Promise.all([
    ports.measures.collectedSince(addDays(today, -REASK_DAYS), REASK_ANSWERS),
    ports.people.owners(),
    policyInForce(ports.policies),
  ]);
  const { blindReaskPercent } = (inForce.ok ? inForce.policy.loops : undefined) ?? DEFAULT_LOOPS;
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  const people = await namesOf(
    collected.map(({ contactId }) => contactId),
    ports,
  );
  const { queue, left } = blindReasks(
    collected.map(({ visitKey, contactId, ownerId, on, blind }) => ({
      key: visitKey,
      person: contactId,
      on,
      mode: blind ? ('blind_reask' as const) : ('rep_on_phone' as const),
      subjectId: ownerId,
      collectorId: ownerId,
      marks: [],
      mayBeAsked: mayBeAsked(people.get(contactId)),
    })),
    {
      share: blindReaskPercent.value / 100,
      seed: REASK_SEED,
      today,
      withinDays: REASK_DAYS,
      askers: owners.map(({ id }) => id),
    },
  );
  const reasons: { [why: string]: number } = {};
  for (const { why } of left) reasons[why] = (reasons[why] ?? 0) + 1;
  return {
    ok: true,
    queue: queue.map(({ key, person, askerId }) => ({
      key,
      contactId: person,
      name: people.get(person)?.name ?? person,
      askerName: names.get(askerId) ?? askerId,
    })),
    left: reasons,
    lookedAt: collected.length,
  };
}

function mayBeAsked(customer: CustomerRecord | undefined): boolean {
  if (!customer) return false;
  const { doNotVisit, refusals } = customer.facts;
  return !doNotVisit && !refusals.includes('call');
}

async function namesOf(ids: readonly string[], ports: Ports): Promise<ReadonlyMap<string, CustomerRecord>> {
  const wanted = [...new Set(ids)].filter((id) => /^\d+$/.test(id));
  const customers = wanted.length === 0 ? [] : await ports.customers.read(wanted);
  return new Map(customers.map((customer) => [customer.contactId, customer]));
}

const contactOf = ({ contactId, customerKey }: MeasuredIssue['issue']): string => contactId ?? customerKey;

function wordsLine(
  { visitKey, contactId, ownerId, on, said }: SaidWords,
  people: ReadonlyMap<string, CustomerRecord>,
  owners: ReadonlyMap<string, string>,
): WordsLine {
  return {
    visitKey,
    contactId,
    name: people.get(contactId)?.name ?? contactId,
    ownerName: owners.get(ownerId) ?? ownerId,
    on: formatDay(on),
    said: Object.fromEntries(Object.entries(said).map(([kind, text]) => [kind, cut(text, WORD_LENGTH)])),
  };
}

/** @param until the instant up to which something is known; absent: now. What was noted when is in the loop's events */
function complaintOf({ issue, asThen: { ownerId } }: MeasuredIssue, until: number | undefined): Complaint {
  const { key, raisedOn, base, events = [] } = issue;
  const isOld = until !== undefined && issue.loop !== undefined && issue.loop.lastAt > until;
  const loop = isOld ? loopAt({ events, ...(base ? { base } : {}) }, until) : issue.loop;
  return {
    key,
    raisedOn,
    category: loop?.rootCategory,
    ownerId,
    rootCause: loop?.rootCause,
    isPrevented: Boolean(loop?.prevention),
    measure: loop?.measure,
  };
}

function issueLine(issue: MeasuredIssue['issue'], people: ReadonlyMap<string, CustomerRecord>): IssueLine {
  const contactId = contactOf(issue);
  return {
    key: issue.key,
    contactId,
    name: people.get(contactId)?.name ?? contactId,
    raisedOn: formatDay(issue.raisedOn),
    description: cut(issue.description, WORD_LENGTH),
  };
}

function becameOf(outcome: 'done' | 'declined' | undefined, state: string): string {
  if (outcome !== undefined) return outcome === 'done' ? 'accepted' : 'declined';
  return state === 'accepted' ? 'in_progress' : state;
}
