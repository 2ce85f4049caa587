import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { type CustomerText, inZone, Life, WHOLE, ZONES } from '../support.ts';

const CUSTOMER: CustomerText = {
  tier: 'A',
  flags: ['high_value_program', 'in_project'],
  signedOn: '2026-06-01',
  firstPurchaseOn: '2026-06-01',
  lastPurchaseOn: '2026-06-01',
  deliveredOn: '2026-06-01',
  projectStartedOn: '2026-06-01',
};

/** Every day from 1 June to 1 July 2026: what is due is held or sent on its day. */
function month() {
  const life = new Life('2026-01-01', CUSTOMER, WHOLE);
  const conversations: string[] = [];
  const sent: string[] = [];
  const verdicts = new Map<string, Set<string>>();
  for (let on = day('2026-06-01'); on <= day('2026-07-01'); on = addDays(on, 1)) {
    const today = formatDay(on);
    if (today === '2026-06-30') life.text = { ...CUSTOMER, acceptedOn: today };
    const plan = life.planned(today);
    for (const { rule, verdict, by } of plan.ledger) {
      const told = verdicts.get(rule) ?? new Set();
      told.add(by === undefined ? verdict : `${verdict} ${by}`);
      verdicts.set(rule, told);
    }
    for (const touch of plan.touches) if (touch.on === on) sent.push(`${today} ${touch.rule} ${touch.kind}`);
    for (const visit of life.visits) {
      if (visit.status !== 'planned' || visit.plannedOn !== on) continue;
      conversations.push(`${today} ${visit.pays.map((debt) => debt.slice(0, debt.indexOf('@'))).join(' ')}`);
      life.hold(visit.slot, today);
    }
  }
  return { conversations, sent, verdicts };
}

describe.each(ZONES)('the first month of a high-value customer in a project, the process in %s', (zone) => {
  it('twenty-one contacts become five conversations, four briefs and one survey link', () => {
    const { conversations, sent } = inZone(zone, month);
    expect(conversations).toEqual([
      '2026-06-04 P01 P02',
      '2026-06-08 P03 P17',
      '2026-06-15 P17',
      '2026-06-22 P17',
      '2026-07-01 P04 P17',
    ]);
    expect(sent).toEqual([
      '2026-06-08 P15 message',
      '2026-06-15 P15 message',
      '2026-06-22 P15 message',
      '2026-06-29 P15 message',
      '2026-07-01 P36 survey',
    ]);
  });

  it('the ledger accounts for each of the twenty-one', () => {
    const { conversations, sent, verdicts } = inZone(zone, month);
    const held = (rule: string): number =>
      conversations.filter((each) => each.split(' ').slice(1).includes(rule)).length;
    const told = (rule: string, verdict: string): boolean => verdicts.get(rule)?.has(verdict) ?? false;
    // What the guides ask for in thirty days, and what became of it.
    const asked: readonly (readonly [string, number, boolean])[] = [
      ['three days after signing: P01', 1, held('P01') === 1],
      ['three days after delivery, joined to it: P02', 1, told('P02', 'joins P01')],
      ['day 7, the after-sales template: P03', 1, held('P03') === 1],
      ['day 7, the checklist: the same rule P03', 1, held('P03') === 1],
      ['day 30, the new customer: P04', 1, held('P04') === 1],
      ['day 30, a specific product: P05 names none', 1, told('P05', 'not_applicable')],
      ['the month of a new customer: P07, a longer interval', 1, told('P07', 'beaten P12')],
      ['the month of tier A: P11, a longer interval', 1, told('P11', 'beaten P12')],
      [
        'twice a month: P12, two talks of June',
        2,
        conversations.filter((each) => each.startsWith('2026-06')).length >= 2,
      ],
      ['four weekly talks: P17', 4, held('P17') === 4],
      ['four weekly briefs: P15', 4, sent.filter((each) => each.includes('P15')).length === 4],
      ['two fortnightly letters: P33, the brief is for this customer', 2, told('P33', 'not_applicable')],
      ['the survey after acceptance: P36', 1, sent.includes('2026-07-01 P36 survey')],
    ];
    expect(asked.filter(([, , isTrue]) => !isTrue)).toEqual([]);
    expect(asked.reduce((sum, [, contacts]) => sum + contacts, 0)).toBe(21);
  });
});
