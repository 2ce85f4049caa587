import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { runCommand } from '../support/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rehearse-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, text);
  return full;
}

const HEADER =
  'email,hubspot_owner_id,lifecyclestage,rv_tier,rv_flags,rv_signed_on,rv_delivered_on,rv_project_started_on';
const PROJECT = 'ada@example.com,1001,customer,A,high_value_program;in_project,2026-06-01,2026-06-01,2026-06-01';

const rehearse = (...words: string[]) => runCommand('rehearse', words);
const oneLine = (text: string): string[] => text.trim().split('\n');

describe('rehearse --json', () => {
  it('prints a customer with a list in its row, each visit on the day it would be held', async () => {
    const customers = await file('one.csv', `${HEADER}\n${PROJECT}\n`);
    const { code, stdout, stderr } = await rehearse(
      '--customers',
      customers,
      '--today',
      '2026-06-01',
      '--days',
      '8',
      '--json',
    );
    expect([code, stderr]).toEqual([0, '']);
    const { visits, ...rest } = JSON.parse(stdout);
    expect(Object.keys(rest)).toEqual(['today', 'days', 'touches', 'suppressed', 'load', 'infeasible']);
    expect(visits).toEqual([
      {
        contact: 'ada@example.com',
        kind: 'visit',
        on: '2026-06-04',
        window: { earliest: '2026-06-01', target: '2026-06-04', latest: '2026-06-04' },
        pays: ['P01', 'P02'],
        channel: 'phone',
        ownerRole: 'account_manager',
        provisional: false,
        rolled: false,
        late: false,
      },
      expect.objectContaining({ on: '2026-06-08', pays: ['P03', 'P17'] }),
    ]);
    expect(rest.load[0]).toEqual({ owner: '1001', on: '2026-06-04', minutes: 15, capacity: 240 });
  });

  it('compares two policies', async () => {
    const customers = await file('two.csv', `${HEADER}\n${PROJECT}\n`);
    const other = await file(
      'without-p01.json',
      JSON.stringify({
        ...DEFAULT_POLICY,
        rules: DEFAULT_POLICY.rules.map((rule) => (rule.id === 'P01' ? { ...rule, on: false } : rule)),
      }),
    );
    const words = ['--customers', customers, '--today', '2026-06-01', '--days', '8', '--compare', other];
    const { compare } = JSON.parse((await rehearse(...words, '--json')).stdout);
    expect(compare).toMatchObject({ added: [], removed: [], infeasible: { before: [], after: [] } });
    expect(compare.kept).toBe(3);
    const { code, stdout } = await rehearse(...words);
    expect(code).toBe(0);
    expect(stdout).toContain('compared: 0 added, 0 removed');
  });
});

describe('rehearse for people', () => {
  it('shows visits, days, owners, rules and what cannot be kept with what would help', async () => {
    const rows = Array.from({ length: 6 }, (_, i) => `c${i}@example.com,1001,customer,,,2026-06-01,,`);
    const customers = await file('six.csv', [HEADER, ...rows].join('\n'));
    const policy = await file(
      'one-a-day.json',
      JSON.stringify({ ...DEFAULT_POLICY, capacity: { minutesPerDay: 15, byOwner: {} } }),
    );
    const { code, stdout } = await rehearse(
      '--customers',
      customers,
      '--today',
      '2026-06-01',
      '--days',
      '5',
      '--policy',
      policy,
    );
    expect(code).toBe(0);
    for (const said of [
      '6 customers, 2026-06-01 … 2026-06-05: 6 visits, 0 other touches',
      'by day',
      'by owner',
      'by rule',
      'First visit after signing',
      '1001: 2 without room',
      'repair: 30 minutes a day instead of 15',
    ])
      expect(stdout).toContain(said);
  });
});

describe('a call that cannot be carried out', () => {
  it.each([
    [[], '--customers FILE.csv'],
    [['--customers', 'x.csv'], '--today YYYY-MM-DD'],
    [['--customers', 'x.csv', '--today', '2026-02-30', '--days', '3'], '--today takes a day'],
    [['--customers', 'x.csv', '--today', '2026-06-01'], '--days N'],
    [['--customers', 'x.csv', '--today', '2026-06-01', '--days', '0'], '--days takes a number'],
    [['--customers', 'x.csv', '--today', '2015-06-01', '--days', '3'], 'from 2017 to 2058'],
    [['--what'], '--what'],
  ])('%j ends with 2 and one line', async (words, said) => {
    const { code, stdout, stderr } = await rehearse(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(oneLine(stderr)).toEqual([expect.stringContaining(said)]);
  });

  it('a policy with a field that is off is refused with its path', async () => {
    const customers = await file('ok.csv', `${HEADER}\n${PROJECT}\n`);
    const policy = await file('bad.json', JSON.stringify({ ...DEFAULT_POLICY, leadDays: 'seven' }));
    const { code, stderr } = await rehearse(
      '--customers',
      customers,
      '--today',
      '2026-06-01',
      '--days',
      '3',
      '--policy',
      policy,
    );
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([expect.stringContaining('leadDays')]);
  });

  it('bad rows are listed with their lines, the good ones are rehearsed, and it ends with 1', async () => {
    const customers = await file('bad.csv', `${HEADER}\n${PROJECT}\nbob@example.com,1001,customer,D,,2026-06-01,,\n`);
    const { code, stdout, stderr } = await rehearse(
      '--customers',
      customers,
      '--today',
      '2026-06-01',
      '--days',
      '8',
      '--json',
    );
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([`${customers}:3: rv_tier "D" is not one of A, B, C`]);
    expect(JSON.parse(stdout).visits).toHaveLength(2);
  });

  it('a file that is not there is one line', async () => {
    const { code, stderr } = await rehearse(
      '--customers',
      path.join(folder, 'none.csv'),
      '--today',
      '2026-06-01',
      '--days',
      '3',
    );
    expect([code, oneLine(stderr)]).toEqual([1, [expect.stringContaining('cannot be read')]]);
  });
});
