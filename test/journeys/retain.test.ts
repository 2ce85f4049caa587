import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotArchive } from '../../src/hubspot/archive.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { servePortal } from '../../src/portal/server.ts';
import { retain } from '../../src/use-cases/planning/retain.ts';
import type { ClosedVisit } from '../../src/use-cases/ports/ports.ts';
import { apiInto, openBook, planBook, readState } from '../support/book.ts';
import { runCommand } from '../support/command.ts';

const TODAY = day('2026-11-23');
const BEFORE = day('2024-11-23');

/** A planned book in which five visits were held, refused or not reached years ago. */
async function oldBook(): Promise<{ readonly portal: Portal; readonly old: readonly string[] }> {
  const { portal, api } = await openBook(demoCustomers(TODAY), TODAY);
  await planBook(portal, api, TODAY);
  const keys = Object.keys((await readState(portal)).visits);
  const old = keys.slice(0, 5);
  await patchVisits(
    api,
    old.map((key, i) => [
      key,
      { rv_status: ['held', 'refused', 'unreached'][i % 3] ?? 'held', rv_latest_on: '2024-11-22' },
    ]),
  );
  // Open, though old: somebody still owes it. Withdrawn: its slot may be used again.
  await patchVisits(api, [
    [keys[5] ?? '', { rv_latest_on: '2024-11-22' }],
    [keys[6] ?? '', { rv_latest_on: '2024-11-22', rv_status: 'withdrawn' }],
    [keys[7] ?? '', { rv_latest_on: '2024-11-23', rv_status: 'held' }],
  ]);
  return { portal, old };
}

async function patchVisits(
  api: HubspotApi,
  visits: readonly (readonly [string, { readonly [name: string]: string }])[],
): Promise<void> {
  await api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/p146000001_rv_visit/batch/update',
    body: { inputs: visits.map(([id, properties]) => ({ id, idProperty: 'rv_visit_key', properties })) },
    attempting: 'test',
    repeatable: true,
  });
}

const archiveOf = (portal: Portal) => hubspotArchive(apiInto(portal), 146_000_001);

describe('retention', () => {
  it('archives what was closed before the day, once it is kept, and leaves everything else', async () => {
    const { portal, old } = await oldBook();
    const kept: ClosedVisit[] = [];
    const settings = {
      before: BEFORE,
      runsBefore: 0,
      dryRun: false,
      keep: async (visits: readonly ClosedVisit[]) => void kept.push(...visits),
    };
    const before = Object.keys((await readState(portal)).visits);
    expect(await retain(settings, archiveOf(portal))).toEqual({ archived: 5, runsArchived: 0 });
    expect(kept.map(({ properties }) => properties.rv_visit_key).sort()).toEqual([...old].sort());
    const after = await readState(portal);
    expect(Object.keys(after.visits).sort()).toEqual(before.filter((key) => !old.includes(key)).sort());
    expect(await retain(settings, archiveOf(portal))).toEqual({ archived: 0, runsArchived: 0 });
  });

  it('archives nothing that could not be kept, and goes on after it was cut off', async () => {
    const { portal, old } = await oldBook();
    const failing = {
      before: BEFORE,
      runsBefore: 0,
      dryRun: false,
      keep: () => Promise.reject(new Error('disk full')),
    };
    await expect(retain(failing, archiveOf(portal))).rejects.toThrow('disk full');
    const visits = (await readState(portal)).visits;
    expect(old.every((key) => key in visits)).toBe(true);
    const kept: string[] = [];
    await retain(
      {
        ...failing,
        keep: async (page) => void kept.push(...page.map(({ properties }) => properties.rv_visit_key ?? '')),
      },
      archiveOf(portal),
    );
    expect(kept.sort()).toEqual([...old].sort());
  });

  it('lets records of planning runs go after their time, the clock never', async () => {
    const { portal } = await oldBook();
    const later = portal.now() + 91 * 86_400_000;
    const settings = { before: BEFORE, runsBefore: later, dryRun: false, keep: async () => {} };
    expect((await retain(settings, archiveOf(portal))).runsArchived).toBe(1);
    const { runs } = hubspotPorts(apiInto(portal), { now: () => portal.now() });
    expect((await runs.readClock()).countedOn).toBe(TODAY);
  });
});

describe('npm run app:retain', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'return-visits-retain-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('keeps each visit as a line of JSON and says what it did', async () => {
    const { portal, old } = await oldBook();
    const served = await servePortal(portal, { port: 0 });
    try {
      // Its own clock says what is old: far more than two years have gone by for nobody here.
      const told = await runCommand('retain', ['--portal', served.url, '--out', folder, '--months', '3'], {
        HUBSPOT_TOKEN: 'test',
      });
      expect(told.code, told.stderr).toBe(0);
      const [, name = ''] = /kept in (\S+\.jsonl)/.exec(told.stdout) ?? [];
      const lines = (await readFile(name, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map((line) => line.rv_visit_key)).toEqual(expect.arrayContaining([...old]));
    } finally {
      await served.close();
    }
  });

  it.each([
    [[], 'say where the visits are to be kept'],
    [['--out', 'x', '--months', '1'], '--months takes a whole number from 3'],
  ])('refuses %j in one line', async (args, said) => {
    const told = await runCommand('retain', ['--portal', 'http://127.0.0.1:9', ...args], { HUBSPOT_TOKEN: 'test' });
    expect(told.code).toBe(2);
    expect(told.stderr).toContain(said);
  });
});
