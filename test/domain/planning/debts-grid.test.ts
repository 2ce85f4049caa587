import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { gridIsOver } from '../../../src/domain/planning/debts.ts';
import { CALENDAR, type CustomerText, customer } from '../support.ts';
import { type Asking, asks, ruleOf, situationOf } from './finding.ts';

type Case = readonly [what: string, text: CustomerText, asking: Omit<Asking, 'rule'>, found: string];

function check(rule: string, cases: readonly Case[]): void {
  it.each(cases)('%s', (_what, text, asking, found) => {
    expect(asks(text, { rule, ...asking })).toBe(found);
  });
}

const PROJECT: CustomerText = { projectStartedOn: '2026-06-01', flags: ['in_project'] };
const P17_1 = 'P17@2026-06-08 [2026-06-06 2026-06-08 2026-06-10] from projectStartedOn slot 1';
const P17_2 = 'P17@2026-06-15 [2026-06-13 2026-06-15 2026-06-17] from projectStartedOn slot 2';
const P17_3 = 'P17@2026-06-22 [2026-06-20 2026-06-22 2026-06-24] from projectStartedOn slot 3';
/** Spring Festival 2026: days off from 02-15 to 02-23. */
const OVER_SPRING: CustomerText = { projectStartedOn: '2026-02-03', flags: ['in_project'] };

describe('a weekly talk on the grid of a project', () => {
  check('P17', [
    ['begins a week after the project', PROJECT, { today: '2026-06-01' }, P17_1],
    ['needs its first day', {}, { today: '2026-06-02' }, 'not: no_date'],
    ['is owed until its last day', PROJECT, { today: '2026-06-10' }, P17_1],
    ['and late until the next begins', PROJECT, { today: '2026-06-12' }, P17_1],
    ['which then is what is owed', PROJECT, { today: '2026-06-13' }, P17_2],
    [
      'once held gives way to the next',
      PROJECT,
      { today: '2026-06-09', settled: ['P17@2026-06-08 held 2026-06-09'] },
      P17_2,
    ],
    ['given up as well', PROJECT, { today: '2026-06-09', settled: ['P17@2026-06-08 refused 2026-06-09'] }, P17_2],
    [
      'is not paid by any talk: it is agreed, and of rank 4',
      PROJECT,
      { today: '2026-06-09', touches: ['2026-06-09 call:out'] },
      P17_1,
    ],
    [
      'never drifts with the day it was held',
      PROJECT,
      { today: '2026-06-19', settled: ['P17@2026-06-15 held 2026-06-18'] },
      P17_3,
    ],
    [
      'is that of its week years later',
      { projectStartedOn: '2024-01-01' },
      { today: '2026-06-02', change: { trigger: { type: 'grid', anchor: ['projectStartedOn'], every: 7 } } },
      'P17@2026-06-01 [2026-05-30 2026-06-01 2026-06-03] from projectStartedOn slot 126',
    ],
    ['ends with acceptance', { ...PROJECT, acceptedOn: '2026-06-14' }, { today: '2026-06-13' }, 'not: over'],
    [
      'and has its day on that of the acceptance still',
      { ...PROJECT, acceptedOn: '2026-06-15' },
      { today: '2026-06-13' },
      P17_2,
    ],
    [
      'says what was held last where nothing follows',
      { ...PROJECT, acceptedOn: '2026-06-20' },
      { today: '2026-06-16', settled: ['P17@2026-06-15 held 2026-06-15'] },
      'settled P17@2026-06-15 held 2026-06-15',
    ],
    [
      'and that it is over where the last was not held',
      { ...PROJECT, acceptedOn: '2026-06-20' },
      { today: '2026-06-20', settled: ['P17@2026-06-08 held 2026-06-08'] },
      'not: over',
    ],
    [
      'knows nothing of an acceptance before the project',
      { ...PROJECT, acceptedOn: '2026-05-31' },
      { today: '2026-06-02' },
      P17_1,
    ],
    [
      'is over where it was accepted on its first day',
      { ...PROJECT, acceptedOn: '2026-06-01' },
      { today: '2026-06-02' },
      'not: over',
    ],
    [
      'lasts eight weeks',
      PROJECT,
      { today: '2026-07-25' },
      'P17@2026-07-27 [2026-07-25 2026-07-27 2026-07-29] from projectStartedOn slot 8',
    ],
    ['and no longer', PROJECT, { today: '2026-08-01' }, 'not: over'],
    [
      'nor where acceptance comes after them',
      { ...PROJECT, acceptedOn: '2026-09-30' },
      { today: '2026-08-01' },
      'not: over',
    ],
    ['before the first day of all is not owed', PROJECT, { today: '2026-06-12', goLiveOn: '2026-06-11' }, P17_2],
    ['is, where that was its last', PROJECT, { today: '2026-06-12', goLiveOn: '2026-06-10' }, P17_1],
    [
      'is late over a festival that leaves the next one out',
      OVER_SPRING,
      { today: '2026-02-14' },
      'P17@2026-02-10 [2026-02-08 2026-02-10 2026-02-12] from projectStartedOn slot 1',
    ],
    [
      'is left out in a week without a working day, and says so',
      OVER_SPRING,
      { today: '2026-02-15' },
      'P17@2026-02-24 [2026-02-22 2026-02-24 2026-02-26] from projectStartedOn slot 3 skipped 2026-02-17',
    ],
    [
      'for a week',
      OVER_SPRING,
      { today: '2026-02-24' },
      'P17@2026-02-24 [2026-02-22 2026-02-24 2026-02-26] from projectStartedOn slot 3 skipped 2026-02-17',
    ],
    [
      'and no longer',
      OVER_SPRING,
      { today: '2026-02-25' },
      'P17@2026-02-24 [2026-02-22 2026-02-24 2026-02-26] from projectStartedOn slot 3',
    ],
    [
      'of which the calendar knows nothing is not',
      { projectStartedOn: '2060-12-06' },
      { today: '2060-12-07' },
      'not: out_of_range',
    ],
  ]);

  it('begins where the calendar holds all that it looks at', () => {
    const asking: Asking = { rule: 'P17', today: '2016-03-01', goLiveOn: '2016-01-04' };
    const first = addDays(CALENDAR.first, ruleOf(situationOf({}, asking), 'P17').reach + 7);
    expect(asks({ projectStartedOn: formatDay(first) }, asking)).toContain('from projectStartedOn slot');
    expect(asks({ projectStartedOn: formatDay(addDays(first, -1)) }, asking)).toBe('not: out_of_range');
  });

  it('and ends there', () => {
    const asking: Asking = { rule: 'P17', today: '2060-06-01', goLiveOn: '2060-01-05' };
    const last = addDays(CALENDAR.last, -ruleOf(situationOf({}, asking), 'P17').reach - 7);
    const begun = (slot: number) => formatDay(addDays(last, -7 * slot));
    expect(asks({ projectStartedOn: begun(1) }, asking)).toContain(`P17@${formatDay(last)} [`);
    expect(asks({ projectStartedOn: formatDay(addDays(last, -6)) }, asking)).toBe('not: out_of_range');
  });
});

describe('a weekly brief', () => {
  const HIGH: CustomerText = { flags: ['high_value_program'] };
  check('P15', [
    [
      'counts from the project',
      { ...HIGH, ...PROJECT, openIssueRaisedOn: '2026-06-03' },
      { today: '2026-06-02' },
      'P15@2026-06-08 [2026-06-06 2026-06-08 2026-06-10] from projectStartedOn slot 1',
    ],
    [
      'else from the oldest open issue',
      { ...HIGH, openIssueRaisedOn: '2026-06-03' },
      { today: '2026-06-03' },
      'P15@2026-06-10 [2026-06-08 2026-06-10 2026-06-12] from openIssueRaisedOn slot 1',
    ],
    [
      'which an acceptance does not end',
      { ...HIGH, openIssueRaisedOn: '2026-06-03', acceptedOn: '2026-06-05' },
      { today: '2026-06-06' },
      'P15@2026-06-10 [2026-06-08 2026-06-10 2026-06-12] from openIssueRaisedOn slot 1',
    ],
    [
      'is not sent late',
      { ...HIGH, ...PROJECT },
      { today: '2026-06-11' },
      'P15@2026-06-15 [2026-06-13 2026-06-15 2026-06-17] from projectStartedOn slot 2',
    ],
  ]);
});

describe('a fortnightly letter', () => {
  check('P33', [
    [
      'comes after two weeks',
      PROJECT,
      { today: '2026-06-02' },
      'P33@2026-06-15 [2026-06-13 2026-06-15 2026-06-17] from projectStartedOn slot 1',
    ],
    [
      'is not left out over a festival but sent on the first day after',
      OVER_SPRING,
      { today: '2026-02-10' },
      'P33@2026-02-17 [2026-02-15 2026-02-24 2026-02-24] from projectStartedOn extended slot 1',
    ],
    [
      'has no end of its own',
      PROJECT,
      { today: '2026-12-01' },
      'P33@2026-11-30 [2026-11-28 2026-11-30 2026-12-02] from projectStartedOn slot 13',
    ],
    [
      'is over with acceptance, the last one gone by unsent',
      { ...PROJECT, acceptedOn: '2026-06-17' },
      { today: '2026-06-18' },
      'not: over',
    ],
  ]);
});

const NEW: CustomerText = { stage: 'new', deliveredOn: '2026-03-02' };
const P07_2 = 'P07@2026-05-01 [2026-04-02 2026-04-16 2026-05-01] from deliveredOn slot 2';
const P07_3 = 'P07@2026-05-31 [2026-05-02 2026-05-18 2026-05-31] from deliveredOn slot 3';
const P07_4 = 'P07@2026-06-30 [2026-07-07 2026-07-07 2026-07-14] from deliveredOn slot 4 reminds P06';
const P07_5 = 'P07@2026-07-30 [2026-07-01 2026-07-15 2026-07-30] from deliveredOn slot 5';
const P07_6 = 'P07@2026-08-29 [2026-07-31 2026-08-14 2026-08-29] from deliveredOn slot 6';

const GRACE = {
  window: { earliest: { n: -29, unit: 'C' }, target: { n: -15, unit: 'C' }, latest: { n: 5, unit: 'C' } },
} as const;
const EVERY_OTHER = { trigger: { type: 'grid', anchor: ['deliveredOn'], every: 30, slots: [2, 4] } } as const;

describe('the monthly call of a new customer', () => {
  check('P07', [
    ['is of its second service month first', NEW, { today: '2026-03-10' }, P07_2],
    [
      'counts from delivery before purchase and signing',
      { ...NEW, firstPurchaseOn: '2026-02-20', signedOn: '2026-02-10' },
      { today: '2026-03-10' },
      P07_2,
    ],
    [
      'else from purchase',
      { firstPurchaseOn: '2026-03-02', signedOn: '2026-02-10' },
      { today: '2026-03-10' },
      P07_2.replace('deliveredOn', 'firstPurchaseOn'),
    ],
    [
      'else from signing',
      { signedOn: '2026-03-02' },
      { today: '2026-03-10' },
      P07_2.replace('deliveredOn', 'signedOn'),
    ],
    ['is paid by a talk of that month', NEW, { today: '2026-04-20', touches: ['2026-04-20 email:in'] }, P07_3],
    ['on its first day', NEW, { today: '2026-04-20', touches: ['2026-04-02 call:out'] }, P07_3],
    ['not by one of the day before', NEW, { today: '2026-04-20', touches: ['2026-04-01 call:out'] }, P07_2],
    [
      'nor by one of the month after, which pays that',
      NEW,
      { today: '2026-05-04', touches: ['2026-05-02 call:out'] },
      'P07@2026-06-30 [2026-06-01 2026-06-15 2026-06-30] from deliveredOn slot 4',
    ],
    ['is owed on the last day of the month', NEW, { today: '2026-05-01' }, P07_2],
    ['paid by a talk on it', NEW, { today: '2026-05-01', touches: ['2026-05-01 call:in'] }, P07_3],
    ['and gone the day after', NEW, { today: '2026-05-02' }, P07_3],
    ['is of the sixth month last', NEW, { today: '2026-08-29' }, P07_6],
    ['and over after it', NEW, { today: '2026-08-30' }, 'not: over'],
    [
      'says who was spoken to in the last month',
      NEW,
      { today: '2026-08-20', touches: ['2026-08-05 call:in'] },
      'settled P07@2026-08-29 held 2026-08-05',
    ],
    ['not even where that was held', NEW, { today: '2026-08-30', touches: ['2026-08-05 call:in'] }, 'not: over'],
    ['is late until the next month that is named begins', NEW, { today: '2026-05-31', change: EVERY_OTHER }, P07_2],
    [
      'which then is what is owed',
      NEW,
      { today: '2026-06-01', change: EVERY_OTHER },
      'P07@2026-06-30 [2026-06-01 2026-06-15 2026-06-30] from deliveredOn slot 4',
    ],
    ['is over for a customer of years ago', { deliveredOn: '2024-03-02' }, { today: '2026-08-30' }, 'not: over'],
    [
      'has the days of grace that its window gives it after the last month',
      NEW,
      { today: '2026-09-03', change: GRACE },
      'P07@2026-08-29 [2026-07-31 2026-08-14 2026-09-03] from deliveredOn slot 6',
    ],
    ['and none more', NEW, { today: '2026-09-04', change: GRACE }, 'not: over'],
    [
      'asks nothing where no month is named',
      NEW,
      { today: '2026-03-02', change: { trigger: { type: 'grid', anchor: ['deliveredOn'], every: 30, slots: [] } } },
      'not: over',
    ],
  ]);

  const P06 = { with: ['P06'] };
  check('P07', [
    [
      'in its fourth month reminds of the survey, a week after it was asked',
      NEW,
      { today: '2026-06-01', ...P06 },
      P07_4,
    ],
    ['until its last day', NEW, { today: '2026-07-14', ...P06 }, P07_4],
    ['and then is that of the fifth', NEW, { today: '2026-07-15', ...P06 }, P07_5],
    [
      'and before only where the survey was answered',
      NEW,
      { today: '2026-07-01', ...P06, touches: ['2026-06-15 survey:in'] },
      P07_5,
    ],
    [
      'since the first day it may be asked',
      NEW,
      { today: '2026-06-01', ...P06, touches: ['2026-05-31 survey:in'], settled: ['P07@2026-05-31 held 2026-05-20'] },
      P07_5,
    ],
    ['not by an answer before', NEW, { today: '2026-06-01', ...P06, touches: ['2026-05-30 survey:in'] }, P07_4],
    ['not by a talk before its week', NEW, { today: '2026-07-08', ...P06, touches: ['2026-06-20 call:out'] }, P07_4],
    ['but by one in it', NEW, { today: '2026-07-08', ...P06, touches: ['2026-07-08 call:in'] }, P07_6],
    ['before the first day of all is not owed', NEW, { today: '2026-07-10', goLiveOn: '2026-07-15', ...P06 }, P07_5],
    ['is, where that is its last day', NEW, { today: '2026-07-10', goLiveOn: '2026-07-14', ...P06 }, P07_4],
    [
      'is that of any month without a survey',
      NEW,
      { today: '2026-06-01' },
      'P07@2026-06-30 [2026-06-01 2026-06-15 2026-06-30] from deliveredOn slot 4',
    ],
  ]);

  const LAST = {
    trigger: {
      type: 'grid',
      anchor: ['deliveredOn'],
      every: 30,
      slots: [2, 3, 4],
      reminder: { slot: 4, of: 'P06', afterDays: 7 },
    },
  } as const;
  it.each<[string, Omit<Asking, 'rule'>, string]>([
    ['reminds', { today: '2026-06-15' }, P07_4],
    ['lasts as long as its own window, past the day of its slot', { today: '2026-07-14' }, P07_4],
    ['is over with that', { today: '2026-07-15' }, 'not: over'],
    [
      'says so where the survey was answered',
      { today: '2026-06-15', touches: ['2026-06-12 survey:in'] },
      'settled P07@2026-06-30 held 2026-06-12',
    ],
    [
      'and where it was refused',
      { today: '2026-06-15', settled: ['P07@2026-06-30 refused 2026-06-10'] },
      'settled P07@2026-06-30 refused 2026-06-10',
    ],
    [
      'is over where it would be before the first day of all',
      { today: '2026-06-15', goLiveOn: '2026-07-15' },
      'not: over',
    ],
  ])('a reminder that is the last call %s', (_what, asking, found) => {
    expect(asks(NEW, { rule: 'P07', change: LAST, with: ['P06'], ...asking })).toBe(found);
  });

  it('is that of any month where the survey is switched off', () => {
    const asking: Asking = { rule: 'P07', today: '2026-06-01', with: ['P06'] };
    const { policy } = situationOf(NEW, asking);
    const rules = policy.policy.rules.map((rule) => (rule.id === 'P06' ? { ...rule, on: false } : rule));
    expect(asks(NEW, { ...asking, policy: { rules } })).toBe(
      'P07@2026-06-30 [2026-06-01 2026-06-15 2026-06-30] from deliveredOn slot 4',
    );
  });
});

describe('a grid has nothing left to ask', () => {
  it.each<[string, string, CustomerText, string, boolean]>([
    ['P07 on the last day of the last month', 'P07', NEW, '2026-08-29', false],
    ['P07 the day after', 'P07', NEW, '2026-08-30', true],
    ['P07 without a date', 'P07', {}, '2026-06-01', true],
    ['P17 on the day of acceptance', 'P17', { ...PROJECT, acceptedOn: '2026-06-20' }, '2026-06-20', false],
    ['P17 the day after', 'P17', { ...PROJECT, acceptedOn: '2026-06-20' }, '2026-06-21', true],
    ['P17 eight weeks on', 'P17', PROJECT, '2026-07-27', false],
    ['P17 a day more', 'P17', PROJECT, '2026-07-28', true],
    ['P33 years on', 'P33', PROJECT, '2029-06-01', false],
    ['P08, which is none', 'P08', {}, '2029-06-01', false],
  ])('%s: %s %j on %s: %s', (_what, rule, text, today, isOver) => {
    const at = situationOf(text, { rule, today });
    expect(gridIsOver(ruleOf(at, rule), customer(text), day(today))).toBe(isOver);
  });
});
