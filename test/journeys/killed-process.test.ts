import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdnowCustomers } from '../../src/demo/cdnow.ts';
import { loadCustomers } from '../../src/demo/load-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { hubspotApi } from '../../src/hubspot/api.ts';
import { PATHS } from '../../src/hubspot/paths.ts';
import { ZONE } from '../support/book.ts';
import { lineOf } from '../support/child.ts';
import { runCommand, startCommand } from '../support/command.ts';

const TODAY = '2026-11-23';
const TOKEN = { HUBSPOT_TOKEN: 'test' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'return-visits-killed-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function startPortal(dataDir: string) {
  const child = await startCommand('portal', ['--port', '0', '--data', dataDir, '--now', `${TODAY}T01:00:00Z`]);
  const [, url = ''] = await lineOf(child, /portal ready (http:\S+)/);
  return { child, url };
}

/** Visits and tasks by key, and what stands on the contacts. */
async function readBook(url: string): Promise<string[]> {
  const api = hubspotApi({ basePath: url, accessToken: 'test' });
  const { body } = await api.call({ method: 'GET', path: PATHS.schemas.path, attempting: 'test', repeatable: true });
  const visit = (body.results as { name: string; objectTypeId: string }[]).find(
    (schema) => schema.name === 'rv_visit',
  )?.objectTypeId;
  const lines: string[] = [];
  for (const [type, names] of [
    [visit, ['rv_visit_key', 'rv_status', 'rv_scheduled_on', 'rv_pays']],
    ['tasks', ['rv_task_key', 'hs_task_status', 'hs_timestamp', 'hubspot_owner_id']],
    ['contacts', ['email', 'rv_plan_on', 'rv_plan_state', 'rv_next_visit_on']],
  ] as const) {
    let after: string | undefined;
    do {
      const page = await api.call({
        method: 'GET',
        path: `/crm/objects/2026-09/${type}`,
        query: { limit: '100', properties: names.join(','), ...(after ? { after } : {}) },
        attempting: 'test',
        repeatable: true,
      });
      for (const record of page.body.results)
        lines.push(names.map((name) => record.properties[name] ?? '').join(' | '));
      after = page.body.paging?.next?.after;
    } while (after);
  }
  return lines.sort();
}

describe('a process that is killed while it plans', () => {
  it('goes on, started again, even when the portal was killed with it', async () => {
    const sample = await readFile(new URL('../../data/cdnow/CDNOW_sample.txt', import.meta.url), 'utf8');
    const rows = cdnowCustomers(sample, day(TODAY)).slice(0, 500);
    const books: string[][] = [];
    for (const killed of [false, true]) {
      const dataDir = path.join(folder, String(killed));
      let portal = await startPortal(dataDir);
      await fetch(`${portal.url}/__portal/owners`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          Array.from({ length: 20 }, (_, index) => ({ id: String(1001 + index), email: `o${index}@example.com` })),
        ),
      });
      expect((await runCommand('install', ['--portal', portal.url, '--go-live', TODAY], TOKEN)).code).toBe(0);
      const api = hubspotApi({ basePath: portal.url, accessToken: 'test' });
      await loadCustomers(
        api,
        rows.map((row, index) => ({ line: index + 2, properties: row as { email: string } })),
        ZONE,
      );
      if (killed) {
        const plan = await startCommand('plan', ['--portal', portal.url, '--today', TODAY], TOKEN);
        // The first page is written when the first progress line comes: some visits are there, most are not.
        await new Promise((resolve) => plan.stderr?.once('data', resolve));
        plan.kill('SIGKILL');
        portal.child.kill('SIGKILL');
        await new Promise((resolve) => portal.child.once('close', resolve));
        portal = await startPortal(dataDir);
        const halfway = await readBook(portal.url);
        expect(halfway.length).toBeGreaterThan(500);
        expect(halfway.some((line) => line.startsWith('visit:'))).toBe(true);
      }
      const ended = await runCommand('plan', ['--portal', portal.url, '--today', TODAY], TOKEN);
      expect(ended, ended.stderr).toMatchObject({ code: 0 });
      books.push(await readBook(portal.url));
      portal.child.kill('SIGKILL');
      await new Promise((resolve) => portal.child.once('close', resolve));
    }
    expect(books[1]).toEqual(books[0]);
    expect(books[0]?.length).toBeGreaterThan(600);
    // The second run waits until the killed one's right to write has run out.
  }, 180_000);
});
