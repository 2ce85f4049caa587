import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { dayIn } from '../../src/domain/calendar/zone.ts';
import { PATHS } from '../../src/hubspot/paths.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { keepTraits } from '../../src/hubspot/probe.ts';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { type PortalServer, servePortal } from '../../src/portal/server.ts';
import { apiInto, openBook, planBook, ZONE } from '../support/book.ts';
import { runCommand, runFromSource } from '../support/command.ts';
import { underContract } from '../support/under-contract.ts';

/** The command reads the machine's clock, so the book is planned on its day. */
const TODAY = dayIn(ZONE, Date.now());
const SECRET = 'pat-na1-this-is-nobody-s-business';
const EVERY = [...new Set(Object.values(PATHS).flatMap(({ scopes }) => [...scopes]))];
const TOKENS = {
  test: { scopes: 'all' as const },
  [SECRET]: { scopes: 'all' as const },
  'no-owners': { scopes: EVERY.filter((scope) => scope !== 'crm.objects.owners.read') },
};

let portal: Portal;
let served: PortalServer;
let well: unknown;

beforeAll(async () => {
  const options = { tokens: TOKENS, limits: { customObjectRecords: 400 }, now: Date.now };
  const book = await openBook(demoCustomers(TODAY).slice(0, 6), TODAY, {}, options);
  portal = book.portal;
  await planBook(portal, book.api, TODAY);
  const { portalId } = await hubspotPorts(book.api, { now: Date.now }).account();
  await keepTraits(book.api, portalId, { probedOn: '2026-11-20', differs: [] });
  served = await servePortal(underContract(portal), { port: 0 });
  well = portal.snapshot();
});
afterAll(() => served.close());

async function doctor(token: string | undefined = SECRET, url = served.url) {
  const { code, stdout, stderr } = await runCommand('doctor', ['--portal', url], { HUBSPOT_TOKEN: token });
  for (const secret of [SECRET, '王建国']) expect(stdout + stderr).not.toContain(secret);
  const lines = stdout.trim().split('\n');
  return { code, lines, wrong: lines.filter((line) => line.startsWith('WRONG')), error: stderr.trim() };
}

const ports = () => hubspotPorts(apiInto(portal), { now: Date.now });

describe('npm run doctor', () => {
  it('of a portal that is well says so in every line, writes nothing and ends with 0', async () => {
    portal.restore(well);
    const before = portal.journal().length;
    const { code, lines, error } = await doctor();

    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(lines.filter((line) => !line.startsWith('well '))).toEqual(['all is well']);
    for (const what of ['Node', 'portal', 'scopes', 'calls', 'installation', 'policy', 'planning', 'last run'])
      expect(lines.join('\n')).toContain(`well  ${what}: `);
    for (const what of ['queue', 'records', 'probe', 'webhooks', 'workflow'])
      expect(lines.join('\n')).toContain(`well  ${what}: `);
    const calls = portal.journal().slice(before);
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter(({ method, path }) => method !== 'GET' && !/\/(search|batch\/read)$/.test(path))).toEqual([]);
  });

  it('finds every defect that was put into one portal, says what to do about each, and ends with 1', async () => {
    portal.restore(well);
    const api = apiInto(portal);
    const remove = (path: string) => api.call({ method: 'DELETE', path, attempting: 'test', repeatable: false });
    await remove('/crm/properties/2026-09/contacts/rv_tier');
    await remove('/crm/properties/2026-09/contacts/rv_signed_on');
    const body = {
      name: 'rv_signed_on',
      label: 'x',
      type: 'string',
      fieldType: 'text',
      groupName: 'contactinformation',
    };
    await api.call({
      method: 'POST',
      path: '/crm/properties/2026-09/contacts',
      body,
      attempting: 'test',
      repeatable: false,
    });
    await ports().runs.pause('盘点');
    await ports().runs.saveClock({ step: { after: '0', upTo: '9' } });
    const { portalId } = await ports().account();
    await keepTraits(api, portalId, { probedOn: '2026-11-20', differs: ['search-lag'] });
    await api.call({
      method: 'POST',
      path: `/crm/objects/2026-09/p${portalId}_rv_run/batch/upsert`,
      body: {
        inputs: [{ id: 'policy', idProperty: 'rv_run_key', properties: { rv_run_key: 'policy', rv_document: '' } }],
      },
      attempting: 'test',
      repeatable: false,
    });
    for (let at = 0; at < 4; at += 1)
      await api.call({
        method: 'POST',
        path: `/crm/objects/2026-09/p${portalId}_rv_visit/batch/create`,
        body: {
          inputs: Array.from({ length: 75 }, (_, n) => ({ properties: { rv_visit_key: `fill:${at * 75 + n}` } })),
        },
        attempting: 'test',
        repeatable: false,
      });

    const { code, wrong, lines } = await doctor('no-owners');
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('something is wrong: each line above says what to do');
    const said = (what: string) => wrong.find((line) => line.startsWith(`WRONG ${what}: `)) ?? '';
    expect(said('scopes')).toContain('owners (crm.objects.owners.read)');
    expect(said('installation')).toMatch(/1 missing: property contacts\.rv_tier: npm run app:install/);
    expect(said('differing')).toContain('contacts.rv_signed_on is string, needed is date');
    expect(said('planning')).toContain('resume');
    expect(said('unfinished step')).toContain('npm run app:plan');
    expect(said('probe')).toContain('search-lag');
    expect(said('records')).toContain('app:retain');
    expect(said('policy')).toContain('npm run app:install');
  });

  it.each([
    ['nobody ran it yet', async (bare: Portal) => void (await openOver(bare)), 'last run: there was none'],
    ['it is not installed', async () => {}, 'installation: not installed'],
  ] as const)('says so where %s', async (_, seed, said) => {
    const bare = createPortal({ timeZone: ZONE, seed: 7 });
    await seed(bare);
    const other = await servePortal(underContract(bare), { port: 0 });
    const { code, wrong } = await doctor(SECRET, other.url);
    await other.close();
    expect(code).toBe(1);
    expect(wrong.join('\n')).toContain(said);
  });

  it.each([
    ['a wrong token', 'pat-wrong', undefined, 'HubSpot refused the token'],
    ['a portal that is not there', SECRET, 'http://127.0.0.1:1', 'the portal does not answer as it should'],
  ])('ends with 1 and one line for %s', async (_, token, url, said) => {
    portal.restore(well);
    const { code, error } = await doctor(token, url ?? served.url);
    expect(code).toBe(1);
    expect(error.split('\n')).toHaveLength(1);
    expect(error).toContain(said);
    expect(error).not.toContain(token);
  });

  it('ends with 2 where the words of the call are off', async () => {
    const { code, stderr } = await runFromSource('doctor', ['--portal', 'nowhere'], { HUBSPOT_TOKEN: SECRET });
    expect(code).toBe(2);
    expect(stderr).toContain('--portal takes an address');
    expect(stderr).not.toContain(SECRET);
  });
});

/** Installed with a policy, never planned. */
async function openOver(bare: Portal): Promise<void> {
  const { portal: made } = await openBook([], TODAY);
  bare.restore(made.snapshot());
}
