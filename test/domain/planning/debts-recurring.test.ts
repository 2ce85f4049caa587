import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { isOf } from '../../../src/domain/planning/debts.ts';
import { CALENDAR, type CustomerText } from '../support.ts';
import { type Asking, asks, debtFor, ruleOf, situationOf } from './finding.ts';

type Case = readonly [what: string, text: CustomerText, asking: Omit<Asking, 'rule'>, found: string];

function check(rule: string, cases: readonly Case[]): void {
  it.each(cases)('%s', (_what, text, asking, found) => {
    expect(asks(text, { rule, ...asking })).toBe(found);
  });
}

const AT = { today: '2026-03-02' } as const;
const P11 = (on: string, window: string, from = 'touch'): string => `P11@${on} [${window}] from ${from}`;

describe('what a recurring visit counts from', () => {
  check('P11', [
    [
      'the newest talk',
      {},
      { ...AT, touches: ['2026-02-10 call:out', '2026-02-02 call:out'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13'),
    ],
    [
      'of the kinds that pay it, and begun by us',
      {},
      { ...AT, touches: ['2026-02-25 email:out', '2026-02-24 call:in', '2026-02-10 video:out'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13'),
    ],
    [
      'a visit of ours that nobody else recorded',
      {},
      { ...AT, touches: ['2026-01-20 call:out'], settled: ['P11@2026-01-05 held 2026-02-10'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13'),
    ],
    [
      'the newest of them',
      {},
      { ...AT, settled: ['P11@2026-01-05 held 2026-01-28', 'P11@2026-01-20 held 2026-02-10'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13'),
    ],
    [
      'not one before the newest talk',
      {},
      { ...AT, touches: ['2026-02-10 call:out'], settled: ['P11@2026-01-05 unreached 2026-02-09'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13'),
    ],
    [
      'nor on its day',
      {},
      { ...AT, touches: ['2026-02-10 call:out'], settled: ['P11@2026-01-05 unreached 2026-02-10'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13'),
    ],
    [
      'the last attempt where nobody was reached',
      {},
      { ...AT, touches: ['2026-01-20 call:out'], settled: ['P11@2026-01-05 unreached 2026-02-10'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13', 'unreached'),
    ],
    [
      'the day the customer declined',
      {},
      { ...AT, touches: ['2026-01-20 call:out'], settled: ['P11@2026-01-05 refused 2026-02-10'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13', 'refused'),
    ],
    [
      'no visit of another rule',
      {},
      { ...AT, touches: ['2026-02-10 call:out'], settled: ['P18@2026-01-05 held 2026-02-20'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13'),
    ],
    [
      'without a talk the last purchase',
      { lastPurchaseOn: '2026-02-10', acceptedOn: '2026-02-09', firstPurchaseOn: '2025-02-09', signedOn: '2025-02-08' },
      AT,
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13', 'lastPurchaseOn'),
    ],
    [
      'or acceptance, where that came later',
      { lastPurchaseOn: '2026-02-09', acceptedOn: '2026-02-10', signedOn: '2025-02-08' },
      AT,
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13', 'acceptedOn'),
    ],
    [
      'or signing',
      { firstPurchaseOn: '2026-02-09', signedOn: '2026-02-10' },
      AT,
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13', 'signedOn'),
    ],
    [
      'or the first purchase',
      { firstPurchaseOn: '2026-02-10' },
      AT,
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13', 'firstPurchaseOn'),
    ],
    [
      'of today',
      { lastPurchaseOn: '2026-03-02', signedOn: '2026-02-10' },
      AT,
      P11('2026-03-02', '2026-03-23 2026-03-30 2026-04-02', 'lastPurchaseOn'),
    ],
    [
      'none to come',
      { lastPurchaseOn: '2026-03-03', signedOn: '2026-02-10' },
      AT,
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13', 'signedOn'),
    ],
    [
      'none of them where there was a talk before',
      { lastPurchaseOn: '2026-02-20' },
      { ...AT, touches: ['2026-02-10 call:out'] },
      P11('2026-02-10', '2026-03-03 2026-03-10 2026-03-13'),
    ],
    [
      'with nothing the day the rule began to apply',
      {},
      { ...AT, began: '2026-02-24' },
      P11('2026-02-24', '2026-03-17 2026-03-24 2026-03-27', 'began'),
    ],
    [
      'or the first day of all',
      {},
      { ...AT, goLiveOn: '2026-02-25' },
      P11('2026-02-25', '2026-03-18 2026-03-25 2026-03-28', 'began'),
    ],
  ]);

  check('P47', [
    [
      'a date of the customer where the rule names one, whatever talks there were',
      { profileCheckedOn: '2026-01-12' },
      { ...AT, touches: ['2026-02-20 call:out'], settled: ['P47@2026-01-01 held 2026-02-20'] },
      'P47@2026-01-12 [2026-03-13 2026-04-07 2026-04-12] from profileCheckedOn',
    ],
    [
      'of today',
      { profileCheckedOn: '2026-03-02' },
      AT,
      'P47@2026-03-02 [2026-05-01 2026-05-25 2026-05-31] from profileCheckedOn',
    ],
    [
      'not of a day to come',
      { profileCheckedOn: '2026-03-03' },
      AT,
      'P47@2026-01-01 [2026-03-02 2026-03-26 2026-04-01] from began',
    ],
    [
      'none yet: the first day of all',
      { lastPurchaseOn: '2026-02-20' },
      AT,
      'P47@2026-01-01 [2026-03-02 2026-03-26 2026-04-01] from began',
    ],
    [
      'or the day the rule began to apply',
      {},
      { ...AT, began: '2026-02-10' },
      'P47@2026-02-10 [2026-04-11 2026-05-06 2026-05-11] from began',
    ],
  ]);

  it.each([
    ['P11', 'P11@2026-01-05', true],
    ['P1', 'P11@2026-01-05', false],
    ['P11', 'P1@2026-01-05', false],
    ['P11', 'P11', false],
    ['P11', 'P11-2026-01-05', false],
    ['P11', 'XP11@2026-01-05', false],
  ])('%s is the rule of %s: %s', (rule, debt, is) => {
    expect(isOf(rule, debt)).toBe(is);
  });
});

describe('a rule that begins to apply late', () => {
  const touches = ['2026-01-05 call:out'];
  check('P11', [
    [
      'has its first target a week on',
      {},
      { ...AT, began: '2026-03-02', touches },
      P11('2026-01-05', '2026-03-02 2026-03-09 2026-03-12').concat(' fresh'),
    ],
    // Its own target is 2026-02-02.
    [
      'also where its own is six days on',
      {},
      { ...AT, began: '2026-01-27', touches },
      P11('2026-01-05', '2026-01-27 2026-02-03 2026-02-06').concat(' fresh'),
    ],
    [
      'and keeps its own a week on',
      {},
      { ...AT, began: '2026-01-26', touches },
      P11('2026-01-05', '2026-01-26 2026-02-02 2026-02-05'),
    ],
    [
      'and after a talk since',
      {},
      { ...AT, began: '2026-01-05', touches },
      P11('2026-01-05', '2026-01-26 2026-02-02 2026-02-05'),
    ],
    [
      'moves the week’s end off a day off',
      {},
      { ...AT, began: '2026-02-07', touches },
      P11('2026-01-05', '2026-02-07 2026-02-14 2026-02-17').concat(' fresh'),
    ],
    [
      'is not spread as on the first day',
      {},
      { today: '2026-03-02', goLiveOn: '2026-02-24', began: '2026-03-02', touches: ['2025-06-02 call:out'] },
      P11('2025-06-02', '2026-03-02 2026-03-09 2026-03-12').concat(' fresh'),
    ],
    [
      'counts a silence that began before the calendar so too',
      {},
      { ...AT, began: '2026-03-02', touches: ['2015-06-01 call:out'] },
      P11('2015-06-01', '2026-03-02 2026-03-09 2026-03-12').concat(' fresh'),
    ],
  ]);
});

describe('a rule of days', () => {
  const change = {
    window: { earliest: { n: 1, unit: 'C' }, target: { n: 3, unit: 'C' }, latest: { n: 5, unit: 'C' } },
    trigger: { type: 'recurring' },
  } as const;
  check('P21', [
    [
      'counts from a talk on the very day it began to apply',
      {},
      { ...AT, change, began: '2026-03-02', touches: ['2026-03-02 call:in'] },
      'P21@2026-03-02 [2026-03-03 2026-03-05 2026-03-07] from touch',
    ],
    [
      'and from one the day after',
      {},
      { today: '2026-03-03', change, began: '2026-03-02', touches: ['2026-03-03 call:in'] },
      'P21@2026-03-03 [2026-03-04 2026-03-06 2026-03-08] from touch',
    ],
  ]);
});

describe('a rule of visits on site', () => {
  const window = {
    earliest: { n: 21, unit: 'C' },
    target: { n: 28, unit: 'C' },
    latest: { n: 31, unit: 'C' },
  } as const;
  check('P25', [
    [
      'counts from the last one, whoever began it',
      {},
      {
        ...AT,
        change: { window },
        touches: ['2026-02-24 call:out', '2026-02-10 on_site:in', '2026-02-02 on_site:out'],
      },
      'P25@2026-02-10 [2026-03-03 2026-03-10 2026-03-13] from touch',
    ],
  ]);
});

describe('an agreed interval', () => {
  const AGREED: CustomerText = { cadenceDays: 45, cadenceReason: 'contract' };
  check('P51', [
    [
      'is its own target, a tenth of it its play, and nothing is too early',
      AGREED,
      { today: '2026-05-05', touches: ['2026-05-04 call:in'] },
      'P51@2026-05-04 [2026-05-05 2026-06-18 2026-06-22] from touch',
    ],
    [
      'of nine days has no play',
      { ...AGREED, cadenceDays: 9 },
      { today: '2026-05-19', touches: ['2026-05-18 call:in'] },
      'P51@2026-05-18 [2026-05-19 2026-05-27 2026-05-27] from touch',
    ],
    [
      'as an exception counts alike',
      { cadenceDays: 120, cadenceReason: 'Li Na', cadenceUntil: '2026-12-31' },
      { today: '2026-05-05', touches: ['2026-05-04 call:in'] },
      'P51@2026-05-04 [2026-05-05 2026-09-01 2026-09-13] from touch',
    ],
  ]);

  it('goes before what we promised ourselves by contract, and beside it as an exception', () => {
    const asking: Asking = { rule: 'P51', today: '2026-05-05' };
    expect(debtFor(AGREED, asking)).toMatchObject({ rank: 3, interval: 45 });
    const exception = { cadenceDays: 120, cadenceReason: 'Li Na', cadenceUntil: '2026-12-31' };
    expect(debtFor(exception, asking)).toMatchObject({ rank: 5, interval: 120 });
    expect(debtFor({ ...AGREED }, { rule: 'P08', today: '2026-05-05' })).toMatchObject({ rank: 5, interval: 84 });
    expect(debtFor({ ...exception, signedOn: '2026-05-04' }, { rule: 'P01', today: '2026-05-05' })).toMatchObject({
      rank: 4,
      interval: 0,
    });
  });
});

describe('the calendar guard', () => {
  const of = (...touches: string[]): Omit<Asking, 'rule'> => ({ today: '2026-04-01', touches });
  const GUARDED = 'P18@2026-02-20 [2026-03-22 2026-03-31 2026-03-31] from touch guarded';
  const FREE = 'P18@2026-02-20 [2026-03-22 2026-04-07 2026-04-21] from touch';
  check('P18', [
    ['asks for another talk in a quarter with one', {}, of('2026-02-20 call:out'), GUARDED],
    ['and for none in a quarter with two', {}, of('2026-02-20 call:out', '2026-01-12 email:in'), FREE],
    ['on the first day of the quarter', {}, of('2026-02-20 call:out', '2026-01-01 email:in'), FREE],
    ['not with one of the day before', {}, of('2026-02-20 call:out', '2025-12-31 email:in'), GUARDED],
    ['counts two talks of one day once', {}, of('2026-02-20 call:out', '2026-02-20 email:in'), GUARDED],
    [
      'counts a visit of ours that nobody else recorded',
      {},
      { ...of('2026-02-20 call:out'), settled: ['P18@2025-12-01 held 2026-01-12'] },
      FREE,
    ],
    [
      'on the first day of the quarter too',
      {},
      { ...of('2026-02-20 call:out'), settled: ['P18@2025-12-01 held 2026-01-01'] },
      FREE,
    ],
    [
      'not of the day before',
      {},
      { ...of('2026-02-20 call:out'), settled: ['P18@2025-11-01 held 2025-12-31'] },
      GUARDED,
    ],
    [
      'and a visit once that was recorded',
      {},
      { ...of('2026-02-20 call:out'), settled: ['P18@2025-12-01 held 2026-02-20'] },
      GUARDED,
    ],
    [
      'no visit that reached nobody',
      {},
      { ...of('2026-02-20 call:out'), settled: ['P18@2025-12-01 unreached 2026-01-12'] },
      GUARDED,
    ],
    [
      'no visit of another rule',
      {},
      { ...of('2026-02-20 call:out'), settled: ['P08@2025-12-01 held 2026-01-12'] },
      GUARDED,
    ],
    [
      'counts the last day of the quarter',
      {},
      of('2026-03-31 call:out', '2026-01-12 email:in'),
      'P18@2026-03-31 [2026-04-30 2026-05-15 2026-05-30] from touch',
    ],
    [
      'which is all that is left after one talk on it',
      {},
      of('2026-03-31 call:out'),
      'P18@2026-03-31 [2026-03-31 2026-03-31 2026-03-31] from touch guarded',
    ],
    [
      'visits of ours on it',
      {},
      { ...of(), settled: ['P18@2026-01-12 held 2026-03-31', 'P18@2025-12-01 held 2026-01-12'] },
      'P18@2026-03-31 [2026-04-30 2026-05-15 2026-05-30] from touch',
    ],
    [
      'holds from the first whole quarter after the rule began',
      {},
      { today: '2026-04-01', began: '2026-02-10', touches: ['2026-02-20 call:out'] },
      FREE,
    ],
    [
      'which may be the one it began in',
      {},
      { today: '2026-04-01', began: '2026-01-01', touches: ['2026-02-20 call:out'] },
      GUARDED,
    ],
    [
      'not after go-live where the rule began later',
      {},
      { today: '2026-07-01', began: '2026-05-11', touches: ['2026-05-20 call:out'] },
      'P18@2026-05-20 [2026-06-19 2026-07-06 2026-07-19] from touch',
    ],
  ]);
  check('P11', [
    [
      'ends a month on its last working day',
      {},
      { today: '2026-05-04', touches: ['2026-04-30 call:out'] },
      P11('2026-04-30', '2026-05-21 2026-05-28 2026-05-29').concat(' guarded'),
    ],
    [
      'which may be where it ends anyway',
      {},
      { today: '2026-06-01', touches: ['2026-05-30 call:out'] },
      P11('2026-05-30', '2026-06-20 2026-06-29 2026-06-30'),
    ],
    [
      'counts what pays the rule alone',
      {},
      { today: '2026-05-04', touches: ['2026-05-02 email:in', '2026-04-30 call:out'] },
      P11('2026-04-30', '2026-05-21 2026-05-28 2026-05-29').concat(' guarded'),
    ],
    [
      'asks the month after one tried in vain',
      {},
      { today: '2026-01-30', settled: ['P11@2026-01-02 unreached 2026-01-30'] },
      P11('2026-01-30', '2026-02-20 2026-02-27 2026-02-28', 'unreached').concat(' guarded'),
    ],
    [
      'and that month where it was on its first day',
      {},
      { today: '2026-06-01', settled: ['P11@2026-05-02 refused 2026-06-01'] },
      P11('2026-06-01', '2026-06-22 2026-06-29 2026-06-30', 'refused').concat(' guarded'),
    ],
  ]);
});

describe('a message that comes again', () => {
  const MAILED: CustomerText = { consents: ['greeting', 'email'] };
  const touches = ['2026-01-05 call:out'];
  check('P19', [
    [
      'goes until its last day',
      MAILED,
      { today: '2026-07-05', touches },
      'P19@2026-01-05 [2026-06-04 2026-06-22 2026-07-05] from touch',
    ],
    [
      'is not sent late: the next counts from there',
      MAILED,
      { today: '2026-07-06', touches },
      'P19@2026-07-05 [2026-12-02 2026-12-21 2027-01-02] from touch',
    ],
    [
      'and so on',
      MAILED,
      { today: '2027-01-03', touches },
      'P19@2027-01-02 [2027-06-01 2027-06-21 2027-07-02] from touch',
    ],
    [
      'late where it is a call',
      {},
      { today: '2026-07-06', touches },
      'P19@2026-01-05 [2026-06-04 2026-06-22 2026-07-05] from touch',
    ],
  ]);
});

describe('where the calendar ends', () => {
  const asking: Asking = { rule: 'P08', today: '2060-12-01', goLiveOn: '2016-06-01' };
  const { reach } = ruleOf(situationOf({}, asking), 'P08');
  it('nothing is counted that would not fit', () => {
    const on = (n: number): string => formatDay(addDays(CALENDAR.last, n - reach));
    expect(asks({}, { ...asking, touches: [`${on(0)} call:out`] })).toContain(`P08@${on(0)} [`);
    expect(asks({}, { ...asking, touches: [`${on(1)} call:out`] })).toBe('not: out_of_range');
  });

  it('who was last spoken to before it begins is overdue on any count', () => {
    const on = (n: number): string => formatDay(addDays(CALENDAR.first, n + reach));
    const early: Asking = { ...asking, today: '2016-06-01' };
    expect(asks({}, { ...early, touches: [`${on(0)} call:out`] })).not.toContain('spread');
    expect(asks({}, { ...early, touches: [`${on(-1)} call:out`] })).toContain('spread');
  });
});

describe('a debt overdue at go-live', () => {
  const GO_LIVE = '2026-01-05';
  const at = (rule: string, text: CustomerText, silent: number, change: Partial<Asking> = {}): string =>
    asks(text, {
      rule,
      today: GO_LIVE,
      goLiveOn: GO_LIVE,
      touches: [`${formatDay(addDays(day(GO_LIVE), -silent))} call:out`],
      ...change,
    }).replace(/^\S+ /, '');

  it('is spread where its latest day was before, not where that is the day itself', () => {
    expect(at('P08', {}, 90)).toBe('[2025-12-06 2025-12-30 2026-01-05] from touch');
    expect(at('P08', {}, 91)).toContain('from touch spread');
  });

  /** The 1st to 20th working day after Monday 2026-01-05. */
  const WORKING = [
    '01-06',
    '01-07',
    '01-08',
    '01-09',
    '01-12',
    '01-13',
    '01-14',
    '01-15',
    '01-16',
    '01-19',
    '01-20',
    '01-21',
    '01-22',
    '01-23',
    '01-26',
    '01-27',
    '01-28',
    '01-29',
    '01-30',
    '02-02',
  ];
  it.each<[tier: 'A' | 'B' | 'C' | 'none', silent: number, nth: number]>([
    // Two thirds of the silence that tier A is allowed are 60 days; x days beyond are at x / (x + 30) of the way to the front of 5.
    ['A', 40, 5],
    ['A', 60, 5],
    ['A', 70, 4],
    ['A', 90, 3],
    ['A', 130, 2],
    ['A', 400, 1],
    ['B', 62, 10],
    ['B', 90, 8],
    ['B', 400, 6],
    // 91 days.
    ['none', 92, 15],
    ['none', 121, 13],
    ['none', 500, 11],
    // 182 days.
    ['C', 182, 20],
    ['C', 212, 18],
    ['C', 800, 16],
  ])('of tier %s, silent for %i days, goes on working day %i', (tier, silent, nth) => {
    const rule = tier === 'none' || tier === 'C' ? 'P21' : 'P11';
    const text: CustomerText = tier === 'none' ? {} : { tier };
    expect(at(rule, text, silent)).toBe(`[2026-01-05 2026-${WORKING[nth - 1]} 2026-02-02] from touch spread`);
  });

  it('is spread over as many days as the policy says, each tier at least on one', () => {
    const over = (days: number, tier: 'A' | 'B' | 'C' | undefined): string =>
      at('P21', tier === undefined ? {} : { tier }, 300, { policy: { firstRun: { spreadWorkingDays: days } } });
    expect((['A', 'B', undefined, 'C'] as const).map((tier) => over(2, tier))).toEqual([
      '[2026-01-05 2026-01-06 2026-01-07] from touch spread',
      '[2026-01-05 2026-01-06 2026-01-07] from touch spread',
      '[2026-01-05 2026-01-07 2026-01-07] from touch spread',
      '[2026-01-05 2026-01-07 2026-01-07] from touch spread',
    ]);
    expect(over(4, 'C')).toBe('[2026-01-05 2026-01-09 2026-01-09] from touch spread');
    expect(over(40, 'B')).toContain('[2026-01-05 2026-01-21 2026-03-06]');
  });

  it('looks no further than the last of those days', () => {
    const debt = debtFor({}, { rule: 'P08', today: GO_LIVE, goLiveOn: GO_LIVE, touches: ['2025-06-02 call:out'] });
    expect(debt.story).toMatchObject({ moved: 'no', extended: false, lookedUntil: day('2026-02-02') });
    expect(debt.shaped).toEqual({ guarded: false, spread: true, fresh: false, reopened: false, halfTerm: false });
  });
});
