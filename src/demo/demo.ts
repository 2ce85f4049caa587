import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addDays, type Day, formatDay, parseDay } from '../domain/calendar/day.ts';
import { dayIn, instantAt } from '../domain/calendar/zone.ts';
import { DEFAULT_POLICY } from '../domain/policy/default-policy.ts';
import { type HubspotApi, hubspotApi } from '../hubspot/api.ts';
import { install } from '../hubspot/installer.ts';
import type { Pacer } from '../hubspot/pacing.ts';
import { PATHS } from '../hubspot/paths.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { surveyPorts } from '../hubspot/survey-ports.ts';
import { createPortal, type Portal } from '../portal/portal.ts';
import { servePortal } from '../portal/server.ts';
import { startPreview } from '../preview/server.ts';
import { assembleProject } from '../project/assemble.ts';
import { measureUntilDone } from '../use-cases/measures/measures.ts';
import type { DecidedCustomer } from '../use-cases/planning/plan-step.ts';
import { planUntilDone, type RunResult } from '../use-cases/planning/plan-until-done.ts';
import { dailyCare } from '../use-cases/survey/daily-care.ts';
import { AccountTable } from './account-table.ts';
import type { CustomerRow } from './customers-csv.ts';
import { DEMO_LEAD, DEMO_OWNERS, demoCustomers } from './demo-customers.ts';
import { loadCustomers } from './load-customers.ts';
import { everybody, giveThePast, PAST_DAYS } from './past.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TIME_ZONE = 'Asia/Shanghai';
/** The embedded portal takes any token; this one says what it is. */
const TOKEN = 'embedded-portal';
/** Signs the links of the embedded portal, which opens nothing else. */
const SECRET = 'embedded-portal-secret';

export interface DemoOptions {
  /** First day of the portal; today when absent. */
  readonly today?: Day;
  /** Instead of the forty demo customers. */
  readonly customers?: readonly CustomerRow[];
  /** The demo customers have been visited for some months, and what came of it was counted. */
  readonly past?: boolean;
  /** Where the portal keeps its state; absent: in memory. */
  readonly dataDir?: string;
  /** Stands before the portal and sees every request; for tests. */
  readonly before?: (portal: Portal) => Portal;
  readonly say: (line: string) => void;
}

/** An embedded portal with the app installed, customers loaded and everybody planned. */
export interface Demo {
  readonly portal: Portal;
  readonly portalUrl: string;
  readonly api: HubspotApi;
  readonly timeZone: string;
  today(): Day;
  /** Null when the portal was planned already and today has nothing more to decide. */
  readonly planned: Planned;
  readonly ownerName: (id: string) => string;
  plan(): Promise<Planned>;
  close(): Promise<void>;
}

/** A run with the first customers it decided, to be shown. */
export interface Planned extends RunResult {
  readonly account: AccountTable;
  readonly customers: readonly DecidedCustomer[];
}

/** The embedded portal has no limits of its own here: nobody waits for a place. */
const AT_ONCE: Pacer = { reserve: async () => 0, heed: async () => {} };

/** More than this are summed up, not listed. */
const LISTED = 60;

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { say } = options;
  const portal = createPortal({
    timeZone: TIME_ZONE,
    tier: 'enterprise',
    // One machine and one user: waiting ten seconds for a burst limit would teach a newcomer nothing.
    rateLimits: false,
    ...(options.dataDir ? { dataDir: options.dataDir } : {}),
  });
  if (options.today !== undefined) portal.setNow(instantAt(TIME_ZONE, options.today, '09:00'));
  const today = (): Day => dayIn(TIME_ZONE, portal.now());
  const firstDay = today();
  const served = await servePortal(options.before?.(portal) ?? portal, { port: 0 });
  const api = hubspotApi({ basePath: served.url, accessToken: TOKEN, now: () => performance.now(), pacer: AT_ONCE });
  const ports = hubspotPorts(api, { now: () => portal.now() });

  // HubSpot's own pages of forms are out there; the embedded portal has some of its own.
  const page = (id: string): string => `${served.url}/__portal/forms/${id}`;
  const report = await install(api, () => {}, { surveyPages: { csat: page, nps: page, solved: page } });
  if (report.created.length > 0)
    say(`installed the app in the embedded portal: ${report.created.length} things created`);
  const isNew = (await everybody(api)).length === 0;
  // Who was visited for months was there before, and so was the policy.
  if (isNew && options.past) portal.setNow(instantAt(TIME_ZONE, addDays(firstDay, -PAST_DAYS - 30), '09:00'));
  if ((await ports.policies.current()) === undefined) {
    const team = { ...DEFAULT_POLICY.team, lead: DEMO_LEAD };
    await ports.policies.publish(1, { ...DEFAULT_POLICY, team, version: 1, goLiveOn: formatDay(firstDay) });
  }
  if (isNew) {
    const rows =
      options.customers ??
      demoCustomers(firstDay).map((row, index) => ({ line: index + 2, properties: withoutBlanks(row) }));
    await seedOwners(served.url, rows);
    const failures = await loadCustomers(api, rows, TIME_ZONE, (loaded) =>
      say(`loaded ${loaded} of ${rows.length} customers`),
    );
    for (const failure of failures) say(`not loaded: ${failure.key}: ${failure.message}`);
    if (options.past) {
      const policy = { ...DEFAULT_POLICY, version: 1, goLiveOn: formatDay(firstDay) };
      const setNow = (at: number): void => portal.setNow(at);
      const stage = { api, ports, policy, timeZone: TIME_ZONE, today: firstDay, setNow };
      const { visits } = await giveThePast(await everybody(api), stage);
      portal.setNow(options.today === undefined ? null : instantAt(TIME_ZONE, firstDay, '09:00'));
      const { counted } = await measureUntilDone(ports, firstDay);
      say(`wrote ${visits} visits of the months before, and counted ${counted} months of their owners`);
    }
  } else {
    say('the portal holds customers already; --fresh starts again');
  }
  const names = await ports.people.ownerNames();

  const plan = async (): Promise<Planned> => {
    // First: whom a low score by link or an exception asks to call is planned in the same run.
    const { portalId } = await ports.account();
    const care = await dailyCare(today(), { ...ports, ...surveyPorts(api, { portalId, secret: SECRET }) });
    if (!care.ok) throw new Error(care.message.en);
    const account = new AccountTable();
    const customers: DecidedCustomer[] = [];
    const result = await planUntilDone(ports, {
      today: today(),
      trigger: 'demo',
      onDecided: (decided) => {
        account.add(decided);
        customers.push(...decided.slice(0, Math.max(0, LISTED - customers.length)));
      },
      onProgress: ({ decided, waiting }) => {
        if (decided + waiting > 200) say(`planned ${decided} of ${decided + waiting}`);
      },
    });
    if (!result.ok) throw new Error(result.message.en);
    return { ...result, account, customers };
  };
  const planned = await plan();
  return {
    portal,
    portalUrl: served.url,
    api,
    timeZone: TIME_ZONE,
    today,
    planned,
    plan,
    ownerName: (id) => names.get(id) ?? id,
    async close() {
      await served.close();
      await portal.close();
    },
  };
}

/** Builds the cards and functions into a folder; the folder of the project in it. */
export async function buildProject(outDir: string): Promise<string> {
  return (await assembleProject({ root: ROOT, outDir, paths: PATHS })).projectDir;
}

/** Serves the demo in a browser: HubSpot-like screens that run the built cards and functions over the demo's portal. */
export async function serveDemo(
  demo: Demo,
  listen: { readonly port: number },
  say: (line: string) => void,
  build: (outDir: string) => Promise<string> = buildProject,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  say('building the cards and functions as HubSpot would');
  return startPreview({
    projectDir: await build(path.join(ROOT, 'build')),
    portalUrl: demo.portalUrl,
    token: TOKEN,
    port: listen.port,
    functionEnv: { HUBSPOT_API_BASE: demo.portalUrl, HUBSPOT_CLIENT_SECRET: SECRET },
    contactColumns: [
      { property: 'rv_tier', label: { zh: '分层', en: 'Tier' }, options: ['A', 'B', 'C'] },
      {
        property: 'rv_stage',
        label: { zh: '阶段', en: 'Stage' },
        options: ['new', 'established', 'loyal', 'dormant', 'lost'],
      },
      { property: 'rv_next_visit_on', label: { zh: '下次回访', en: 'Next visit' } },
    ],
    contactPropertyGroup: {
      label: { zh: '客户回访', en: 'Return Visits' },
      properties: [
        'rv_tier',
        'rv_stage',
        'rv_signed_on',
        'rv_first_purchase_on',
        'rv_last_purchase_on',
        'rv_delivered_on',
        'rv_contract_ends_on',
        'rv_last_touch_at',
        'rv_next_visit_on',
        'rv_next_visit_reason',
      ],
    },
    clock: {
      async now() {
        return { at: new Date(demo.portal.now()).toISOString(), day: formatDay(demo.today()), timeZone: demo.timeZone };
      },
      moveTo: (day, onProgress) => moveTo(demo, day, onProgress),
    },
    editRecord: (edit) => control(demo.portalUrl, 'edits', edit),
  });
}

/** Moves the portal's day and plans each day on the way, as a daily run would. */
async function moveTo(demo: Demo, text: string, onProgress: (line: string) => void): Promise<{ summary: string[] }> {
  const target = parseDay(text);
  const from = demo.today();
  if (target === undefined) return { summary: [`${JSON.stringify(text)} 不是日期 is no day`] };
  if (target <= from) return { summary: ['时间只能向前 The clock only goes forward'] };
  if (target - from > 400) return { summary: ['一次最多前进 400 天 At most 400 days at once'] };
  const totals = { opened: 0, changed: 0, withdrawn: 0 };
  for (let on = from + 1; on <= target; on += 1) {
    demo.portal.setNow(instantAt(demo.timeZone, on as Day, '09:00'));
    const result = await demo.plan();
    totals.opened += result.totals.opened;
    totals.changed += result.totals.changed;
    totals.withdrawn += result.totals.withdrawn;
    onProgress(`${formatDay(on as Day)}: +${result.totals.opened}`);
  }
  return {
    summary: [
      `现在是 ${text} · It is ${text}`,
      `新回访 ${totals.opened} · ${totals.opened} visits opened`,
      `更新 ${totals.changed}，撤回 ${totals.withdrawn} · ${totals.changed} changed, ${totals.withdrawn} withdrawn`,
    ],
  };
}

export async function forgetDemo(dataDir: string): Promise<void> {
  await rm(dataDir, { recursive: true, force: true });
}

/** HubSpot has no API that makes owners; the embedded portal takes them through its own control. */
async function seedOwners(portalUrl: string, rows: readonly CustomerRow[]): Promise<void> {
  const owners = new Map<string, { id: string; firstName: string; lastName: string; email: string }>(
    DEMO_OWNERS.map((owner) => [owner.id, { ...owner }]),
  );
  for (const { properties } of rows) {
    for (const id of [properties.hubspot_owner_id, properties.rv_service_owner, properties.rv_care_owner]) {
      if (id && !owners.has(id))
        owners.set(id, { id, firstName: 'Owner', lastName: id, email: `owner-${id}@returnvisits.example` });
    }
  }
  await control(portalUrl, 'owners', [...owners.values()]);
}

async function control(portalUrl: string, what: 'owners' | 'edits', body: unknown): Promise<void> {
  const answer = await fetch(`${portalUrl}/__portal/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the embedded portal refused the ${what}: ${answer.status} ${await answer.text()}`);
}

function withoutBlanks(row: { readonly [name: string]: string }): CustomerRow['properties'] {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')) as CustomerRow['properties'];
}
