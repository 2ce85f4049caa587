import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Call, hubspotApi } from '../../src/hubspot/api.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const READ: Call = {
  method: 'GET',
  path: '/crm/objects/2026-09/contacts/1',
  attempting: 'reading a contact',
  repeatable: true,
};
const CREATE: Call = {
  method: 'POST',
  path: '/crm-object-schemas/2026-09/schemas',
  body: {},
  attempting: 'creating',
  repeatable: false,
};

/** A client on a clock that only moves by waiting, and the waits it took. */
function client(more: { deadline?: number } = {}) {
  let at = 0;
  const waits: number[] = [];
  const api = hubspotApi({
    accessToken: 'token-1',
    now: () => at,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
      at += ms;
    },
    ...more,
  });
  return { api, waits };
}

/** Answers one after the other; the last one stays. */
function answers(...list: (() => Response)[]): { seen: Request[] } {
  const seen: Request[] = [];
  server.use(
    http.all('https://api.hubapi.com/*', ({ request }) => {
      seen.push(request);
      return (list[Math.min(seen.length, list.length) - 1] as () => Response)();
    }),
  );
  return { seen };
}

const ok = () => HttpResponse.json({ id: '1' });
const failing =
  (status: number, body: object = {}, headers: Record<string, string> = {}) =>
  () =>
    HttpResponse.json({ status: 'error', message: 'no', correlationId: 'c-1', ...body }, { status, headers });

describe('a call to HubSpot', () => {
  it('goes to the dated path with the token, and answers the body', async () => {
    const { seen } = answers(ok);
    expect(await client().api.call(READ)).toMatchObject({ status: 200, body: { id: '1' } });
    expect(seen[0]?.url).toBe('https://api.hubapi.com/crm/objects/2026-09/contacts/1');
    expect(seen[0]?.headers.get('authorization')).toBe('Bearer token-1');
  });

  it('waits ten seconds when the ten-second limit is used up, then goes on', async () => {
    answers(failing(429, { policyName: 'TEN_SECONDLY_ROLLING' }), ok);
    const { api, waits } = client();
    await api.call(READ);
    expect(waits).toEqual([10_150]);
  });

  it('waits as long as the answer asks', async () => {
    answers(failing(429, {}, { 'retry-after': '7' }), ok);
    const { api, waits } = client();
    await api.call(READ);
    expect(waits).toEqual([7_000]);
  });

  it('does not wait for a day that is spent', async () => {
    const { seen } = answers(failing(429, { policyName: 'DAILY', message: 'You have reached your daily limit.' }));
    await expect(client().api.call(READ)).rejects.toMatchObject({ kind: 'rate-limited', correlationId: 'c-1' });
    expect(seen).toHaveLength(1);
  });

  it('repeats what may run twice after a 5xx, and never a create', async () => {
    answers(failing(502), failing(503), ok);
    expect((await client().api.call(READ)).status).toBe(200);
    const { seen } = answers(failing(502), ok);
    await expect(client().api.call(CREATE)).rejects.toMatchObject({
      kind: 'unavailable',
      status: 502,
      attempting: 'creating',
    });
    expect(seen).toHaveLength(1);
  });

  it('waits two seconds for a locked record', async () => {
    answers(failing(423), ok);
    const { api, waits } = client();
    await api.call(READ);
    expect(waits).toEqual([2_000]);
  });

  it.each([
    [400, 'refused'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
  ])('tells %i as %s, at once', async (status, kind) => {
    const { seen } = answers(failing(status));
    await expect(client().api.call(READ)).rejects.toMatchObject({ name: 'PortalError', kind, status });
    expect(seen).toHaveLength(1);
  });

  it('gives up before the deadline rather than wait past it', async () => {
    const { seen } = answers(failing(429, { policyName: 'TEN_SECONDLY_ROLLING' }));
    await expect(client({ deadline: 5_000 }).api.call(READ)).rejects.toMatchObject({ kind: 'rate-limited' });
    expect(seen).toHaveLength(1);
  });

  it('spreads searches evenly under five a second', async () => {
    answers(() => HttpResponse.json({ results: [], total: 0 }));
    const { api, waits } = client();
    const search: Call = {
      method: 'POST',
      path: '/crm/objects/2026-09/contacts/search',
      body: {},
      attempting: 'searching',
      repeatable: true,
    };
    for (let n = 0; n < 4; n += 1) await api.call(search);
    expect(waits).toEqual([215, 215, 215]);
  });
});
