import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPortal } from '../../src/portal/portal.ts';
import { callerOf, contactsPath, createContact, createVisitSchema, newPortal, noon } from './support.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'portal-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const open = () => callerOf(createPortal({ dataDir, now: () => noon, portalId: 4242, rateLimits: false }));

describe('a portal with a folder', () => {
  it('holds after a start what it held before', async () => {
    const first = open();
    const typeId = await createVisitSchema(first);
    const contact = await createContact(first, { email: 'a@example.com', firstname: 'A' });
    await first.patch(`${contactsPath}/${contact}`, { properties: { firstname: 'B' } });
    await first.post(`/crm/objects/2026-09/${typeId}`, { properties: { visit_key: 'k' } });
    const before = first.portal.snapshot();
    await first.portal.close();

    const second = open();
    expect(second.portal.snapshot()).toEqual(before);
    expect(second.portal.inconsistencies()).toEqual([]);
    const history = await second.get(`${contactsPath}/${contact}?propertiesWithHistory=firstname`);
    expect(history.body.propertiesWithHistory.firstname.map((one: { value: string }) => one.value)).toEqual(['B', 'A']);
    expect((await second.post(`${contactsPath}/search`, {})).body.total).toBe(1);
    expect(await createContact(second, { email: 'b@example.com' })).toBe('9003');
  });

  it('passes over a last line that was cut short', async () => {
    const first = open();
    await createContact(first, { email: 'a@example.com' });
    await first.portal.close();
    appendFileSync(join(dataDir, 'journal.jsonl'), '{"seq":99,"changes":[{"op":"rec');
    const second = open();
    await createContact(second, { email: 'b@example.com' });
    await second.portal.close();
    expect((await open().post(`${contactsPath}/search`, {})).body.total).toBe(2);
  });

  it('does not read twice what a snapshot holds, when it stopped before it could empty the journal', async () => {
    const first = open();
    const id = await createContact(first, { email: 'a@example.com', firstname: 'A' });
    await first.patch(`${contactsPath}/${id}`, { properties: { firstname: 'B' } });
    const journal = readFileSync(join(dataDir, 'journal.jsonl'));
    first.portal.restore(first.portal.snapshot());
    const before = first.portal.snapshot();
    await first.portal.close();
    appendFileSync(join(dataDir, 'journal.jsonl'), journal);
    expect(open().portal.snapshot()).toEqual(before);
  });

  it('killed at any moment, has lost nothing that it acknowledged', async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const { child, url } = await startPortal(dataDir);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const killed = setTimeout(() => child.kill('SIGKILL'), 150 + round * 137);
      for (let i = 0; child.exitCode === null && !child.killed; i++) {
        const email = `r${round}-${i}@example.com`;
        const response = await fetch(`${url}${contactsPath}`, {
          method: 'POST',
          headers: { Authorization: 'Bearer t' },
          body: JSON.stringify({ properties: { email } }),
        }).catch(() => undefined);
        if (response?.status === 201) acknowledged.add(email);
      }
      clearTimeout(killed);
      await ended;
    }
    expect(acknowledged.size).toBeGreaterThan(10);
    const portal = open();
    const held = new Set<string>();
    for (let after = '0'; after !== ''; ) {
      const { body } = await portal.get(`${contactsPath}?limit=100&properties=email&after=${after}`);
      for (const one of body.results) held.add(one.properties.email);
      after = body.paging?.next.after ?? '';
    }
    expect([...acknowledged].filter((email) => !held.has(email))).toEqual([]);
    expect(portal.portal.inconsistencies()).toEqual([]);
  }, 60_000);
});

async function startPortal(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/cli/portal.ts', '--port', '0', '--data', folder, '--no-rate-limits'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /portal ready (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the portal ended with ${code}`)));
  });
  return { child, url };
}

describe('a snapshot', () => {
  it('brings another portal to the same state, over HTTP too', async () => {
    const one = newPortal();
    const contact = await createContact(one, { email: 'a@example.com' });
    const company = await one.post('/crm/objects/2026-09/companies', { properties: { name: 'Acme' } });
    await one.put(`/crm/objects/2026-09/contacts/${contact}/associations/default/companies/${company.body.id}`);
    const other = newPortal();
    await createContact(other, { email: 'gone@example.com' });
    expect((await other.put('/__portal/snapshot', (await one.get('/__portal/snapshot')).body)).status).toBe(204);
    expect(other.portal.snapshot()).toEqual(one.portal.snapshot());
    expect((await other.post(`${contactsPath}/search`, {})).body.total).toBe(1);
    expect(other.portal.inconsistencies()).toEqual([]);
  });
});

describe('what is not a snapshot', () => {
  it.each([[null], [{}], [{ changes: [{ op: 'guess' }] }], [{ changes: [{ op: 'record' }] }]])(
    '%j is refused, and nothing is lost',
    async (body) => {
      const portal = newPortal();
      await createContact(portal, { email: 'a@example.com' });
      expect((await portal.put('/__portal/snapshot', body)).status).toBe(400);
      expect((await portal.get(contactsPath)).body.results).toHaveLength(1);
    },
  );
});

describe('a reset', () => {
  it('leaves an empty portal that answers as a new one does', async () => {
    const portal = newPortal();
    const fresh = portal.portal.snapshot();
    await createVisitSchema(portal);
    await createContact(portal, { email: 'a@example.com' });
    expect((await portal.post('/__portal/reset')).status).toBe(204);
    expect(portal.portal.snapshot()).toEqual(fresh);
    expect(await createContact(portal, { email: 'a@example.com' })).toBe('9001');
  });
});

describe('two portals with one seed', () => {
  it('give the same answers to the same requests', async () => {
    const run = async () => {
      const portal = newPortal({ seed: 7 });
      const inputs = Array.from({ length: 20 }, (_, i) => ({ properties: { email: `c${i}@example.com` } }));
      return (await portal.post(`${contactsPath}/batch/create`, { inputs })).body;
    };
    expect(await run()).toEqual(await run());
  });
});
