import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { main as openHealth } from '../../serverless/open_health.ts';
import { main as repairPortal } from '../../serverless/repair_portal.ts';
import type { HealthState, OpenHealthInput, RunDetails, RunList } from '../../src/contract/open-health.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { hubspotApi } from '../../src/hubspot/api.ts';
import { withHealth } from '../../src/hubspot/health.ts';
import { PATHS } from '../../src/hubspot/paths.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal, type Portal, type PortalOptions } from '../../src/portal/portal.ts';
import { servePortal } from '../../src/portal/server.ts';
import { nextRunAfter } from '../../src/use-cases/operations/next-run.ts';
import { openHealth as openHealthOf } from '../../src/use-cases/operations/open-health.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { codesOf } from '../../src/use-cases/planning/run-tally.ts';
import { undoRun } from '../../src/use-cases/planning/undo-run.ts';
import { refusalOf } from '../../src/use-cases/refusals.ts';
import { openBook, planBook, ZONE } from '../support/book.ts';
import { underContract } from '../support/under-contract.ts';

const TODAY = day('2026-11-23');
const NINE = instantAt(ZONE, TODAY, '09:00');
const EVERY = [...new Set(Object.values(PATHS).flatMap(({ scopes }) => [...scopes]))];
const TOKENS = {
  test: { scopes: 'all' as const },
  'no-deals': { scopes: EVERY.filter((scope) => scope !== 'crm.objects.deals.read') },
  'no-objects': { scopes: EVERY.filter((scope) => !scope.startsWith('crm.objects.custom')) },
};

interface Stage {
  readonly portal: Portal;
  readonly url: string;
  readonly close: () => Promise<void>;
}

let stage: Stage;
/** Installed, one book of customers, planned once this morning. */
let planned: unknown;
const closing: (() => Promise<void>)[] = [];

async function serve(portal: Portal): Promise<Stage> {
  const served = await servePortal(underContract(portal), { port: 0 });
  return { portal, url: served.url, close: () => served.close() };
}

beforeAll(async () => {
  const { portal, api } = await openBook(
    demoCustomers(TODAY).slice(0, 12),
    TODAY,
    {},
    { tokens: TOKENS, limits: { customObjectRecords: 1_000 } },
  );
  await planBook(portal, api, TODAY);
  stage = await serve(portal);
  planned = portal.snapshot();
});
afterAll(() => stage.close());

beforeEach(() => {
  stage.portal.restore(planned);
  stage.portal.setNow(NINE + 60_000);
  standIn(stage);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

function standIn({ portal, url }: Stage): void {
  vi.useFakeTimers({ toFake: ['Date'], now: portal.now(), shouldAdvanceTime: true });
  vi.stubEnv('HUBSPOT_API_BASE', url);
}

/** Another portal than the planned one. */
async function openPortal(options: PortalOptions = {}): Promise<Stage> {
  const portal = createPortal({ timeZone: ZONE, rateLimits: false, seed: 7, now: () => NINE, ...options });
  const opened = await serve(portal);
  closing.push(opened.close);
  standIn(opened);
  return opened;
}

const withToken = (token: string, parameters: object) => ({ parameters, secrets: { PRIVATE_APP_ACCESS_TOKEN: token } });

async function ask<A>(parameters: OpenHealthInput, token = 'test'): Promise<A> {
  const answer = await openHealth(withToken(token, parameters));
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer as A;
}
const state = (token?: string) => ask<HealthState>({ part: 'state' }, token);
const runs = (more: object = {}) => ask<RunList>({ part: 'runs', ...more });

const wrong = ({ symptoms }: HealthState) => symptoms.filter(({ isWell }) => !isWell).map(({ what }) => what);
const symptom = ({ symptoms }: HealthState, name: string) => symptoms.find(({ what }) => what === name);

function portsOf({ portal, url }: Stage) {
  const now = () => portal.now();
  const sleep = async (): Promise<void> => {};
  const api = hubspotApi({ basePath: url, accessToken: 'test', now, sleep });
  return withHealth(api, hubspotPorts(api, { now, sleep }));
}

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Response> {
  return fetch(`${stage.url}${path}`, {
    method,
    headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

describe('the state of a portal', () => {
  it('that was planned this morning lacks nothing but a probe, and says what is in force and used', async () => {
    const seen = await state();

    expect(wrong(seen)).toEqual(['probe']);
    expect(seen).toMatchObject({
      isInstalled: true,
      apiVersion: '2026-09',
      policyVersion: 1,
      lastRunAt: new Date(NINE).toISOString(),
      pausedBecause: null,
      clockRecord: null,
      calls: { limit: 1_000_000 },
    });
    expect(seen.records?.limit).toBe(1_000);
    expect(seen.callsByDay).toEqual([{ on: '2026-11-23', runs: 1, calls: expect.any(Number) }]);
    expect(seen.callsByDay[0]?.calls).toBeGreaterThan(5);
    for (const { seen: words } of seen.symptoms) expect(words.zh).toMatch(/\p{Script=Han}/u);
  });

  it('writes nothing, whichever part is asked for', async () => {
    const before = stage.portal.journal().length;
    await state();
    const { runs: list } = await runs();
    await ask({ part: 'run', key: list[0]?.key ?? '' });
    const writes = stage.portal
      .journal()
      .slice(before)
      .filter(({ method, path }) => method !== 'GET' && !/\/(search|batch\/read)$/.test(path));
    expect(writes).toEqual([]);
  });

  it('names the scope that is missing, and goes on where it can', async () => {
    const seen = await state('no-deals');
    expect(wrong(seen)).toEqual(['scopes', 'probe']);
    expect(symptom(seen, 'scopes')).toMatchObject({
      seen: { en: expect.stringContaining('deals (crm.objects.deals.read)') },
      command: 'hs project install-app --force',
    });

    const blind = await state('no-objects');
    expect(wrong(blind)).toEqual(['scopes', 'app']);
    expect(symptom(blind, 'app')?.seen.zh).toContain('授权');
  });

  it('of a property that somebody deleted offers to make it again', async () => {
    await call('DELETE', '/crm/properties/2026-09/contacts/rv_tier');
    const seen = await state();
    expect(wrong(seen)).toContain('installation');
    expect(symptom(seen, 'installation')).toMatchObject({
      seen: { en: '1 missing: property contacts.rv_tier' },
      repair: 'missing_parts',
    });
    expect(seen).toMatchObject({
      isInstalled: true,
      installation: {
        missing: [{ kind: 'property', name: 'contacts.rv_tier', isOptional: false }],
        present: { object: 4, association: 1, label: 2 },
      },
    });
  });

  it('tells a run that is at work from one that died, until when it keeps others away, and that another can go on', async () => {
    const ports = portsOf(stage);
    await ports.runs.takeLease({ trigger: 'command', today: TODAY, policyVersion: 1 });
    await ports.runs.saveClock({ ...(await ports.runs.readClock()), step: { after: '0', upTo: '999' } });
    const working = await state();
    expect(wrong(working)).toEqual(['probe']);
    expect(symptom(working, 'unfinished_step')?.seen.en).toMatch(/can go on in (29|30) s$/);

    stage.portal.setNow(stage.portal.now() + 60_000);
    standIn(stage);
    const dead = await state();
    expect(wrong(dead)).toEqual(['last_run', 'unfinished_step', 'probe']);
    expect(symptom(dead, 'unfinished_step')).toMatchObject({ repair: 'plan' });
    expect((await runs({ status: 'died' })).runs.map(({ status }) => status)).toEqual(['died']);
    expect((await runs({ status: 'running' })).runs).toEqual([]);
  });

  it('says that the records run out before they do', async () => {
    for (let at = 0; at < 8; at += 1) {
      await call('POST', `/crm/objects/2026-09/p146000001_rv_visit/batch/create`, {
        inputs: Array.from({ length: 90 }, (_, index) => ({
          properties: { rv_visit_key: `fill:${at * 100 + index}` },
        })),
      });
    }
    const seen = await state();
    expect(wrong(seen)).toEqual(['records', 'probe']);
    expect(symptom(seen, 'records')).toMatchObject({
      seen: { en: expect.stringMatching(/^7\d\d of 1000: archive old visits$/) },
      command: expect.stringContaining('app:retain'),
    });
  });

  it('of a pause names the reason, the command, and the record where a person ends it', async () => {
    await portsOf(stage).runs.pause('盘点');
    const seen = await state();
    expect(seen.pausedBecause).toBe('盘点');
    expect(seen.clockRecord).toEqual({ objectTypeId: expect.stringMatching(/^2-\d+$/), id: expect.any(String) });
    expect(symptom(seen, 'planning')).toMatchObject({
      isWell: false,
      command: 'npm run app:runs -- --portal https://api.hubapi.com resume',
    });
    expect(symptom(seen, 'planning')?.repair).toBeUndefined();
  });

  it('that nobody planned for two days is late, and expects the run at its usual time', async () => {
    const ports = portsOf(stage);
    for (const days of [1, 2]) {
      const on = addDays(TODAY, days);
      stage.portal.setNow(instantAt(ZONE, on, '06:10'));
      await planUntilDone(ports, { today: on, trigger: 'worker' });
    }
    stage.portal.setNow(instantAt(ZONE, addDays(TODAY, 2), '12:00'));
    standIn(stage);
    expect((await state()).next).toEqual({
      at: new Date(instantAt(ZONE, addDays(TODAY, 3), '06:10')).toISOString(),
      isLate: false,
    });
    stage.portal.setNow(instantAt(ZONE, addDays(TODAY, 4), '12:00'));
    standIn(stage);
    const late = await state();
    expect(wrong(late)).toContain('last_run');
    expect(late.next?.isLate).toBe(true);
  });

  it('of a portal without the app says that it is not installed, and what makes it so', async () => {
    await openPortal();
    const seen = await state();
    expect(seen).toMatchObject({ isInstalled: false, policyVersion: null, lastRunAt: null, callsByDay: [] });
    expect(symptom(seen, 'installation')?.command).toBe('npm run app:install -- --portal https://api.hubapi.com');
    expect(seen.installation?.missing.map(({ name }) => name)).toContain('rv_visit');
  });

  it('of a portal that is down is a refusal in both languages', async () => {
    await fetch(`${stage.url}/__portal/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pathPrefix: '/account-info', status: 401, times: 1 }),
    });
    expect(await openHealth(withToken('test', { part: 'state' }))).toMatchObject({ reason: 'portal_unauthorized' });
    // Without time to try again: how often a call is repeated is told elsewhere.
    const api = hubspotApi({ basePath: 'http://127.0.0.1:1', accessToken: 'test', deadline: 0 });
    const ports = hubspotPorts(api, { now: Date.now });
    const down = openHealthOf(
      { part: 'runs', days: 7, portal: undefined },
      { today: TODAY, node: 'v20' },
      withHealth(api, ports),
    );
    const error: unknown = await down.catch((cause: unknown) => cause);
    expect(refusalOf(error)).toMatchObject({
      ok: false,
      reason: 'portal_unavailable',
      message: { zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/HubSpot/) },
    });
  });

  it('takes nothing but what it knows', async () => {
    for (const parameters of [{}, { part: 'all' }, { part: 'run', key: 'clock' }, { part: 'runs', days: 8 }])
      expect(await openHealth(withToken('test', parameters))).toMatchObject({ reason: 'bad_input' });
    for (const parameters of [{}, { repair: 'resume' }, { repair: 'missing_parts', dryRun: true }])
      expect(await repairPortal(withToken('test', parameters))).toMatchObject({ reason: 'bad_input' });
  });
});

describe('making what is missing', () => {
  it('puts back a property and a choice, and does nothing the second time', async () => {
    await call('DELETE', '/crm/properties/2026-09/contacts/rv_tier');
    await call('PATCH', '/crm/properties/2026-09/contacts/rv_customer_kind', {
      options: [{ value: 'b2b', label: 'B2B', displayOrder: 0, hidden: false }],
    });
    expect(await repairPortal(withToken('test', { repair: 'missing_parts' }))).toEqual({
      ok: true,
      made: [
        { kind: 'choice', name: 'contacts.rv_customer_kind b2c' },
        { kind: 'property', name: 'contacts.rv_tier' },
      ],
    });
    expect(await repairPortal(withToken('test', { repair: 'missing_parts' }))).toEqual({ ok: true, made: [] });
    expect(wrong(await state())).toEqual(['probe']);
  });
});

describe('the runs', () => {
  it('are listed with what they did; one is opened with its customers, calls and how to take it back', async () => {
    const list = await runs();
    expect(list.total).toBe(1);
    const [line] = list.runs;
    expect(line).toMatchObject({ status: 'done', trigger: 'command', today: '2026-11-23', isUndone: false });
    expect(line?.counts).toMatchObject({ decided: 12, failed: 0 });

    const run = await ask<RunDetails>({ part: 'run', key: line?.key ?? '' });
    expect(run).toMatchObject({
      policyVersion: 1,
      steps: expect.any(Number),
      calls: expect.any(Number),
      trouble: null,
    });
    expect(run.standings.reduce((sum, { customers }) => sum + customers, 0)).toBe(12);
    expect(run.undoCommand).toBe(`npm run app:runs -- --portal https://api.hubapi.com undo ${run.name}`);
    for (const { name, standing } of run.skipped) {
      expect(name).not.toBe('');
      expect(standing).toMatch(/^(suppressed|infeasible):/);
    }
  });

  it('are chosen by trigger, state and days', async () => {
    expect((await runs({ trigger: 'worker' })).runs).toEqual([]);
    expect((await runs({ trigger: 'command', status: 'done', days: 1 })).runs).toHaveLength(1);
    stage.portal.setNow(NINE + 3 * 86_400_000);
    standIn(stage);
    expect((await runs({ days: 1 })).runs).toEqual([]);
    expect((await runs({ days: 7 })).runs).toHaveLength(1);
  });

  it('say that one was taken back, and no more how', async () => {
    const [line] = (await runs()).runs;
    await undoRun(line?.name ?? '', { today: TODAY }, portsOf(stage));
    const run = await ask<RunDetails>({ part: 'run', key: line?.key ?? '' });
    expect(run.undone).toMatchObject({ withdrawn: line?.counts.opened, kept: 0 });
    expect(run.undoCommand).toBeNull();
    expect((await runs()).runs[0]?.isUndone).toBe(true);
    expect(run.counts).toEqual(line?.counts);
  });

  it('that HubSpot stopped say why, by its own correlation id and without its words', async () => {
    await fetch(`${stage.url}/__portal/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        method: 'POST',
        pathPattern: '/contacts/search',
        status: 403,
        body: { status: 'error', message: '王建国 may not', category: 'MISSING_SCOPES', correlationId: 'abc-1' },
        times: 50,
      }),
    });
    stage.portal.setNow(NINE + 120_000);
    const cut = planUntilDone(portsOf(stage), { today: TODAY, trigger: 'worker' });
    await expect(cut).rejects.toThrow();
    await fetch(`${stage.url}/__portal/faults`, { method: 'DELETE' });
    stage.portal.setNow(NINE + 240_000);
    standIn(stage);
    const [line] = (await runs({ trigger: 'worker' })).runs;
    const run = await ask<RunDetails>({ part: 'run', key: line?.key ?? '' });
    expect(run).toMatchObject({
      status: 'died',
      trouble: { kind: 'forbidden', attempting: expect.any(String), status: 403, correlationId: 'abc-1' },
    });
    expect(JSON.stringify(run)).not.toContain('王建国');
  });

  it('that renewed their right are one run, which began when the first did', async () => {
    const ports = portsOf(stage);
    const at = NINE + 600_000;
    stage.portal.setNow(at);
    let slow = 0;
    // Every step takes twenty seconds: the right to write is renewed on the way.
    const result = await planUntilDone(ports, {
      today: addDays(TODAY, 30),
      trigger: 'worker',
      stepSize: 4,
      shouldStop: () => {
        slow += 1;
        stage.portal.setNow(at + slow * 20_000);
        return false;
      },
    });
    standIn(stage);
    const list = await runs({ trigger: 'worker' });
    expect(list.runs).toHaveLength(1);
    expect(list.runs[0]).toMatchObject({
      name: result.ok ? result.name : '',
      startedAt: new Date(at).toISOString(),
      counts: { decided: result.ok ? result.decided : -1 },
    });
    expect(list.runs[0]?.key).not.toBe(list.runs[0]?.name);
  });
});

describe('the next run', () => {
  const at = (on: number, time: string) => instantAt(ZONE, addDays(TODAY, on), time);

  it('is expected at the middle of the usual times, the first run of a day counting', () => {
    const starts = [at(-3, '06:00'), at(-2, '06:30'), at(-2, '11:00'), at(-1, '06:10')];
    expect(nextRunAfter(starts, at(0, '05:00'), ZONE)).toEqual({ at: at(0, '06:10'), isLate: false });
    expect(nextRunAfter(starts, at(0, '08:09'), ZONE)).toEqual({ at: at(0, '06:10'), isLate: false });
    expect(nextRunAfter(starts, at(0, '08:11'), ZONE)).toEqual({ at: at(0, '06:10'), isLate: true });
    expect(nextRunAfter([...starts, at(0, '06:12')], at(0, '08:11'), ZONE)?.isLate).toBe(false);
  });

  it('cannot be told from runs of one day', () => {
    expect(nextRunAfter([at(-1, '06:00'), at(-1, '07:00')], at(0, '05:00'), ZONE)).toBeUndefined();
    expect(nextRunAfter([], at(0, '05:00'), ZONE)).toBeUndefined();
  });
});

it('keeps of HubSpot’s words the codes and the properties, never a value', () => {
  expect(codesOf('Property values were not valid: INVALID_OPTION for rv_tier, "王建国 13900000000"')).toBe(
    'INVALID_OPTION rv_tier',
  );
  expect(codesOf('Zephyrine Quillwort is not allowed')).toBe('');
});
