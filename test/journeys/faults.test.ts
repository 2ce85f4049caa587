import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { hubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { PortalError } from '../../src/use-cases/ports/ports.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const CUSTOMERS = demoCustomers(TODAY).filter((_, index) => index % 3 === 0);

interface Fault {
  readonly name: string;
  /** Whether the portal still does what was asked. */
  readonly takesEffect: boolean;
  readonly answer:
    | 'dropped'
    /** The answer never comes. */
    | 'silent'
    /** 207: the last item of a batch is refused, the others are done. */
    | 'partial'
    | { readonly status: number; readonly text: string; readonly headers?: Record<string, string> };
  /** Every call after it fails too. */
  readonly forGood?: boolean;
  /** The run is expected to get over it by itself. */
  readonly overcome: 'always' | 'where it may run twice' | 'item by item' | 'some' | 'never';
}

const refusal = (status: number, body: object) => ({
  status,
  text: JSON.stringify({ status: 'error', correlationId: 'c-1', message: 'as asked', ...body }),
});

const FAULTS: readonly Fault[] = [
  {
    name: '429, ten seconds',
    takesEffect: false,
    answer: refusal(429, { policyName: 'TEN_SECONDLY_ROLLING' }),
    overcome: 'always',
  },
  {
    name: '429, one second',
    takesEffect: false,
    answer: refusal(429, { message: 'You have reached your secondly limit.' }),
    overcome: 'always',
  },
  {
    name: '429, the day is spent',
    takesEffect: false,
    answer: refusal(429, { policyName: 'DAILY', message: 'You have reached your daily limit.' }),
    forGood: true,
    overcome: 'never',
  },
  {
    name: '500 before it took effect',
    takesEffect: false,
    answer: refusal(500, {}),
    overcome: 'where it may run twice',
  },
  { name: '502 after it took effect', takesEffect: true, answer: refusal(502, {}), overcome: 'where it may run twice' },
  { name: '423, locked', takesEffect: false, answer: refusal(423, {}), overcome: 'where it may run twice' },
  {
    name: 'a dropped connection before it took effect',
    takesEffect: false,
    answer: 'dropped',
    overcome: 'where it may run twice',
  },
  {
    name: 'a dropped connection after it took effect',
    takesEffect: true,
    answer: 'dropped',
    overcome: 'where it may run twice',
  },
  { name: '207 with an item refused', takesEffect: true, answer: 'partial', overcome: 'item by item' },
  { name: 'no answer at all, though it took effect', takesEffect: true, answer: 'silent', overcome: 'some' },
  { name: '401 from here on', takesEffect: false, answer: refusal(401, {}), forGood: true, overcome: 'never' },
];

/** Answers HubSpot's calls over HTTP from a portal; the n-th call meets the fault. */
let handle: (request: IncomingMessage, body: string, answer: ServerResponse) => Promise<void>;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(async (request, answer) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    await handle(request, Buffer.concat(parts).toString(), answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function routeInto(portal: Portal, at: number, fault: Fault): void {
  let number = 0;
  handle = async (request, body, answer) => {
    number += 1;
    const hit = number === at || (fault.forGood && number > at);
    const refused = hit && fault.answer === 'partial' ? lastItem(request.url ?? '', body) : undefined;
    if (hit && fault.answer === 'partial' && refused === undefined) {
      // No batch: it cannot be refused in part.
      at += 1;
    }
    const real =
      hit && !fault.takesEffect
        ? undefined
        : await portal.fetch(
            new Request(`http://portal.test${request.url}`, {
              method: request.method ?? 'GET',
              headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
              ...(body ? { body: refused?.rest ?? body } : {}),
            }),
          );
    if (hit && fault.answer === 'dropped') {
      request.socket.destroy();
      return;
    }
    if (hit && fault.answer === 'silent') return;
    if (refused !== undefined) {
      const done = JSON.parse((await real?.text()) ?? '{}');
      answer.writeHead(207, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ ...done, numErrors: 1, errors: [refused.error] }));
      return;
    }
    const { status, text, headers }: { status: number; text: string; headers: Record<string, string> } =
      hit && typeof fault.answer === 'object'
        ? { headers: {}, ...fault.answer }
        : { status: real?.status ?? 500, text: (await real?.text()) ?? '', headers: {} };
    answer.writeHead(status, { 'content-type': 'application/json', ...headers });
    answer.end(text);
  };
}

/** A batch write without its last item, and what HubSpot says of that one; undefined: the call is no batch of several. */
function lastItem(url: string, body: string): { readonly rest: string; readonly error: object } | undefined {
  if (!/\/batch\/(upsert|update)$/.test(url)) return undefined;
  const sent = JSON.parse(body) as { inputs: { objectWriteTraceId: string }[] };
  const last = sent.inputs.at(-1);
  if (last === undefined || sent.inputs.length < 2) return undefined;
  return {
    rest: JSON.stringify({ ...sent, inputs: sent.inputs.slice(0, -1) }),
    error: {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: 'as asked',
      context: { objectWriteTraceId: [last.objectWriteTraceId] },
    },
  };
}

/** A run over the official client, on a clock that only moves by waiting. */
function runOver(portal: Portal, timeoutMs = 30_000) {
  let waited = 0;
  const now = (): number => portal.now() + waited;
  const sleep = async (ms: number): Promise<void> => {
    waited += ms;
  };
  const api = hubspotApi({ accessToken: 'test', basePath: url, now, sleep, random: () => 0.5, timeoutMs });
  const ports = hubspotPorts(api, { now, sleep });
  return { api, run: () => planUntilDone(ports, { today: TODAY, trigger: 'command', onWaiting: () => {} }) };
}

describe('a planning run that meets trouble at any call', () => {
  let before: unknown;
  let undisturbed: unknown;
  let calls = 0;

  const fresh = (): Portal => {
    const portal = createPortal({
      timeZone: ZONE,
      rateLimits: false,
      seed: 7,
      now: () => instantAt(ZONE, TODAY, '09:00'),
    });
    portal.restore(before);
    return portal;
  };

  beforeAll(async () => {
    const { portal } = await openBook(CUSTOMERS, TODAY);
    before = portal.snapshot();
    const api = apiInto(portal);
    await planBook(portal, api, TODAY);
    calls = api.sent();
    undisturbed = await readState(portal);
  });

  for (const fault of FAULTS) {
    it(`ends, at the latest after the next run, as if nothing had been: ${fault.name}`, async () => {
      let overcome = 0;
      let refusedItems = 0;
      const tried = Array.from({ length: calls }, (_, index) => index + 1);
      for (const at of tried) {
        const portal = fresh();
        routeInto(portal, at, fault);
        try {
          const result = await runOver(portal, fault.answer === 'silent' ? 500 : undefined).run();
          if (!result.ok) throw new Error(result.reason);
          if (fault.overcome === 'item by item') refusedItems += result.failed;
          overcome += 1;
        } catch (error) {
          // Whatever stops a run is told by its kind and what was being attempted, never as a bare exception.
          expect(error, `call ${at}`).toBeInstanceOf(PortalError);
        }
        await planBook(portal, apiInto(portal), TODAY);
        expect(await readState(portal), `${fault.name} at call ${at}`).toEqual(undisturbed);
      }
      if (fault.overcome === 'always') expect(overcome).toBe(tried.length);
      if (fault.overcome === 'some') expect(overcome).toBeGreaterThan(calls / 2);
      if (fault.overcome === 'never') expect(overcome).toBe(0);
      // Everything but the creation of the run's own record may run twice.
      if (fault.overcome === 'where it may run twice') expect(overcome).toBe(tried.length - 1);
      // Visits, tasks and next dates are written by batches: a refused item of each is told.
      if (fault.overcome === 'item by item') expect(refusedItems).toBeGreaterThan(2);
      console.log(`${fault.name}: ${calls} calls tried, ${overcome} overcome by the run itself`);
    });
  }

  it('leaves out an item that HubSpot refuses, says so, keeps its customer in the queue and plans the others', async () => {
    const portal = fresh();
    // An owner who was deleted meanwhile: the visit and task of that customer cannot be written as they are.
    const refusing = apiInto(portal, async ({ call }, send) => {
      const answer = await send();
      if (call.attempting !== 'writing visits') return answer;
      const [first, ...others] = answer.body.results;
      const key = first.properties.rv_visit_key;
      return {
        status: 207,
        body: {
          ...answer.body,
          results: others,
          numErrors: 1,
          errors: [
            {
              status: 'error',
              category: 'VALIDATION_ERROR',
              message: 'no such owner',
              context: { objectWriteTraceId: [key] },
            },
          ],
        },
      };
    });
    const result = await planBook(portal, refusing, TODAY);
    expect(result.failed).toBe(1);
    expect(result.failures[0]).toMatchObject({ message: 'no such owner' });
    const again = await planBook(portal, apiInto(portal), TODAY);
    expect(again.decided).toBe(1);
    expect(await readState(portal)).toEqual(undisturbed);
  });
});
