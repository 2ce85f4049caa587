import { readFile } from 'node:fs/promises';
import { readCustomersCsv } from '../demo/customers-csv.ts';
import { countryCalendar } from '../domain/calendar/country-calendar.ts';
import { type Day, formatDay } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { compilePolicy } from '../domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../domain/policy/default-policy.ts';
import { tiersOf } from '../domain/policy/default-tiers.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { loadChange } from '../domain/segmentation/load-change.ts';
import { MoveSummary } from '../domain/segmentation/moves.ts';
import { BookTally } from '../domain/segmentation/scores.ts';
import { tierOf } from '../domain/segmentation/tier.ts';
import type { TierDecision } from '../domain/segmentation/tier-decision.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { rankedOf } from '../hubspot/rank-book.ts';
import { hubspotRankPorts } from '../hubspot/rank-ports.ts';
import { retier } from '../use-cases/customers/retier.ts';
import type { RankedCustomer } from '../use-cases/ports/ranking.ts';
import { readPolicy } from './read-policy.ts';
import { bookLines, cutsJson, orderLines, retierLines } from './retier-lines.ts';
import { command, dayFlag, Failure, failureOf, flags, portalAccess, UsageError } from './words.ts';

const USAGE =
  'npm run retier -- --customers FILE.csv [--today YYYY-MM-DD] [--policy FILE.json] [--json], or --portal URL [--from-deals] [--apply] [--today YYYY-MM-DD] [--json]';
const ZONE = 'Asia/Shanghai';

await command(async () => {
  const words = flags(
    {
      customers: { type: 'string' },
      today: { type: 'string' },
      policy: { type: 'string' },
      portal: { type: 'string' },
      apply: { type: 'boolean' },
      'from-deals': { type: 'boolean' },
      json: { type: 'boolean' },
    },
    USAGE,
  );
  if (words.portal !== undefined) {
    if (words.customers !== undefined || words.policy !== undefined)
      throw new UsageError(`a portal has its own customers and policy. Usage: ${USAGE}`);
    const asked = words.today === undefined ? undefined : dayFlag('today', words.today);
    return inPortal(words.portal, {
      asked,
      apply: words.apply ?? false,
      json: words.json ?? false,
      fromDeals: words['from-deals'] ?? false,
    });
  }
  if (words.customers === undefined) throw new UsageError(`say whose tiers: --customers FILE.csv. Usage: ${USAGE}`);
  const today = words.today === undefined ? dayIn(ZONE, Date.now()) : dayFlag('today', words.today);
  const policy = words.policy === undefined ? DEFAULT_POLICY : await readPolicy(words.policy);
  const { customers, problems } = await readCustomers(words.customers);

  const tally = new BookTally();
  for (const { worth } of customers) tally.add(worth, today);
  const tiers = tiersOf(policy);
  const cuts = tally.cuts(tiers, today);
  const summary = new MoveSummary();
  const decided: { readonly customer: RankedCustomer; readonly decision: TierDecision }[] = [];
  for (const customer of customers) {
    const decision = tierOf({ worth: customer.worth, kept: customer.kept, cuts, tiers, today });
    summary.add({ id: customer.contactId, name: customer.name, facts: customer.facts }, customer.kept?.tier, decision);
    decided.push({ customer, decision });
  }
  const load = loadChange(summary.sample, summary.moved, compiled(policy, today), today);
  if (words.json) {
    console.log(
      JSON.stringify({
        today: formatDay(today),
        customers: customers.length,
        scored: cuts.customers,
        cuts: cutsJson(cuts),
        moves: summary.moves(),
        because: summary.because(),
        load,
        decided: decided.map(({ customer, decision: { tier, because, ranking, missing, why } }) => ({
          contact: customer.contactId,
          tier: tier ?? null,
          because,
          ...(ranking ? { scores: ranking.scores, byScores: ranking.tier } : { missing }),
          why,
        })),
      }),
    );
  } else {
    for (const line of retierLines({ today, cuts, summary, load, decided })) console.log(line);
  }
  return problems > 0 ? 1 : 0;
});

/** Ranks the book of a portal: tells what would be written, or writes it. */
async function inPortal(
  portal: string,
  {
    asked,
    apply,
    json,
    fromDeals,
  }: {
    readonly asked: Day | undefined;
    readonly apply: boolean;
    readonly json: boolean;
    /** Take what was ordered from the won deals; with `apply` it is written onto the contacts too. */
    readonly fromDeals: boolean;
  },
): Promise<number> {
  const api = hubspotApi(portalAccess(portal));
  const ports = hubspotRankPorts(api, undefined);
  const today = asked ?? dayIn((await ports.account()).timeZone, Date.now());
  const result = await retier(ports, {
    today,
    apply,
    fromDeals,
    onWaiting: (untilMs) =>
      console.error(`another ranking is at work: waiting ${Math.ceil((untilMs - Date.now()) / 1_000)} s`),
    onProgress: ({ phase, customers }) => {
      if (customers % 2_000 === 0) console.error(`${phase} ${customers}`);
    },
  });
  if (!result.ok) throw failureOf(result);
  const { cuts, summary, load, flagged, reordered, written, failures } = result;
  if (json) {
    console.log(
      JSON.stringify({
        today: formatDay(today),
        customers: result.customers,
        ...(cuts ? { scored: cuts.customers, cuts: cutsJson(cuts) } : {}),
        moves: summary.moves(),
        because: summary.because(),
        flagged,
        ...(fromDeals ? { reordered } : {}),
        ...(load ? { load } : {}),
        written,
        failures,
        calls: api.sent(),
      }),
    );
  } else {
    if (cuts) for (const line of bookLines({ today, cuts, summary, load })) console.log(line);
    console.log(
      `flags: ${flagged.churnRisk} at risk of leaving, ${flagged.healthy} not any more; high-value programme proposed to ${flagged.proposed}`,
    );
    if (fromDeals) for (const line of orderLines(reordered)) console.log(line);
    for (const failure of failures) console.error(`not written: ${failure.key}: ${failure.message}`);
    console.log(`${written} customers ${apply ? 'written' : 'would be written'}; ${api.sent()} calls`);
  }
  return failures.length > 0 ? 1 : 0;
}

async function readCustomers(
  file: string,
): Promise<{ readonly customers: readonly RankedCustomer[]; readonly problems: number }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(`the customers file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { rows, problems } = readCustomersCsv(text);
  for (const { line, reason } of problems) console.error(`${file}:${line}: ${reason}`);
  if (rows.length === 0) throw new Failure(`${file} holds no row that can be ranked`);
  const customers = rows.map(({ properties }) => rankedOf({ id: properties.email, properties }, ZONE));
  return { customers, problems: problems.length };
}

function compiled(policy: Policy, today: Day): ReturnType<typeof compilePolicy> {
  const goLiveOn = policy.goLiveOn ?? formatDay(today);
  return compilePolicy({ ...policy, goLiveOn }, countryCalendar(policy.calendar));
}
