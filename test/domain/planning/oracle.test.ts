import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { EMPTY_MEMORY } from '../../../src/domain/planning/plan.ts';
import { planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import { generatedBook } from '../../support/generated-book.ts';
import { type OracleAnswer, oracle } from '../../support/oracle/plan-oracle.ts';
import { compiled, factsOfRow, IS_MUTATED, NOBODY_BUSY, WHOLE } from '../support.ts';

const RULES = [
  'P01',
  'P02',
  'P03',
  'P04',
  'P07',
  'P08',
  'P11',
  'P12',
  'P17',
  'P18',
  'P19',
  'P20',
  'P24',
  'P35',
  'P43',
  'P51',
];
/** What makes no visit. */
const SENT = ['P06', 'P15', 'P26', 'P27', 'P33', 'P36', 'P47', 'P52'];
const RUNS = [
  { seed: 1, today: '2026-01-01' },
  { seed: 2, today: '2026-02-12' },
  { seed: 3, today: '2026-06-20' },
  { seed: 4, today: '2026-09-30' },
  { seed: 5, today: '2026-11-21' },
];

describe('a generated book of 2,000 customers', () => {
  it.each(RUNS)('is planned on $today as an oracle written another way says, seed $seed', ({ seed, today }) => {
    const policy = compiled(today, WHOLE);
    const counts: Record<string, number> = {};
    const leads: Record<string, number> = Object.fromEntries(RULES.map((rule) => [rule, 0]));
    const differences: unknown[] = [];
    for (const row of generatedBook(seed, IS_MUTATED ? 200 : 2_000, today)) {
      const facts = factsOfRow(row);
      const plan = planCustomer(facts, EMPTY_MEMORY, [], { policy, load: NOBODY_BUSY, today: day(today) });
      const expected = oracle(row, today);
      const found = answerOf(plan);
      counts[found.standing] = (counts[found.standing] ?? 0) + 1;
      for (const talk of expected.talks) leads[talk.leader] = (leads[talk.leader] ?? 0) + 1;
      const told: OracleAnswer = {
        ...expected,
        talks: [...expected.talks].sort((a, b) => (a.leader < b.leader ? -1 : 1)),
      };
      if (JSON.stringify(sorted(told)) !== JSON.stringify(sorted(found)))
        differences.push({ row: filled(row), oracle: told, planner: found });
    }
    expect(differences.slice(0, 3)).toEqual([]);
    if (IS_MUTATED) return;
    console.log(`${today} seed ${seed}: ${JSON.stringify(counts)} visits led by ${JSON.stringify(leads)}`);
    for (const rule of RULES) expect(leads[rule], `visits led by ${rule}`).toBeGreaterThan(0);
  });
});

function answerOf(plan: ReturnType<typeof planCustomer>): OracleAnswer {
  const { standing } = plan;
  const of = (verdict: string): string[] =>
    plan.ledger.filter(({ rule, verdict: is }) => is === verdict && !SENT.includes(rule)).map(({ rule }) => rule);
  const leading = plan.ledger.filter((entry) => entry.verdict === 'leads' || entry.verdict === 'foreseen');
  const talks = leading.map((entry) => {
    const { on } = entry;
    return {
      leader: entry.rule,
      joined: plan.ledger
        .filter((each) => each.verdict === 'joins' && each.by === entry.rule && !SENT.includes(each.rule))
        .map((each) => each.rule),
      on: on === undefined ? '' : formatDay(on),
    };
  });
  const first = 'rule' in standing ? plan.ledger.find((entry) => entry.rule === standing.rule) : undefined;
  const isVisit = standing.kind === 'open' || standing.kind === 'late' || standing.kind === 'later';
  return {
    standing: standing.kind,
    ...('rule' in standing && standing.rule !== undefined ? { rule: standing.rule } : {}),
    ...(isVisit && first?.window
      ? { on: formatDay(standing.on), target: formatDay(first.window.target), latest: formatDay(first.window.latest) }
      : {}),
    ...('reason' in standing ? { reason: standing.reason } : {}),
    talks: talks.sort((a, b) => (a.leader < b.leader ? -1 : 1)),
    settled: of('settled'),
    lapsed: of('lapsed'),
  };
}

function sorted(answer: OracleAnswer): unknown {
  const talks = answer.talks.map((talk) => ({ ...talk, joined: [...talk.joined].sort() }));
  return [
    answer.standing,
    answer.rule,
    answer.on,
    answer.target,
    answer.latest,
    answer.reason,
    talks,
    [...answer.settled].sort(),
    [...answer.lapsed].sort(),
  ];
}

function filled(row: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''));
}
