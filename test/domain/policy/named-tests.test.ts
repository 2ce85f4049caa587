import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { testsIn } from '../../support/test-titles.ts';

const TESTS = testsIn(fileURLToPath(new URL('../../', import.meta.url)));
const A_DAY = /\b20\d\d-[01]\d-[0-3]\d/;

const RULES = Array.from({ length: 53 }, (_, i) => `P${String(i + 1).padStart(2, '0')}`);
const DECISIONS = Array.from({ length: 38 }, (_, i) => `Q${i + 1}`);
const READINGS = Array.from({ length: 22 }, (_, i) => `reading rule ${i + 1}`);

/** What no day shows: how something is asked, kept or counted. */
const WITHOUT_DAYS = ['Q26', 'Q31', 'Q32', 'Q38'];

/** A test is named after `Q9` where its title says Q9, not where it says Q90; two reading rules may share one. */
function named(name: string): typeof TESTS {
  const [, number] = /^reading rule (\d+)$/.exec(name) ?? [];
  const pattern =
    number === undefined
      ? new RegExp(`\\b${name}\\b`)
      : new RegExp(`(reading rules?|§4 rule) (${number}\\b|\\d+ and ${number}\\b)`);
  return TESTS.filter(({ title }) => pattern.test(title));
}

describe('every rule, decision and reading rule', () => {
  it('has a test named after it', () => {
    const missing = [...RULES, ...DECISIONS, ...READINGS].filter((name) => named(name).length === 0);
    expect(missing).toEqual([]);
  });

  it.each([...RULES, ...DECISIONS, ...READINGS].filter((name) => !WITHOUT_DAYS.includes(name)))(
    'shows its days in full: %s',
    (name) => {
      const shown = named(name).filter(({ title, text }) => A_DAY.test(title) || A_DAY.test(text));
      expect(shown.length).toBeGreaterThan(0);
    },
  );
});

describe('the titles of tests', () => {
  it('are read with the rows of their tables and the titles they stand in', () => {
    const titles = TESTS.filter(({ file }) => file.endsWith(path.join('cli', 'rehearse-rules.test.ts'))).map(
      ({ title }) => title,
    );
    expect(titles).toContain(
      'npm run rehearse on a customer made for each rule, from Monday 2026-06-01 > P01: 2026-06-04 visit',
    );
    expect(named('P47').map(({ title }) => title)).toContain(
      'every rule that plans from facts, the process in %s > P47 has the profile checked every quarter',
    );
  });

  it('tell Q1 from Q10', () => {
    expect(named('Q1').some(({ title }) => /\bQ10\b/.test(title) && !/\bQ1\b/.test(title))).toBe(false);
    expect(named('Q99')).toEqual([]);
  });
});
