import type { Refusal } from '../../contract/common.ts';
import type { ReadinessAnswer, ReadinessRow } from '../../contract/readiness.ts';
import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { compilePolicy } from '../../domain/planning/plan-customer.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type CheckedCustomer, findingsOf, type PhoneReader } from '../../domain/readiness/checks.ts';
import { type ReadinessLine, ReadinessReport } from '../../domain/readiness/report.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Ports } from '../ports/ports.ts';
import { askForProfiles } from './profile-tasks.ts';

export interface ReadinessSettings {
  readonly today: Day;
  readonly cursor?: string | null;
  readonly shouldStop?: () => boolean;
  /** Absent: phones are not judged. */
  readonly readPhone?: PhoneReader;
  /** Contacts with findings told one by one; the others are only counted. */
  readonly mostRows?: number;
}

const MOST_ROWS = 300;

/** Checks the contacts of the book, page by page, and says what stops them from being planned, and what is doubtful. */
export async function readiness(
  ports: Pick<Ports, 'policies' | 'checks'>,
  settings: ReadinessSettings,
): Promise<ReadinessAnswer> {
  const { today, cursor, shouldStop, readPhone, mostRows = MOST_ROWS } = settings;
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { policy } = inForce;
  const report = reportFor(policy, today, readPhone);
  const rows: ReadinessRow[] = [];
  const keys: { [id: string]: { readonly [kind: string]: string } } = {};
  let beyond = 0;
  let after = cursor ?? undefined;
  let more = true;
  while (more) {
    const { lifecycleStages, anyTier } = policy.scope;
    const page = await ports.checks.page({ after, lifecycleStages, anyTier });
    for (const customer of page.customers) {
      const { keys: own, ...line } = report.add(customer);
      if (Object.keys(own).length > 0) keys[customer.id] = own;
      if (line.findings.length === 0) continue;
      if (rows.length < mostRows) rows.push(rowOf(line));
      else beyond += 1;
    }
    after = page.customers.at(-1)?.id ?? after;
    more = page.more && page.customers.length > 0;
    if (shouldStop?.()) break;
  }
  const names = new Map(policy.rules.map(({ id, name }) => [id, name]));
  return {
    ok: true,
    done: !more,
    cursor: more ? (after ?? null) : null,
    customers: report.customers,
    stopped: report.stopped,
    counts: report.counts(),
    rules: report.stops().map(({ rule, because, customers }) => ({
      rule,
      because,
      customers,
      name: names.get(rule) ?? { zh: rule, en: rule },
    })),
    rows,
    more: beyond,
    keys,
    corrected: 0,
    failed: [],
  };
}

/** Writes the safe corrections of one kind, or makes the tasks of stale profiles; each contact is read again first, and left alone where nothing is to be corrected. */
export async function correctForms(
  ports: Pick<Ports, 'policies' | 'checks' | 'profiles' | 'clock'>,
  {
    kind,
    ids,
    today,
    readPhone,
  }: {
    readonly kind: 'email_form' | 'phone_form' | 'stale_profile';
    readonly ids: readonly string[];
    readonly today: Day;
    readonly readPhone?: PhoneReader;
  },
): Promise<ReadinessAnswer | Refusal> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  if (kind === 'stale_profile') {
    const { made, failures } = await askForProfiles(ids, inForce.policy, today, ports);
    return corrected(made, failures);
  }
  const { country } = inForce.policy.calendar;
  const corrections = (await ports.checks.read(ids)).flatMap((customer: CheckedCustomer) =>
    findingsOf(customer, { today, country, ...(readPhone ? { readPhone } : {}) }).flatMap((found) =>
      found.kind === kind && found.fix ? [{ id: customer.id, ...found.fix }] : [],
    ),
  );
  const failed = corrections.length > 0 ? await ports.checks.correct(corrections) : [];
  return corrected(corrections.length - failed.length, failed);
}

function corrected(
  done: number,
  failed: readonly { readonly key: string; readonly message: string }[],
): ReadinessAnswer {
  return {
    ok: true,
    done: true,
    cursor: null,
    customers: 0,
    stopped: 0,
    counts: [],
    rules: [],
    rows: [],
    more: 0,
    keys: {},
    corrected: done,
    failed,
  };
}

/** A report by a policy; one that is not published counts from today. */
export function reportFor(policy: Policy, today: Day, readPhone?: PhoneReader): ReadinessReport {
  const published = { ...policy, goLiveOn: policy.goLiveOn ?? formatDay(today) };
  return new ReadinessReport(compilePolicy(published, countryCalendar(policy.calendar)), today, readPhone);
}

function rowOf({ id, name, findings }: ReadinessLine): ReadinessRow {
  return {
    id,
    name,
    findings: findings.map(({ kind, field, why, fix }) => ({
      kind,
      why,
      ...(field === undefined ? {} : { field }),
      ...(fix === undefined ? {} : { fix: fix.value }),
    })),
  };
}
