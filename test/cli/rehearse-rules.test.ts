import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { PolicyRule } from '../../src/domain/policy/policy.ts';
import { runCommand } from '../support/command.ts';

/** One customer for each rule that makes a visit, a message or a survey; `p01@example.com` is that of P01. */
const CUSTOMERS = fileURLToPath(new URL('data/a-customer-for-each-rule.csv', import.meta.url));

const PRODUCTS: Partial<PolicyRule> = { applies: { products: ['Alpha'], repeatOrder: true } };
const days = (n: number) => ({ n, unit: 'C' }) as const;
/** Rules that ship switched off or without a date, as an admin would fill them in. */
const FILLED: { readonly [rule: string]: Partial<PolicyRule> } = {
  P05: PRODUCTS,
  P10: { on: true, trigger: { type: 'dated', dates: ['2026-10-16'] } },
  P16: { on: true, trigger: { type: 'dated', dates: ['2026-09-16'] } },
  P28: { on: true, trigger: { type: 'dated', dates: ['2026-07-01'] } },
  P30: { on: true },
  P50: { on: true },
};
/** A monthly call of everybody would go before every longer cadence: these two are rehearsed by themselves. */
const ALONE: { readonly [rule: string]: Partial<PolicyRule> } = {
  P21: { on: true },
  P25: { on: true, window: { earliest: days(20), target: days(30), latest: days(40) } },
};

let folder: string;
let held: Map<string, string>;

async function rehearsed(rules: readonly PolicyRule[], name: string): Promise<Map<string, string>> {
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ ...DEFAULT_POLICY, rules }));
  const words = ['--customers', CUSTOMERS, '--today', '2026-06-01', '--days', '120', '--policy', file, '--json'];
  const { code, stdout, stderr } = await runCommand('rehearse', words);
  expect([code, stderr]).toEqual([0, '']);
  const { visits, touches } = JSON.parse(stdout) as {
    [part: string]: { contact: string; on: string; kind: string; pays: string[] }[];
  };
  const found = new Map<string, string>();
  for (const { contact, on, kind, pays } of [...(visits ?? []), ...(touches ?? [])]) {
    const rule = contact.slice(0, 3).toUpperCase();
    if (pays.includes(rule) && !found.has(rule)) found.set(rule, `${on} ${kind}`);
  }
  return found;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rehearse-rules-'));
  const changed = (changes: { readonly [rule: string]: Partial<PolicyRule> }, rule: PolicyRule): PolicyRule => ({
    ...rule,
    ...changes[rule.id],
  });
  const first = await rehearsed(
    DEFAULT_POLICY.rules.map((rule) => changed(FILLED, rule)),
    'filled',
  );
  held = new Map(first);
  for (const id of Object.keys(ALONE)) {
    const alone = DEFAULT_POLICY.rules.filter((rule) => rule.id === id).map((rule) => changed(ALONE, rule));
    held.set(id, (await rehearsed(alone, id)).get(id) ?? '');
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

describe('npm run rehearse on a customer made for each rule, from Monday 2026-06-01', () => {
  it.each([
    ['P01', '2026-06-04 visit'],
    ['P02', '2026-06-04 visit'],
    ['P03', '2026-06-08 visit'],
    ['P04', '2026-07-01 visit'],
    ['P05', '2026-07-01 visit'],
    ['P06', '2026-06-30 survey'],
    ['P07', '2026-07-07 visit'],
    ['P08', '2026-07-27 visit'],
    ['P10', '2026-09-09 visit'],
    ['P11', '2026-06-17 visit'],
    ['P12', '2026-06-09 visit'],
    ['P15', '2026-06-08 message'],
    ['P16', '2026-08-25 visit'],
    ['P17', '2026-06-08 visit'],
    ['P18', '2026-06-18 visit'],
    ['P19', '2026-08-17 visit'],
    ['P20', '2026-06-08 visit'],
    ['P21', '2026-06-08 visit'],
    ['P22', '2026-06-02 visit'],
    ['P23', '2026-06-02 visit'],
    ['Q18', '2026-06-04 visit'],
    ['P24', '2026-06-15 visit'],
    ['P25', '2026-06-10 visit'],
    ['P26', '2026-09-22 message'],
    ['P27', '2026-06-12 message'],
    ['P28', '2026-07-01 message'],
    ['P30', '2026-06-08 visit'],
    ['P33', '2026-06-15 message'],
    ['P34', '2026-06-01 visit'],
    ['P35', '2026-06-04 visit'],
    ['P36', '2026-06-02 survey'],
    ['P42', '2026-06-01 visit'],
    ['P43', '2026-06-02 visit'],
    ['P50', '2026-06-08 visit'],
    ['P51', '2026-06-18 visit'],
  ])('%s: %s', (rule, on) => {
    expect(held.get(rule)).toBe(on);
  });

  it('leaves out no rule that goes out to a customer, and says of every other why it is not seen here', () => {
    const { rules, duties = [] } = DEFAULT_POLICY;
    const sent = rules.filter(({ kind }) => kind !== 'task').map(({ id }) => id);
    const asked = duties.filter(({ visit }) => visit !== undefined).map(({ id }) => id);
    expect([...held.keys()].sort()).toEqual([...sent, ...asked].sort());
    const others = [...rules, ...duties].map(({ id }) => id).filter((id) => !held.has(id));
    expect(Object.values(NOT_SEEN).flat().sort()).toEqual(others.sort());
  });
});

/** A rehearsal knows contacts and their dates, and holds what it plans: these rules it cannot show, for the reason given. */
const NOT_SEEN: { readonly [why: string]: readonly string[] } = {
  'a task among us, which a rehearsal lists neither as a visit nor as a touch': [
    'P32',
    'P44',
    'P45',
    'P47',
    'P52',
    'P53',
  ],
  'a clock in hours that an issue, a promise, a score or an ended visit starts': [
    'P13',
    'P14',
    'P37',
    'P38',
    'P39',
    'P40',
    'P41',
  ],
  'a gate that holds something back': ['P46', 'P48'],
  'an entitlement or a preset: it plans nothing': ['P09', 'P31'],
  'off: no guide says how often, or work before the sale': ['P29', 'P49'],
};
