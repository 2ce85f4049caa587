import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFunctionRunner, type FunctionRunner } from '../../src/preview/function-runner.ts';
import type { FunctionAnswer } from '../../src/preview/protocol.ts';
import { startPreview } from '../../src/preview/server.ts';
import { type Bakery, openBakery, SOURCE_PROJECT, START } from './bakery.ts';

const NODE_MODULES = path.resolve('node_modules');
const DAY_MS = 86_400_000;

describe('a function run', () => {
  const options = { env: { PRIVATE_APP_ACCESS_TOKEN: 'pat-1', BAKERY: 'open' }, nodeModulesDir: NODE_MODULES };
  let runner: FunctionRunner;
  /** For functions that are to be cut off; what answers may take its time on a busy machine. */
  let hasty: FunctionRunner;
  beforeAll(async () => {
    runner = await createFunctionRunner(options);
    hasty = await createFunctionRunner({ ...options, timeLimitMs: 700 });
  });
  afterAll(() => Promise.all([runner.close(), hasty.close()]));

  const run = (
    name: string,
    parameters: Record<string, string> = {},
    clockOffsetMs = 0,
    by = runner,
  ): Promise<FunctionAnswer> =>
    by.run({
      uid: `bakery_${name}`,
      file: path.join(SOURCE_PROJECT, 'app/functions', `${name}.js`),
      clockOffsetMs,
      context: {
        propertiesToSend: { firstname: 'Ada' },
        parameters,
        event: undefined,
        secrets: { PRIVATE_APP_ACCESS_TOKEN: 'pat-1' },
      },
    });
  const reasonOf = (answer: FunctionAnswer) => (answer.ok ? 'ok' : answer.body.errors[0]?.context.exception?.[0]);

  it('hands over properties, parameters and secrets, and takes packages from the given folder', async () => {
    const answer = await run('greet', { loaves: '2' });
    expect(answer).toMatchObject({
      ok: true,
      response: {
        greeting: 'Hello Ada',
        parameters: { loaves: '2' },
        given: ['event', 'parameters', 'propertiesToSend', 'secrets'],
        secrets: ['PRIVATE_APP_ACCESS_TOKEN'],
        token: 'given',
        extra: 'open',
        foreign: null,
      },
    });
  });

  it('lives on the day of the portal', async () => {
    const answer = await run('greet', {}, 400 * DAY_MS);
    const { now, sameNow } = (answer.ok ? answer.response : {}) as { now: string; sameNow: string };
    expect(Math.abs(Date.parse(now) - (Date.now() + 400 * DAY_MS))).toBeLessThan(5_000);
    expect(sameNow).toBe(String(new Date(Date.now() + 400 * DAY_MS).getFullYear()));
  });

  it('answers plain JSON', async () => {
    expect(await run('misbehave')).toMatchObject({ ok: true, response: { at: '1970-01-01T00:00:00.000Z' } });
    expect(await run('misbehave', { how: 'nothing' })).toEqual({ ok: true, response: null });
  });

  describe('its environment', () => {
    const MAIN = `let calls = 0;
      exports.main = async ({ parameters: { how } }) => {
        calls += 1;
        if (how === 'throw') throw new Error('no dough');
        if (how === 'spin') for (;;);
        if (how === 'exit') process.exit(3);
        if (how === 'wait') await new Promise((resolve) => setTimeout(resolve, 50));
        return { calls, day: new Date().getTime() };
      };`;
    let folder: string;
    let fresh: FunctionRunner;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'environments-'));
      fresh = await createFunctionRunner({ ...options, timeLimitMs: 3_000 });
    });
    afterEach(async () => {
      await fresh.close();
      await rm(folder, { recursive: true });
    });
    const call = async (file: string, parameters: Record<string, string> = {}, clockOffsetMs = 0) => {
      const context = { propertiesToSend: {}, parameters, event: undefined, secrets: {} };
      const answer = await fresh.run({ uid: path.basename(file), file, clockOffsetMs, context });
      return answer.ok ? (answer.response as { readonly calls: number; readonly day: number }) : reasonOf(answer);
    };
    const written = async (name: string, text = MAIN) => {
      const file = path.join(folder, `${name}.js`);
      await writeFile(file, text);
      return file;
    };

    it('is kept for the next call of the function, on the day of that call, and is no other function’s', async () => {
      const [one, other] = [await written('one'), await written('other')];
      expect(await call(one)).toMatchObject({ calls: 1 });
      expect(await call(other)).toMatchObject({ calls: 1 });
      const third = await call(one, {}, 400 * DAY_MS);
      expect(third).toMatchObject({ calls: 2 });
      expect(Math.abs((third as { day: number }).day - (Date.now() + 400 * DAY_MS))).toBeLessThan(60_000);
      const fourth = await call(one);
      expect(Math.abs((fourth as { day: number }).day - Date.now())).toBeLessThan(60_000);
    });

    it('takes one call at a time', async () => {
      const file = await written('slow');
      const answers = await Promise.all([1, 2, 3].map(() => call(file, { how: 'wait' })));
      expect(answers).toEqual([1, 1, 1].map((calls) => expect.objectContaining({ calls })));
      expect(await call(file)).toMatchObject({ calls: 2 });
    });

    it('outlives an error that was thrown, and no time-out and no end of the process', async () => {
      const file = await written('misbehaves');
      expect(await call(file, { how: 'throw' })).toMatch(/no dough/);
      expect(await call(file)).toMatchObject({ calls: 2 });
      expect(await call(file, { how: 'spin' })).toMatch(/timed out/);
      expect(await call(file)).toMatchObject({ calls: 1 });
      expect(await call(file, { how: 'exit' })).toMatch(/ended its process/);
      expect(await call(file)).toMatchObject({ calls: 1 });
    });

    it('is a new one for what was built anew, and for what waited longer than eight others', async () => {
      const file = await written('built');
      expect(await call(file)).toMatchObject({ calls: 1 });
      await written('built', MAIN.replace('calls = 0', 'calls = 10'));
      await utimes(file, new Date(), new Date(Date.now() + 1_000));
      expect(await call(file)).toMatchObject({ calls: 11 });
      for (let other = 0; other < 7; other += 1) await call(await written(`other-${other}`));
      expect(await call(file)).toMatchObject({ calls: 12 });
      for (let other = 0; other < 8; other += 1) await call(await written(`later-${other}`));
      expect(await call(file)).toMatchObject({ calls: 11 });
    });

    it('may break between two calls', async () => {
      const file = await written('breaks', `${MAIN} setTimeout(() => { throw new Error('later'); }, 50);`);
      expect(await call(file)).toMatchObject({ calls: 1 });
      await setTimeout(1_000);
      expect(await call(file)).toMatchObject({ calls: 1 });
    });
  });

  it.each([
    ['throw', /^RangeError: the dough did not rise$/],
    ['hang', /Task timed out after 0\.70 seconds/],
    ['spin', /Task timed out after 0\.70 seconds/],
    ['exit', /ended its process with code 3/],
    ['circle', /Wrong arguments/],
  ])('turns "%s" into the refusal that HubSpot gives', async (how, reason) => {
    const answer = await run('misbehave', { how }, 0, how === 'hang' || how === 'spin' ? hasty : runner);
    expect(answer).toMatchObject({
      ok: false,
      httpStatus: 400,
      body: { status: 'error', category: 'VALIDATION_ERROR', subCategory: 'GenXExecutionErrorType.APP_ERROR' },
    });
    expect(reasonOf(answer)).toMatch(reason);
  });

  it('names a file without main', async () => {
    const answer = await runner.run({
      uid: 'none',
      file: path.join(SOURCE_PROJECT, 'app/functions/package.json'),
      clockOffsetMs: 0,
      context: { propertiesToSend: {}, parameters: null, event: undefined, secrets: {} },
    });
    expect(reasonOf(answer)).toBe('customerPayload.main is not a function');
  });
});

describe('the preview server', () => {
  let bakery: Bakery;
  beforeAll(async () => {
    bakery = await openBakery(SOURCE_PROJECT);
  });
  afterAll(() => bakery.close());

  const at = (address: string) => `${bakery.preview.url}${address}`;
  const post = (address: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(at(address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('reads the properties that a card wants sent from the record', async () => {
    const id = bakery.contacts[0]?.id;
    const answer = await post('/api/functions/bakery_greet', {
      propertiesToSend: ['firstname'],
      objectTypeId: '0-1',
      objectId: id,
      parameters: null,
    });
    expect(await answer.json()).toMatchObject({
      ok: true,
      response: { greeting: 'Hello 伟', now: expect.stringMatching(/^2026-11-20/) },
    });
  });

  it('says which function there is not', async () => {
    const answer = await post('/api/functions/bakery_nothing', {});
    expect(await answer.json()).toMatchObject({
      ok: false,
      body: { errors: [{ message: expect.stringContaining("bakery_nothing doesn't exist") }] },
    });
  });

  it('answers at an endpoint function as HubSpot would', async () => {
    const answer = await fetch(at('/hs/serverless/orders?size=big&size=small'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-note': 'rye' },
      body: JSON.stringify([{ loaves: 2 }]),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      method: 'POST',
      params: { size: ['big', 'small'] },
      body: [{ loaves: 2 }],
      accountId: 7,
      header: 'rye',
    });
  });

  it('passes on the status and headers that an endpoint function chose, and refuses other methods and bodies', async () => {
    const refused = await post('/hs/serverless/orders', { isRefused: true });
    expect([refused.status, refused.headers.get('x-bakery'), await refused.json()]).toEqual([
      422,
      'closed',
      { reason: 'closed' },
    ]);
    expect((await fetch(at('/hs/serverless/orders'), { method: 'DELETE' })).status).toBe(405);
    expect(
      (
        await fetch(at('/hs/serverless/orders'), {
          method: 'POST',
          body: 'a=1',
          headers: { 'content-type': 'text/plain' },
        })
      ).status,
    ).toBe(415);
    expect((await fetch(at('/hs/serverless/pies'))).status).toBe(404);
  });

  it('takes its own calls from its own page only', async () => {
    expect((await post('/api/contacts', {}, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await fetch(at('/api/boot'), { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  });

  it('reads the day from the portal where nobody hands it a clock', async () => {
    const preview = await startPreview({
      projectDir: SOURCE_PROJECT,
      portalUrl: bakery.portalUrl,
      token: 'pat',
      port: 0,
    });
    try {
      const clock = (await (await fetch(`${preview.url}/api/clock`)).json()) as { day: string; at: string };
      expect(clock.day).toBe('2026-11-20');
      expect(Math.abs(Date.parse(clock.at) - Date.parse(START))).toBeLessThan(120_000);
      expect((await fetch(`${preview.url}/api/clock`, { method: 'POST', body: '{"day":"2027-01-01"}' })).status).toBe(
        409,
      );
    } finally {
      await preview.close();
    }
  });

  it('says which port is taken and what to do', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    await expect(
      startPreview({ projectDir: SOURCE_PROJECT, portalUrl: bakery.portalUrl, token: 'pat', port }),
    ).rejects.toThrow(`port ${port} is in use: end the program that has it, or choose another with --port N`);
    blocker.close();
  });

  it('names what a project lacks', async () => {
    await expect(
      startPreview({ projectDir: '/nowhere', portalUrl: bakery.portalUrl, token: 'pat', port: 0 }),
    ).rejects.toThrow('assemble the project first');
  });

  it('tells the page that the portal cannot be reached', async () => {
    const preview = await startPreview({
      projectDir: SOURCE_PROJECT,
      portalUrl: 'http://127.0.0.1:9',
      token: 'pat',
      port: 0,
    });
    const answer = await fetch(`${preview.url}/api/boot`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      message: expect.stringContaining('the portal at http://127.0.0.1:9 cannot be reached'),
    });
    await preview.close();
  });
});
