import { readFile, writeFile } from 'node:fs/promises';
import { readCustomersCsv } from '../demo/customers-csv.ts';
import { type Day, formatDay } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { DEFAULT_POLICY } from '../domain/policy/default-policy.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { CheckedCustomer } from '../domain/readiness/checks.ts';
import { DuplicateFinder } from '../domain/readiness/duplicates.ts';
import { type ReadinessLine, type ReadinessReport, readinessCsv } from '../domain/readiness/report.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { checkedOf } from '../hubspot/check-book.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { readPhone } from '../use-cases/customers/phone-doubt.ts';
import { askForProfiles } from '../use-cases/customers/profile-tasks.ts';
import { reportFor } from '../use-cases/customers/readiness.ts';
import { policyInForce } from '../use-cases/policy/policy-in-force.ts';
import type { Ports } from '../use-cases/ports/ports.ts';
import { readPolicy } from './read-policy.ts';
import { command, dayFlag, Failure, failureOf, flags, portalAccess, UsageError } from './words.ts';

const USAGE =
  'npm run readiness -- --customers FILE.csv or --portal URL [--profile-tasks], [--today YYYY-MM-DD] [--policy FILE.json] [--csv FILE] [--json]';
const ZONE = 'Asia/Shanghai';
/** Longer lists are left to --csv. */
const MOST_LINES = 20;
const TASKS_AT_ONCE = 100;

interface Source {
  readonly policy: Policy;
  readonly today: Day;
  readonly pages: AsyncIterable<readonly CheckedCustomer[]>;
  /** Absent: there is nobody to ask. */
  readonly ports?: Ports;
}

await command(async () => {
  const words = flags(
    {
      customers: { type: 'string' },
      portal: { type: 'string' },
      policy: { type: 'string' },
      today: { type: 'string' },
      csv: { type: 'string' },
      json: { type: 'boolean' },
      'profile-tasks': { type: 'boolean' },
    },
    USAGE,
  );
  if ((words.customers === undefined) === (words.portal === undefined))
    throw new UsageError(`say whose data: --customers FILE.csv or --portal URL. Usage: ${USAGE}`);
  if (words['profile-tasks'] && words.portal === undefined)
    throw new UsageError(`--profile-tasks makes tasks in a portal: say --portal URL. Usage: ${USAGE}`);
  const asked = words.today === undefined ? undefined : dayFlag('today', words.today);
  const { policy, today, pages, ports } =
    words.customers === undefined
      ? await portalSource(words.portal, asked)
      : await fileSource(words.customers, words.policy, asked);

  const report = reportFor(policy, today, readPhone);
  const finder = new DuplicateFinder();
  const lines: ReadinessLine[] = [];
  for await (const page of pages) {
    for (const customer of page) {
      const { keys, ...line } = report.add(customer);
      finder.add(customer.id, keys);
      if (line.findings.length > 0) lines.push(line);
    }
  }
  const duplicates = finder.groups();
  if (words.csv !== undefined) await writeFile(words.csv, `\uFEFF${readinessCsv(lines)}`);
  if (words.json) {
    console.log(
      JSON.stringify({
        today: formatDay(today),
        customers: report.customers,
        stopped: report.stopped,
        counts: report.counts(),
        rules: report.stops(),
        duplicates,
        lines,
      }),
    );
  } else {
    print(report, policy, today);
    console.log(`\nduplicates: ${duplicates.length} groups`);
    for (const { by, ids, contacts } of duplicates.slice(0, MOST_LINES))
      console.log(`  ${by}: ${contacts} contacts, ${ids.join(', ')}`);
    if (words.csv !== undefined) console.log(`\n${lines.length} contacts with findings written to ${words.csv}`);
  }
  if (!ports) return 0;
  const stale = lines.filter(({ findings }) => findings.some(({ kind }) => kind === 'stale_profile'));
  if (words['profile-tasks']) return askForAll(stale, policy, today, ports);
  console.error(`${stale.length} profiles are to be looked through: --profile-tasks makes their tasks`);
  return 0;
});

/** Makes the tasks in batches; answers the exit code. */
async function askForAll(stale: readonly ReadinessLine[], policy: Policy, today: Day, ports: Ports): Promise<number> {
  const total = { made: 0, passedOver: 0, failed: 0 };
  for (let start = 0; start < stale.length; start += TASKS_AT_ONCE) {
    const ids = stale.slice(start, start + TASKS_AT_ONCE).map(({ id }) => id);
    const { made, passedOver, failures } = await askForProfiles(ids, policy, today, ports);
    total.made += made;
    total.passedOver += passedOver;
    total.failed += failures.length;
    for (const { key, message } of failures) console.error(`not written: ${key}: ${message}`);
  }
  console.error(
    `${total.made} tasks made to look profiles through; ${total.passedOver} contacts passed over for want of an owner or because the rule is off`,
  );
  return total.failed > 0 ? 1 : 0;
}

function print(report: ReadinessReport, policy: Policy, today: Day): void {
  console.log(
    `${report.customers} contacts on ${formatDay(today)}: ${report.stopped} cannot be planned, or not as owed, for want of an owner, a date, or a sound one`,
  );
  console.log('\nfindings');
  for (const { kind, customers } of report.counts()) console.log(`  ${String(customers).padStart(7)}  ${kind}`);
  console.log('\nrules that are meant for a contact and plan nothing for it');
  for (const { rule, because, customers } of report.stops()) {
    const name = policy.rules.find(({ id }) => id === rule)?.name;
    console.log(`  ${String(customers).padStart(7)}  ${rule} ${because} (${name?.zh} ${name?.en})`);
  }
}

async function fileSource(file: string, policyFile: string | undefined, asked: Day | undefined): Promise<Source> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(`the customers file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { rows, problems } = readCustomersCsv(text);
  for (const { line, reason } of problems) console.error(`${file}:${line}: ${reason}`);
  if (rows.length === 0) throw new Failure(`${file} holds no row that can be checked`);
  return {
    policy: policyFile === undefined ? DEFAULT_POLICY : await readPolicy(policyFile),
    today: asked ?? dayIn(ZONE, Date.now()),
    pages: (async function* () {
      yield rows.map(({ properties }) => checkedOf({ id: properties.email, properties }, ZONE));
    })(),
  };
}

async function portalSource(url: string | undefined, asked: Day | undefined): Promise<Source> {
  const ports = hubspotPorts(hubspotApi(portalAccess(url)), { now: Date.now });
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) throw failureOf(inForce);
  const { policy } = inForce;
  const { lifecycleStages, anyTier } = policy.scope;
  return {
    ports,
    policy,
    today: asked ?? dayIn((await ports.account()).timeZone, Date.now()),
    pages: (async function* () {
      let after: string | undefined;
      for (;;) {
        const page = await ports.checks.page({ after, lifecycleStages, anyTier });
        yield page.customers;
        const last = page.customers.at(-1);
        if (!page.more || !last) return;
        after = last.id;
      }
    })(),
  };
}
