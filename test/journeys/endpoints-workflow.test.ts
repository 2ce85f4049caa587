import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main as planVisitsNow } from '../../serverless/workflow_plan_visits.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { apiInto, openBook, planBook, readState } from '../support/book.ts';
import { type Endpoints, ORIGIN, openEndpoints, SECRET, standAt } from '../support/endpoints.ts';
import { generatedBook } from '../support/generated-book.ts';

const TODAY = day('2026-11-23');
const ACTION = `${ORIGIN}/hs/serverless/return-visits/workflow-plan-visits`;
const ROWS = generatedBook(11, 320, '2026-11-23');

let stage: Endpoints;

beforeEach(async () => {
  stage = await openEndpoints(ROWS, TODAY, { isPlanned: false });
  standAt(stage);
});
afterEach(async () => {
  await stage.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

interface Execution {
  readonly state: string;
  readonly attempts: readonly { readonly status: number }[];
  readonly outputFields: { readonly [name: string]: string };
  readonly nextAttemptAt?: number;
}

async function execution(): Promise<Execution> {
  const answer = await fetch(`${stage.url}/__portal/workflow-actions`);
  const { executions } = (await answer.json()) as { executions: readonly Execution[] };
  return executions.at(-1) as Execution;
}

async function enrol(): Promise<Execution> {
  await stage.control('workflow-actions/execute', {
    actionUrl: ACTION,
    clientSecret: SECRET,
    objectType: 'CONTACT',
    objectId: 9001,
  });
  return execution();
}

/** The portal's clock goes on, and the functions' with it. */
function wait(ms: number): void {
  stage.portal.setNow(stage.portal.now() + ms);
  vi.setSystemTime(stage.portal.now());
}

async function retried(): Promise<Execution> {
  const { nextAttemptAt = 0 } = await execution();
  wait(Math.max(0, nextAttemptAt - stage.portal.now()));
  await stage.control('workflow-actions/retry');
  return execution();
}

describe('the workflow action “Plan visits now”, driven by the portal', () => {
  it('plans everybody and answers how many', async () => {
    let run = await enrol();
    for (let tries = 0; run.state === 'RETRYING' && tries < 20; tries += 1) run = await retried();
    expect(run.state).toBe('SUCCESS');
    const { portal, api } = await openBook(ROWS, TODAY);
    const whole = await planBook(portal, api, TODAY);
    expect(run.outputFields).toEqual({
      done: 'true',
      decided: String(whole.decided),
      opened: String(whole.totals.opened),
      waiting: '0',
      reason: '',
      hs_execution_state: 'SUCCESS',
    });
    expect(await readState(stage.portal)).toEqual(await readState(portal));
  });

  it('waits while another run is at work, and does its work then', async () => {
    const ports = hubspotPorts(apiInto(stage.portal), { now: () => stage.portal.now() });
    await ports.runs.takeLease({ trigger: 'worker', today: TODAY, policyVersion: 1 });
    let run = await enrol();
    expect(run).toMatchObject({ state: 'RETRYING', attempts: [{ status: 429 }] });
    // HubSpot reads Retry-After as milliseconds.
    expect(run.nextAttemptAt).toBe(stage.portal.now() + 10_000);
    expect((await readState(stage.portal)).visits).toEqual({});
    for (let tries = 0; run.state === 'RETRYING' && tries < 20; tries += 1) run = await retried();
    expect(run.state).toBe('SUCCESS');
    expect(Number(run.outputFields.decided)).toBeGreaterThan(0);
  });

  it('does nothing twice when the same call comes again', async () => {
    let run = await enrol();
    for (let tries = 0; run.state === 'RETRYING' && tries < 20; tries += 1) run = await retried();
    const [last] = stage.calls.slice(-1);
    const before = await readState(stage.portal);
    const again = await planVisitsNow({ ...last?.request, secrets: { PRIVATE_APP_ACCESS_TOKEN: 'test' } });
    expect(again).toMatchObject({ statusCode: 200, body: last?.body });
    expect(await readState(stage.portal)).toEqual(before);
  });

  it('lets the workflow go on and says why when planning is paused', async () => {
    const ports = hubspotPorts(apiInto(stage.portal), { now: () => stage.portal.now() });
    await ports.runs.pause('盘点 stocktaking');
    const run = await enrol();
    expect(run).toMatchObject({
      state: 'FAIL_CONTINUE',
      outputFields: { reason: expect.stringContaining('stocktaking') },
    });
    expect((await readState(stage.portal)).visits).toEqual({});
  });

  it('goes on when its function was cut off in the middle', async () => {
    // What is written last, the next dates, is refused for as long as one function lives.
    await stage.control('faults', { pathPattern: 'contacts/batch/update', nth: 2, times: 8, status: 502 });
    let run = await enrol();
    for (let tries = 0; run.state === 'RETRYING' && tries < 20; tries += 1) {
      wait(60_000);
      run = await retried();
    }
    expect(run.state).toBe('SUCCESS');
    const { portal, api } = await openBook(ROWS, TODAY);
    await planBook(portal, api, TODAY);
    expect(Object.keys((await readState(stage.portal)).visits)).toEqual(Object.keys((await readState(portal)).visits));
  });

  it('refuses an unsigned call', async () => {
    expect(await planVisitsNow({ method: 'POST', body: '{}', headers: {} })).toMatchObject({ statusCode: 401 });
  });
});
