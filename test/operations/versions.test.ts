import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { PATHS } from '../../src/hubspot/paths.ts';
import { copyProject, type ProjectCopy, REPOSITORY } from '../project/project-copy.ts';
import { openBook, planBook } from '../support/book.ts';

const TODAY = day('2026-11-23');

/** Does a call go by the table? Objects of ours by their number or full name. */
function isInTable(called: string): boolean {
  return Object.values(PATHS).some(({ path: to }) => {
    const pattern = to.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replace('{objectTypeId}', '(2-\\d+|p\\d+_rv_\\w+)');
    return new RegExp(`^${pattern}(/|$)`).test(called);
  });
}

describe('everything that leaves us', () => {
  it('goes by the table of paths: installation, a whole book planned twice', async () => {
    const { portal, api } = await openBook(demoCustomers(TODAY), TODAY);
    await planBook(portal, api, TODAY);
    await planBook(portal, api, TODAY);
    const called = portal
      .journal()
      .map(({ path: to }) => to)
      .filter((to) => !to.startsWith('/__portal/'));

    expect(called.length).toBeGreaterThan(50);
    expect([...new Set(called)].filter((to) => !isInTable(to))).toEqual([]);
  });

  it('is a journey that the table can fail: a path of another version is not in it', () => {
    const contacts = PATHS.contacts.path;
    const objects = contacts.slice(0, contacts.lastIndexOf('/'));
    expect(isInTable(`${contacts}/search`)).toBe(true);
    expect(isInTable(`${objects}/p146000001_rv_visit/batch/upsert`)).toBe(true);
    for (const other of [
      '/crm/v3/objects/contacts',
      '/crm/objects/2025-09/contacts',
      `${objects}/companies`,
      `${contacts}earch`,
    ])
      expect(isInTable(other)).toBe(false);
  });
});

describe('moving to HubSpot’s next version', () => {
  let copy: ProjectCopy;
  beforeAll(async () => {
    copy = await copyProject();
  });
  afterAll(() => copy.remove());

  it('is one change, which every request follows', async () => {
    const text = await readFile(path.join(REPOSITORY, 'src/hubspot/paths.ts'), 'utf8');
    const [line = '', now = ''] = /const VERSION = '(\d{4}-\d{2})'/.exec(text) ?? [];
    const later = '2099-03';
    const moved = text.replace(line, line.replace(now, later));
    expect(moved).not.toBe(text);
    const file = path.join(copy.root, 'paths.ts');
    await writeFile(file, moved);
    const { PATHS: next } = (await import(pathToFileURL(file).href)) as { PATHS: typeof PATHS };

    for (const [name, { path: to }] of Object.entries(PATHS))
      expect(next[name as keyof typeof PATHS].path).toBe(to.replace(now, later));
    const dated = Object.values(next).filter(({ path: to }) => to.includes(later));
    expect(dated.length).toBe(Object.keys(PATHS).length - 2);
  });
});
