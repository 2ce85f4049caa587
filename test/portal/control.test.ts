import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createPortal } from '../../src/portal/portal.ts';
import { servePortal } from '../../src/portal/server.ts';
import { runCommand, runFromSource } from '../support/command.ts';
import { contactsPath, createContact, newPortal, noon } from './support.ts';

describe('the clock', () => {
  it('is set, frozen and let go', async () => {
    let real = noon;
    const portal = newPortal({ now: () => real });
    expect((await portal.post('/__portal/clock', { now: '2027-01-01T00:00:00Z' })).body).toEqual({
      now: '2027-01-01T00:00:00.000Z',
      frozen: false,
    });
    real += 5_000;
    expect((await portal.get('/__portal/clock')).body.now).toBe('2027-01-01T00:00:05.000Z');
    await portal.post('/__portal/clock', { now: Date.UTC(2027, 5, 1), frozen: true });
    real += 5_000;
    expect((await portal.get('/__portal/clock')).body).toEqual({ now: '2027-06-01T00:00:00.000Z', frozen: true });
    const { headers, body } = await portal.post(contactsPath, { properties: {} });
    expect([headers.get('Date'), body.createdAt]).toEqual(['Tue, 01 Jun 2027 00:00:00 GMT', '2027-06-01T00:00:00Z']);
    portal.portal.setNow(noon);
    expect(portal.portal.now()).toBe(noon);
    await portal.post('/__portal/clock', { now: null });
    expect(portal.portal.now()).toBe(real);
    expect((await portal.post('/__portal/clock', { now: 'tomorrow' })).status).toBe(400);
  });
});

describe('the journal of requests', () => {
  it('says what was asked since a number of requests', async () => {
    const portal = newPortal();
    await portal.get(contactsPath);
    await portal.get(`${contactsPath}/1`);
    await portal.get(`${contactsPath}/2`);
    const { body } = await portal.get('/__portal/requests?since=1');
    expect(body).toEqual({
      total: 3,
      requests: [
        { method: 'GET', path: `${contactsPath}/1`, status: 404, at: noon },
        { method: 'GET', path: `${contactsPath}/2`, status: 404, at: noon },
      ],
      counts: { [`GET ${contactsPath}/{id}`]: 2 },
    });
    expect(portal.portal.journal()).toHaveLength(3);
  });
});

describe('a fault', () => {
  it('answers the nth matching call with a status', async () => {
    const portal = newPortal();
    await portal.post('/__portal/faults', { method: 'post', pathPrefix: contactsPath, nth: 2, times: 2, status: 503 });
    const create = async () => (await portal.post(contactsPath, { properties: {} })).status;
    expect(await create()).toBe(201);
    expect((await portal.get(contactsPath)).status).toBe(200);
    expect([await create(), await create(), await create()]).toEqual([503, 503, 201]);
    expect((await portal.get(contactsPath)).body.results).toHaveLength(2);
  });

  it('loses the answer before or after the write', async () => {
    const portal = newPortal();
    await portal.post('/__portal/faults', { pathPattern: 'contacts$', drop: 'before' });
    await expect(portal.post(contactsPath, { properties: { email: 'a@example.com' } })).rejects.toThrow('fetch failed');
    await portal.post('/__portal/faults', { pathPattern: 'contacts$', nth: 1, drop: 'after', method: 'POST' });
    await expect(portal.post(contactsPath, { properties: { email: 'b@example.com' } })).rejects.toThrow('fetch failed');
    const { body } = await portal.get(contactsPath);
    expect(body.results.map((one: { properties: { email: string } }) => one.properties.email)).toEqual([
      'b@example.com',
    ]);
  });

  it('over HTTP is a connection that ends', async () => {
    const portal = createPortal({ rateLimits: false });
    const server = await servePortal(portal, { port: 0 });
    await fetch(`${server.url}/__portal/faults`, { method: 'POST', body: JSON.stringify({ drop: 'after' }) });
    const create = () =>
      fetch(`${server.url}${contactsPath}`, {
        method: 'POST',
        headers: { Authorization: 'Bearer t' },
        body: '{"properties":{}}',
      });
    await expect(create()).rejects.toThrow('fetch failed');
    expect((await create()).status).toBe(201);
    await server.close();
    await portal.close();
  });

  it('waits, slows the index, and is cleared', async () => {
    const portal = newPortal();
    await portal.post('/__portal/faults', { delayMs: 30 });
    const start = performance.now();
    await portal.get(contactsPath);
    expect(performance.now() - start).toBeGreaterThan(25);
    await portal.post('/__portal/faults', { searchLagMs: 60_000 });
    await createContact(portal, { email: 'a@example.com' });
    expect((await portal.post(`${contactsPath}/search`, {})).body.total).toBe(0);
    await portal.post('/__portal/faults', { status: 500, times: 100 });
    expect((await portal.get(contactsPath)).status).toBe(500);
    await portal.delete('/__portal/faults');
    expect((await portal.get(contactsPath)).status).toBe(200);
    expect((await portal.post('/__portal/faults', { status: 99 })).status).toBe(400);
    expect((await portal.post('/__portal/faults', {})).status).toBe(400);
  });
});

describe('a deleted record that is brought back', () => {
  it('has its values and not its associations, unless its e-mail is taken or it was merged away', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'an@example.com', firstname: 'An' });
    const task = (await portal.post('/crm/objects/2026-09/tasks', { properties: { hs_timestamp: String(noon) } })).body;
    await portal.put(`/crm/objects/2026-09/tasks/${task.id}/associations/default/contacts/${id}`);
    const back = (of: string) => portal.post('/__portal/restorations', { objectType: 'contacts', id: of });
    expect((await back(id)).status).toBe(404);

    await portal.delete(`${contactsPath}/${id}`);
    const other = await createContact(portal, { email: 'an@example.com' });
    expect((await back(id)).status).toBe(409);
    await portal.delete(`${contactsPath}/${other}`);
    expect((await back(id)).body).toMatchObject({ id, archived: false });
    expect((await portal.get(`${contactsPath}/${id}?properties=firstname,email`)).body.properties).toMatchObject({
      firstname: 'An',
      email: 'an@example.com',
    });
    expect((await portal.get(`${contactsPath}/${id}/associations/tasks`)).body.results).toEqual([]);
    expect(portal.portal.inconsistencies()).toEqual([]);

    const third = await createContact(portal, { email: 'wu@example.com' });
    await portal.post(`${contactsPath}/merge`, { primaryObjectId: id, objectIdToMerge: third });
    expect((await back(third)).status).toBe(404);
  });
});

describe('the command', () => {
  it.each([
    [['--port', 'x'], '--port takes a whole number up to 65535, got "x"'],
    [['--tier', 'gold'], '--tier takes free, professional or enterprise, got "gold"'],
    [['--now', 'tomorrow'], '--now takes an instant such as 2026-11-21T08:00:00Z, got "tomorrow"'],
    [['--colour', 'red'], "Unknown option '--colour'"],
  ])('%j ends with 2 and one line that says what to do', async (words, expected) => {
    const { code, stderr, stdout } = await runCommand('portal', words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(expected);
    expect(stderr).toContain('npm run portal -- [--port N]');
  });

  it('ends with 1 when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runFromSource('portal', ['--port', String(port)]);
    expect([code, stderr]).toEqual([
      1,
      `port ${port} is in use: stop what listens there, or choose another with --port\n`,
    ]);
    other.close();
  });
});
