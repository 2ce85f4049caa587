import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { main as probeFunction } from '../../serverless/probe.ts';
import { hubspotApi } from '../../src/hubspot/api.ts';
import { install } from '../../src/hubspot/installer.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { type Finding, keepTraits, type ProbeReport, probePortal } from '../../src/hubspot/probe.ts';
import { PROBES, type ProbeName } from '../../src/hubspot/probe-names.ts';
import { createPortal, type Portal, type PortalOptions } from '../../src/portal/portal.ts';
import { servePortal } from '../../src/portal/server.ts';
import { ended, lineOf } from '../support/child.ts';
import { startCommand } from '../support/command.ts';
import { underContract } from '../support/under-contract.ts';

const SECRET = 'client-secret-1';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

interface Stage {
  readonly portal: Portal;
  readonly url: string;
  post(path: string, body: unknown): Promise<unknown>;
}

async function openPortal(options: PortalOptions = {}): Promise<Stage> {
  const portal = createPortal({ seed: 7, ...options });
  const served = await servePortal(underContract(portal), { port: 0 });
  closing.push(() => served.close());
  return {
    portal,
    url: served.url,
    async post(path, body) {
      const answer = await fetch(`${served.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer test' },
        body: JSON.stringify(body),
      });
      return answer.json();
    },
  };
}

/** Probes over real HTTP. Waiting moves the portal's clock, and the index with it, by as much as was waited. */
async function probe(
  { portal, url }: Stage,
  more: { readonly endpoint?: { readonly url: string; readonly secret: string } } = {},
): Promise<ProbeReport & { readonly of: (name: ProbeName) => Finding }> {
  let moved = 0;
  const sleep = async (length: number): Promise<void> => {
    const ms = Math.ceil(length);
    moved += ms;
    portal.setNow(portal.now() + ms);
  };
  const now = () => Date.now() + moved;
  const report = await probePortal(
    (pacer) => hubspotApi({ basePath: url, accessToken: 'test', now, sleep, ...(pacer ? { pacer } : {}) }),
    { now, sleep, patienceMs: 120_000, withContacts: true, onFinding: () => {}, ...more },
  );
  return {
    ...report,
    of: (name) => {
      const finding = report.findings.find((each) => each.name === name);
      if (!finding) throw new Error(`nothing was said about ${name}`);
      return finding;
    },
  };
}

/** Everything that is in a portal, by what a person would call it. */
async function contents({ portal }: Stage): Promise<readonly string[]> {
  const get = async (path: string) => {
    const answer = await portal.fetch(
      new Request(`http://portal.test${path}`, { headers: { authorization: 'Bearer test' } }),
    );
    return ((await answer.json()) as { results?: { id?: string; name?: string }[] }).results ?? [];
  };
  const found: string[] = [];
  for (const type of ['contacts', 'tasks', 'calls', 'meetings', 'communications', 'notes']) {
    for (const { id } of await get(`/crm/objects/2026-09/${type}`)) found.push(`${type} ${id}`);
    for (const { name = '' } of await get(`/crm/properties/2026-09/${type}`))
      if (name.startsWith('rv_')) found.push(`${type}.${name}`);
  }
  for (const { name } of await get('/crm-object-schemas/2026-09/schemas')) found.push(`object ${name}`);
  return found;
}

const differing = ({ findings }: ProbeReport) =>
  findings.filter(({ verdict }) => verdict === 'differs').map(({ name }) => name);

describe('the probe, against the embedded portal', () => {
  it('finds an Enterprise portal as assumed, leaves nothing behind, and speaks of everything there is to ask', async () => {
    const stage = await openPortal();
    const report = await probe(stage);

    expect(differing(report)).toEqual([]);
    expect(report.canRun).toBe(true);
    expect(await contents(stage)).toEqual([]);
    expect([...new Set(report.findings.map(({ name }) => name))].sort()).toEqual(Object.keys(PROBES).sort());
  });

  it.each(['free', 'professional'] as const)(
    'says that a portal of tier %s has no custom objects, and leaves nothing',
    async (tier) => {
      const stage = await openPortal({ tier });
      const report = await probe(stage);

      expect(differing(report)).toEqual(['custom-objects']);
      expect(report.of('unique-refused').verdict).toBe('not-tried');
      expect(report.canRun).toBe(false);
      expect(await contents(stage)).toEqual([]);
    },
  );

  it('uses the app’s own keys where it is installed, keeps its result there, and touches no record of the app', async () => {
    const stage = await openPortal();
    await install(hubspotApi({ basePath: stage.url, accessToken: 'test' }));
    const before = await contents(stage);
    const report = await probe(stage);
    expect(differing(report)).toEqual([]);
    expect(await contents(stage)).toEqual(before);

    const api = hubspotApi({ basePath: stage.url, accessToken: 'test' });
    expect(await keepTraits(api, report.portalId, { ...report.traits, searchSpacingMs: 525 })).toBe(true);
    const ports = hubspotPorts(api, { now: Date.now });
    expect((await ports.runs.readClock()).portal).toMatchObject({
      searchSpacingMs: 525,
      keysOnTasks: true,
      differs: [],
    });
    await ports.runs.pause('a test');
    await ports.runs.saveClock({});
    expect((await ports.runs.readClock()).portal).toMatchObject({ searchSpacingMs: 525 });
  });
});

describe('the probe reports what is otherwise', () => {
  it('a unique property that is refused on tasks and activities', async () => {
    const stage = await openPortal({ limits: { uniquePropertiesPerActivity: 0 } });
    const report = await probe(stage);

    expect(differing(report)).toEqual(['task-unique-property', 'activity-unique-property']);
    expect(report.traits.keysOnTasks).toBe(false);
    expect(report.canRun).toBe(true);
    expect(await contents(stage)).toEqual([]);
  });

  it('a search that comes late: by how much, and that it is too late', async () => {
    const some = await probe(await openPortal({ searchLagMs: 8_000 }));
    expect(differing(some)).toEqual([]);
    expect(some.traits.searchLagMs).toBeGreaterThanOrEqual(7_000);

    const late = await probe(await openPortal({ searchLagMs: 300_000 }));
    expect(differing(late)).toEqual(['search-lag']);
    expect(late.of('search-lag').seen).toContain('not seen in 120 s');
  });

  it('other limits: labels, searches, no custom object left', async () => {
    const few = await probe(await openPortal({ limits: { associationLabelsPerPair: 1, searchesPerSecond: 2 } }));
    expect(differing(few)).toEqual(['search-rate', 'label-limits']);
    expect(few.traits.searchSpacingMs).toBeGreaterThanOrEqual(500);

    const none = await probe(await openPortal({ limits: { customObjectTypes: 0 } }));
    expect(differing(none)).toEqual(['custom-objects']);
  });

  it('a token that may not read everything, by name', async () => {
    const stage = await openPortal({
      tokens: {
        test: {
          scopes: [
            'oauth',
            'crm.objects.contacts.read',
            'crm.objects.contacts.write',
            'crm.objects.custom.read',
            'crm.objects.custom.write',
            'crm.schemas.contacts.read',
            'crm.schemas.contacts.write',
            'crm.schemas.custom.read',
            'crm.schemas.custom.write',
          ],
        },
      },
    });
    const report = await probe(stage);
    expect(report.of('scopes')).toMatchObject({ verdict: 'differs', seen: expect.stringMatching(/deals.*owners/) });
    expect(report.canRun).toBe(false);
  });

  it('a portal whose answers say nothing of limits: the app keeps to the smallest', async () => {
    const stage = await openPortal();
    const silent: Portal = {
      ...stage.portal,
      async fetch(request) {
        const answer = await stage.portal.fetch(request);
        for (const name of [...answer.headers.keys()])
          if (/ratelimit|correlation/i.test(name)) answer.headers.delete(name);
        return answer;
      },
    };
    const served = await servePortal(silent, { port: 0 });
    closing.push(() => served.close());
    const report = await probe({ ...stage, url: served.url });
    expect(differing(report)).toEqual(['rate-headers', 'correlation-id']);
    expect(report.traits.burst).toBe(100);
  });
});

/** HubSpot's gateway before an endpoint function, as far as is known of it; `spoil` makes it another one. */
async function gateway(
  spoil: (call: { headers: Record<string, string>; body: string }) => {
    headers: Record<string, string>;
    body: unknown;
  },
) {
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', async () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
      const answering = probeFunction({
        method: 'POST',
        ...spoil({ headers, body }),
        secrets: { PRIVATE_APP_ACCESS_TOKEN: 'never-to-be-told' },
      });
      await vi.advanceTimersByTimeAsync(20_000);
      const answer = await answering;
      vi.useRealTimers();
      response.writeHead(answer.statusCode, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('ENDPOINT_ORIGIN', url);
  vi.stubEnv('HUBSPOT_CLIENT_SECRET', SECRET);
  return { url, secret: SECRET };
}

describe('the probe tries the endpoints with a call signed as HubSpot signs', () => {
  it('where they work: signature, Node, headers, time', async () => {
    const endpoint = await gateway(({ headers, body }) => ({ headers, body: JSON.parse(body) }));
    const report = await probe(await openPortal({ tier: 'free' }), { endpoint });

    expect(report.of('endpoint-signature').verdict).toBe('as-assumed');
    expect(report.of('function-runtime')).toMatchObject({
      verdict: 'as-assumed',
      seen: expect.stringContaining(process.version),
    });
    expect(report.traits.endpoints).toBe(true);
    expect(JSON.stringify(report)).not.toContain('never-to-be-told');
  });

  it.each([
    [
      'takes the signature away',
      'no-signature',
      ({ headers, body }: { headers: Record<string, string>; body: string }) => {
        const { 'x-hubspot-signature-v3': _, ...rest } = headers;
        return { headers: rest, body };
      },
    ],
    [
      'writes the body anew with its keys in another order',
      'mismatch',
      ({ headers, body }: { headers: Record<string, string>; body: string }) => ({
        headers,
        body: Object.fromEntries(Object.entries(JSON.parse(body) as object).reverse()),
      }),
    ],
  ])('where the gateway %s', async (_, because, spoil) => {
    const report = await probe(await openPortal({ tier: 'free' }), { endpoint: await gateway(spoil) });
    expect(report.of('endpoint-signature')).toMatchObject({ verdict: 'differs', seen: `401: ${because}` });
    expect(report.of('function-runtime').verdict).toBe('not-tried');
    expect(report.traits.endpoints).toBe(false);
  });

  it.each([
    ['v3', 'as-assumed'],
    ['v1', 'not-tried'],
  ] as const)('and tells from real deliveries how webhooks are signed: %s is %s', async (signatures, verdict) => {
    // The function notes its first signed call once in a process: it begins one here.
    vi.resetModules();
    const { main: webhooks } = await import('../../serverless/webhooks.ts');
    const stage = await openPortal({
      send: async (request) => {
        const answer = await webhooks({
          method: request.method,
          body: await request.text(),
          headers: Object.fromEntries(request.headers),
          secrets: { PRIVATE_APP_ACCESS_TOKEN: 'test' },
        });
        return new Response(JSON.stringify(answer.body), { status: answer.statusCode });
      },
    });
    await install(hubspotApi({ basePath: stage.url, accessToken: 'test' }));
    vi.stubEnv('HUBSPOT_API_BASE', stage.url);
    vi.stubEnv('HUBSPOT_CLIENT_SECRET', SECRET);
    vi.stubEnv('ENDPOINT_ORIGIN', 'https://app.example.com');
    const said = vi.spyOn(console, 'log').mockImplementation(() => {});
    await stage.post('/__portal/webhooks', {
      targetUrl: 'https://app.example.com/hs/serverless/return-visits/webhooks',
      clientSecret: SECRET,
      signatures,
      delivery: 'manual',
      subscriptions: [{ subscriptionType: 'contact.propertyChange', propertyName: 'lifecyclestage', active: true }],
    });
    await stage.post('/__portal/records', {
      objectType: 'contacts',
      inputs: [{ properties: { email: 'an@example.com', lifecyclestage: 'customer' } }],
    });
    await stage.post('/__portal/webhooks/deliver', {});
    const report = await probe(stage);
    const lines = said.mock.calls.map(([line]) => String(line));
    said.mockRestore();

    expect(report.of('webhook-signature').verdict).toBe(verdict);
    if (verdict === 'as-assumed') expect(report.of('webhook-signature').seen).toContain('signed v3');
    else
      expect(lines.some((line) => line.includes('"event":"unsigned-call"') && line.includes('no-signature'))).toBe(
        true,
      );
  });
});

it('a probe that was killed half-way is cleaned up by the next one', async () => {
  const stage = await openPortal();
  await stage.post('/__portal/faults', { pathPattern: '/tasks/batch/upsert$', delayMs: 60_000, times: 1 });
  const child = await startCommand('probe', ['--portal', stage.url], { HUBSPOT_TOKEN: 'test' });
  await lineOf(child, /associate-default/);
  child.kill('SIGKILL');
  await ended(child);
  await fetch(`${stage.url}/__portal/faults`, { method: 'DELETE' });
  expect(await contents(stage)).toEqual(expect.arrayContaining(['object rv_probe', expect.stringMatching(/^tasks /)]));

  const report = await probe(stage);
  expect(report.sweptBefore).toBeGreaterThan(2);
  expect(differing(report)).toEqual([]);
  expect(await contents(stage)).toEqual([]);
});
