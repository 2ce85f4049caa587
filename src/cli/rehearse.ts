import { readFile } from 'node:fs/promises';
import { type CustomersFile, readCustomersCsv } from '../demo/customers-csv.ts';
import { countryCalendar } from '../domain/calendar/country-calendar.ts';
import { type Day, formatDay } from '../domain/calendar/day.ts';
import { compilePolicy } from '../domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../domain/policy/default-policy.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { compareRehearsals } from '../domain/rehearsal/compare.ts';
import { type RehearsalInput, type RehearsedCustomer, rehearse } from '../domain/rehearsal/rehearsal.ts';
import { comparisonJson, rehearsalJson } from '../domain/rehearsal/rehearsal-json.ts';
import { verdictsOf } from '../domain/rehearsal/repairs.ts';
import { customerOf } from '../hubspot/customers.ts';
import { readPolicy } from './read-policy.ts';
import { comparisonLines, rehearsalLines } from './rehearsal-lines.ts';
import { command, dayFlag, Failure, flags, UsageError } from './words.ts';

const USAGE =
  'npm run rehearse -- --customers FILE.csv --today YYYY-MM-DD --days N [--policy FILE.json] [--compare FILE.json] [--json]';
/** Five years: nobody rehearses more, and a slip of the keyboard should not run for an hour. */
const MOST_DAYS = 1_830;
/** Days are those of the country whose calendar the policy plans by. */
const ZONE = 'Asia/Shanghai';

await command(async () => {
  const words = flags(
    {
      customers: { type: 'string' },
      today: { type: 'string' },
      days: { type: 'string' },
      policy: { type: 'string' },
      compare: { type: 'string' },
      json: { type: 'boolean' },
    },
    USAGE,
  );
  if (words.customers === undefined) throw new UsageError(`say whose visits: --customers FILE.csv. Usage: ${USAGE}`);
  if (words.today === undefined) throw new UsageError(`say the first day: --today YYYY-MM-DD. Usage: ${USAGE}`);
  const today = dayFlag('today', words.today);
  const days = daysFlag(words.days);
  const policy = words.policy === undefined ? DEFAULT_POLICY : await readPolicy(words.policy);
  const other = words.compare === undefined ? undefined : await readPolicy(words.compare);
  const input = inputOf(policy, today, days);
  const { rows, problems } = await readCustomers(words.customers);
  const customers = rows.map(({ properties }): RehearsedCustomer => {
    const { facts } = customerOf({ id: properties.email, properties }, ZONE);
    return { contact: properties.email, facts };
  });

  const before: RehearsalInput = { ...input, customers };
  const rehearsal = rehearse(before);
  if (other === undefined) {
    if (words.json) console.log(JSON.stringify(rehearsalJson(rehearsal)));
    else print(rehearsalLines(rehearsal, policy, customers.length, verdictsOf(rehearsal, before)));
  } else {
    const after: RehearsalInput = { ...inputOf(other, today, days), customers };
    const comparison = compareRehearsals(rehearsal, rehearse(after), { before, after });
    if (words.json) {
      console.log(JSON.stringify({ ...rehearsalJson(rehearsal), compare: comparisonJson(comparison) }));
    } else {
      print(rehearsalLines(rehearsal, policy, customers.length, comparison.verdicts.before));
      print(comparisonLines(comparison));
    }
  }
  return problems.length > 0 ? 1 : 0;
});

function daysFlag(text: string | undefined): number {
  if (text === undefined) throw new UsageError(`say how many days: --days N. Usage: ${USAGE}`);
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new UsageError(`--days takes a number from 1 to ${MOST_DAYS}, got ${JSON.stringify(text)}`);
  return days;
}

function inputOf(policy: Policy, today: Day, days: number): Omit<RehearsalInput, 'customers'> {
  const calendar = countryCalendar(policy.calendar);
  if (calendar.basis === 'weekdays') {
    console.error(
      `the public holidays of ${calendar.country} are not known here: Monday to Friday stand in, every visit is provisional`,
    );
  }
  // A plan looks a year ahead of its day, and counts back as far.
  if (today < calendar.first + 366 || today + days > calendar.last - 731)
    throw new UsageError('the calendar reaches from 2016 to 2060: choose days from 2017 to 2058');
  const published = { ...policy, goLiveOn: policy.goLiveOn ?? formatDay(today) };
  return { policy: compilePolicy(published, calendar), today, days };
}

async function readCustomers(file: string): Promise<CustomersFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(`the customers file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const found = readCustomersCsv(text);
  for (const { line, reason } of found.problems) console.error(`${file}:${line}: ${reason}`);
  if (found.rows.length === 0) throw new Failure(`${file} holds no row that can be rehearsed`);
  return found;
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
