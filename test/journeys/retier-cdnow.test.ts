import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdnowCustomers } from '../../src/demo/cdnow.ts';
import { writeCustomersCsv } from '../../src/demo/customers-csv.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { runCommand } from '../support/command.ts';

const TODAY = '2026-11-23';

interface Told {
  readonly scored: number;
  readonly cuts: { readonly [name: string]: unknown };
  readonly moves: readonly { from: string; to: string; customers: number; examples: readonly { id: string }[] }[];
  readonly load: { readonly moved: number; readonly rehearsed: number };
  readonly decided: readonly {
    readonly contact: string;
    readonly tier: string | null;
    readonly scores: { readonly [dimension: string]: number };
    readonly byScores: string;
    readonly why: { readonly zh: string; readonly en: string };
  }[];
}

let folder: string;
let sample: string;
let told: Told;
let lines: string[];

/** Recency, frequency and money of every customer, straight from the purchases. */
function boughtBy(): Map<string, { newest: string; orders: number; cents: number }> {
  const customers = new Map<string, { newest: string; orders: number; cents: number }>();
  for (const line of sample.split(/\r?\n/)) {
    const fields = line.trim().split(/\s+/);
    if (fields.length < 5) continue;
    const [id = '', , on = '', , dollars = ''] = fields;
    const own = customers.get(id) ?? { newest: '', orders: 0, cents: 0 };
    customers.set(id, {
      newest: [own.newest, on].sort().at(-1) ?? on,
      orders: own.orders + 1,
      cents: own.cents + Math.round(Number.parseFloat(dollars) * 100),
    });
  }
  return customers;
}

/** The score of each by sorting: how many of five equal parts of the book lie wholly below it. */
function fifths<T>(ids: readonly string[], of: (id: string) => T): Map<string, number> {
  const sorted = ids.map(of).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return new Map(
    ids.map((id) => {
      const below = sorted.indexOf(of(id));
      return [id, [1, 2, 3, 4].filter((part) => below * 5 >= part * ids.length).length + 1];
    }),
  );
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'retier-cdnow-'));
  sample = await readFile(new URL('../../data/cdnow/CDNOW_sample.txt', import.meta.url), 'utf8');
  const file = path.join(folder, 'customers.csv');
  await writeFile(file, writeCustomersCsv(cdnowCustomers(sample, day(TODAY))));
  const json = await runCommand('retier', ['--customers', file, '--today', TODAY, '--json']);
  expect(json).toMatchObject({ code: 0, stderr: '' });
  told = JSON.parse(json.stdout);
  const plain = await runCommand('retier', ['--customers', file, '--today', TODAY]);
  expect(plain).toMatchObject({ code: 0, stderr: '' });
  lines = plain.stdout.split('\n');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the tiers of the CDNOW customers', () => {
  it('have the scores of an independent calculation, each of 2,357', () => {
    const bought = boughtBy();
    const ids = [...bought.keys()];
    const by = {
      recency: fifths(ids, (id) => bought.get(id)?.newest ?? ''),
      frequency: fifths(ids, (id) => bought.get(id)?.orders ?? 0),
      money: fifths(ids, (id) => bought.get(id)?.cents ?? 0),
    };
    const expected = Object.fromEntries(
      ids.map((id) => {
        const [recency = 0, frequency = 0, money = 0] = [by.recency.get(id), by.frequency.get(id), by.money.get(id)];
        const tier = money >= 4 && recency + frequency >= 6 ? 'A' : money >= 3 ? 'B' : 'C';
        return [`customer-${id}@cdnow.example`, { scores: { recency, frequency, money }, tier }];
      }),
    );
    const found = Object.fromEntries(
      told.decided.map(({ contact, scores: { recency, frequency, money }, byScores }) => [
        contact,
        { scores: { recency, frequency, money }, tier: byScores },
      ]),
    );
    expect(ids).toHaveLength(2_357);
    expect(found).toEqual(expected);
    // Not a book in which everybody is the same.
    expect(new Set(Object.values(found).map(({ scores }) => JSON.stringify(scores))).size).toBeGreaterThan(40);
  });

  it('move from where they were to what is decided, each counted once', () => {
    expect(told.moves.reduce((sum, { customers }) => sum + customers, 0)).toBe(2_357);
    const toA = told.moves.filter(({ to }) => to === 'A').reduce((sum, { customers }) => sum + customers, 0);
    expect(toA).toBe(told.decided.filter(({ tier }) => tier === 'A').length);
    const moved = told.moves.filter(({ from, to }) => from !== to).reduce((sum, { customers }) => sum + customers, 0);
    expect(told.load).toMatchObject({ moved, rehearsed: Math.min(100, moved) });
  });

  it('are told by a command: sizes, cut points, and one customer of each tier with its reason', () => {
    const size = (tier: string) => told.decided.filter((each) => each.tier === tier).length;
    expect(lines[0]).toBe(
      `2357 customers on ${TODAY}: A ${size('A')}, B ${size('B')}, C ${size('C')}; 2357 scored, 0 not`,
    );
    expect(lines.find((line) => line.startsWith('cut points'))).toBe('cut points (exact)');
    for (const tier of ['A', 'B', 'C']) {
      const first = told.decided.find((each) => each.tier === tier);
      expect(lines).toContain(first?.contact);
      expect(lines).toContain(`  ${first?.why.zh}`);
      expect(lines).toContain(`  ${first?.why.en}`);
    }
  });
});
