import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cdnowCustomers } from '../../src/demo/cdnow.ts';
import { readCustomersCsv, writeCustomersCsv } from '../../src/demo/customers-csv.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';

describe('a customers CSV', () => {
  it('loads the good rows and lists every bad one with its line and reason', () => {
    const file = readCustomersCsv(
      [
        'email,rv_tier,rv_signed_on,hubspot_owner_id',
        'ada@example.com,A,2026-02-12,1001',
        'bob@example.com,D,2026-02-12,1001',
        'eve@example.com,B,2026-02-30,1001',
        'ADA@example.com,B,2026-02-12,1001',
        'not-an-email,C,,x1',
        ',,2026-01-01,',
        '',
        'zoe@example.com,C,,',
      ].join('\n'),
    );
    expect(file.rows.map(({ line, properties }) => [line, properties])).toEqual([
      [2, { email: 'ada@example.com', rv_tier: 'A', rv_signed_on: '2026-02-12', hubspot_owner_id: '1001' }],
      [9, { email: 'zoe@example.com', rv_tier: 'C' }],
    ]);
    expect(file.problems).toEqual([
      { line: 3, reason: 'rv_tier "D" is not one of A, B, C' },
      { line: 4, reason: 'rv_signed_on "2026-02-30" is not a day that exists (YYYY-MM-DD)' },
      { line: 5, reason: 'email ada@example.com is on line 2 already' },
      { line: 6, reason: 'email "not-an-email" is none; hubspot_owner_id "x1" is not an owner id (digits)' },
      { line: 7, reason: 'email is empty' },
    ]);
  });

  it('names an unknown column and takes the rest', () => {
    const { rows, problems } = readCustomersCsv('email,Tier\nada@example.com,A\n');
    expect(problems).toEqual([{ line: 1, reason: 'unknown column "Tier"; it is left out' }]);
    expect(rows.map((row) => row.properties)).toEqual([{ email: 'ada@example.com' }]);
  });

  it('refuses a file without an email column as a whole', () => {
    expect(readCustomersCsv('name\nAda\n')).toEqual({
      rows: [],
      problems: [
        { line: 1, reason: 'unknown column "name"; it is left out' },
        { line: 1, reason: 'the column email is missing: every customer needs one' },
      ],
    });
  });

  it('counts lines on through a quoted cell with a line break', () => {
    const { problems } = readCustomersCsv('email,company\nada@example.com,"one\ntwo"\nbad,x\n');
    expect(problems).toEqual([{ line: 4, reason: 'email "bad" is none' }]);
  });

  it('takes a file with a byte order mark, as spreadsheets write it', () => {
    expect(readCustomersCsv('\uFEFFemail\nada@example.com\n').rows).toHaveLength(1);
  });
});

describe('the customers that come with the project', () => {
  it('are forty believable ones that load without a problem', () => {
    const file = readCustomersCsv(writeCustomersCsv(demoCustomers(day('2026-11-21'))));
    expect(file.problems).toEqual([]);
    expect(file.rows).toHaveLength(40);
  });

  it('hold every tier and stage, and both languages', () => {
    const rows = demoCustomers(day('2026-11-21'));
    const seen = (name: string): string[] => [...new Set(rows.map((row) => row[name] ?? ''))].sort();
    expect(seen('rv_tier')).toEqual(['', 'A', 'B', 'C']);
    expect(seen('rv_stage')).toEqual(['', 'dormant', 'established', 'lost', 'loyal', 'prospect']);
    expect(seen('rv_language')).toEqual(['en', 'zh']);
  });

  it('turn the CDNOW sample into 2,357 customers whose last purchase was yesterday', () => {
    const sample = readFileSync(new URL('../../data/cdnow/CDNOW_sample.txt', import.meta.url), 'utf8');
    const rows = cdnowCustomers(sample, day('2026-11-21'));
    expect(rows).toHaveLength(2357);
    expect(
      rows
        .map((row) => row.rv_last_purchase_on ?? '')
        .sort()
        .at(-1),
    ).toBe('2026-11-20');
    // 6,919 purchases in the sample; every one is counted.
    expect(rows.reduce((sum, row) => sum + Number(row.rv_purchase_count), 0)).toBe(6919);
    expect(new Set(rows.map((row) => row.hubspot_owner_id)).size).toBe(20);
    // The first fifth of 2,357, rounded up.
    expect(rows.filter((row) => row.rv_tier === 'A')).toHaveLength(472);
    expect(readCustomersCsv(writeCustomersCsv(rows)).problems).toEqual([]);
  });
});
