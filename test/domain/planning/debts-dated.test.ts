import { describe, expect, it } from 'vitest';
import { addDays, formatDay } from '../../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { CALENDAR, type CustomerText } from '../support.ts';
import { type Asking, asks, ruleOf, situationOf } from './finding.ts';

type Case = readonly [what: string, text: CustomerText, asking: Omit<Asking, 'rule'>, found: string];

function check(rule: string, cases: readonly Case[]): void {
  it.each(cases)('%s', (_what, text, asking, found) => {
    expect(asks(text, { rule, ...asking })).toBe(found);
  });
}

const GREETED: CustomerText = { stage: 'loyal', tier: 'C', consents: ['greeting', 'email'] };
const SPRING = 'P26@2026-02-17 [2026-02-14 2026-02-14 2026-02-14] from festival';
const AUTUMN = 'P26@2026-09-25 [2026-09-22 2026-09-22 2026-09-24] from festival';

describe('a festival greeting', () => {
  check('P26', [
    ['is three days before, on a day of work', GREETED, { today: '2026-01-10' }, SPRING],
    ['until its last day', GREETED, { today: '2026-02-14' }, SPRING],
    [
      'then comes the next festival, and it knows when the last greeting went',
      GREETED,
      { today: '2026-02-15' },
      `${AUTUMN} after 2026-02-14`,
    ],
    ['unless that was before the first day of all', GREETED, { today: '2026-02-20', goLiveOn: '2026-02-15' }, AUTUMN],
    [
      'and not where it was that day',
      GREETED,
      { today: '2026-02-20', goLiveOn: '2026-02-14' },
      `${AUTUMN} after 2026-02-14`,
    ],
    ['none goes out before the first day of all', GREETED, { today: '2026-01-10', goLiveOn: '2026-03-01' }, AUTUMN],
    [
      'that went out is settled',
      GREETED,
      { today: '2026-01-10', settled: ['P26@2026-02-17 held 2026-02-14'] },
      'settled P26@2026-02-17 held 2026-02-14',
    ],
  ]);
});

describe('a named day', () => {
  const change = { trigger: { type: 'dated', dates: ['2026-09-10', '2026-06-10', '2026-07-10', 'soon'] } } as const;
  const MAILED: CustomerText = { consents: ['email'] };
  check('P28', [
    [
      'is the next one',
      MAILED,
      { today: '2026-06-02', change },
      'P28@2026-06-10 [2026-06-10 2026-06-10 2026-06-17] from date',
    ],
    [
      'until its window is over',
      MAILED,
      { today: '2026-06-17', change },
      'P28@2026-06-10 [2026-06-10 2026-06-10 2026-06-17] from date',
    ],
    [
      'then the one after',
      MAILED,
      { today: '2026-06-18', change },
      'P28@2026-07-10 [2026-07-10 2026-07-10 2026-07-17] from date after 2026-06-10',
    ],
    [
      'to the last',
      MAILED,
      { today: '2026-09-17', change },
      'P28@2026-09-10 [2026-09-10 2026-09-10 2026-09-17] from date after 2026-07-10',
    ],
    ['and none after it', MAILED, { today: '2026-09-18', change }, 'not: over'],
    ['nor where none is named', MAILED, { today: '2026-06-02' }, 'not: over'],
  ]);
});

describe('a birthday greeting', () => {
  const born = (birthday: string): CustomerText => ({ ...GREETED, birthday });
  check('P27', [
    [
      'is three days before',
      born('08-20'),
      { today: '2026-06-02' },
      'P27@2026-08-20 [2026-08-17 2026-08-17 2026-08-19] from birthday',
    ],
    [
      'until the day before',
      born('08-20'),
      { today: '2026-08-19' },
      'P27@2026-08-20 [2026-08-17 2026-08-17 2026-08-19] from birthday',
    ],
    [
      'then a year on',
      born('08-20'),
      { today: '2026-08-20' },
      'P27@2027-08-20 [2027-08-17 2027-08-17 2027-08-19] from birthday after 2026-08-17',
    ],
    [
      'early in January begins in the year before',
      born('01-02'),
      { today: '2025-12-20', goLiveOn: '2025-12-01' },
      'P27@2026-01-02 [2025-12-30 2025-12-30 2025-12-31] from birthday',
    ],
    [
      'and on the last day of it is over',
      born('01-02'),
      { today: '2026-01-01' },
      'P27@2027-01-02 [2026-12-30 2026-12-30 2026-12-31] from birthday',
    ],
    [
      'on the last day of a year is in it',
      born('12-31'),
      { today: '2026-01-01' },
      'P27@2026-12-31 [2026-12-28 2026-12-28 2026-12-30] from birthday',
    ],
    [
      'of a year ago is known where it went',
      born('12-31'),
      { today: '2026-01-04', goLiveOn: '2025-12-01' },
      'P27@2026-12-31 [2026-12-28 2026-12-28 2026-12-30] from birthday after 2025-12-26',
    ],
    [
      'on 02-29 is for 02-28 in a common year',
      born('02-29'),
      { today: '2026-06-02' },
      'P27@2027-02-28 [2027-02-25 2027-02-25 2027-02-26] from birthday after 2026-02-25',
    ],
    [
      'and for 02-29 in a leap year',
      born('02-29'),
      { today: '2028-01-10' },
      'P27@2028-02-29 [2028-02-25 2028-02-25 2028-02-28] from birthday after 2027-02-25',
    ],
    [
      'that went out is settled',
      born('08-20'),
      { today: '2026-06-02', settled: ['P27@2026-08-20 held 2026-08-17'] },
      'settled P27@2026-08-20 held 2026-08-17',
    ],
    ['needs a birthday', GREETED, { today: '2026-06-02' }, 'not: no_date'],
    [
      'in the calendar’s first year has none before it',
      born('08-20'),
      { today: '2016-03-01', goLiveOn: '2016-01-05' },
      'P27@2016-08-20 [2016-08-17 2016-08-17 2016-08-19] from birthday',
    ],
    ['and after its last year none to come', born('08-20'), { today: '2060-08-23' }, 'not: no_date'],
  ]);

  it.each(['01-01', '01-31', '02-29', '04-30', '12-01', '12-31'])('%s is a day', (birthday) => {
    expect(asks(born(birthday), { rule: 'P27', today: '2028-06-01' })).toContain(' from birthday');
  });

  it.each(['00-10', '13-01', '01-00', '01-32', '02-30', '04-31', '1-1', '011-02', '01-023', 'xx-01', '2026-01-01', ''])(
    '%j is none',
    (birthday) => {
      expect(asks(born(birthday), { rule: 'P27', today: '2028-06-01' })).toBe('not: no_date');
    },
  );

  it('is planned as far as the calendar holds all that it looks at', () => {
    const asking: Asking = { rule: 'P27', today: '2060-06-01' };
    const last = addDays(CALENDAR.last, -ruleOf(situationOf({}, asking), 'P27').reach);
    const on = (n: number): string => asks(born(formatDay(addDays(last, n)).slice(5)), asking);
    expect(on(0)).toContain(`P27@${formatDay(last)} [`);
    expect(on(1)).toBe('not: no_date');
  });
});

describe('a greeting counts as the half-yearly contact of tier C', () => {
  const rule = 'P19';
  const asking = { today: '2026-03-02', with: ['P26', 'P27'] } as const;
  const since = (day: string, window: string): string => `P19@${day} [${window}] from touch`;
  const BY_SPRING = since('2026-02-14', '2026-07-14 2026-08-03 2026-08-14');
  const BY_TALK = since('2026-01-05', '2026-06-04 2026-06-22 2026-07-05');
  const touches = ['2026-01-05 call:out'];
  check(rule, [
    ['from the day it went', GREETED, { ...asking, touches }, BY_SPRING],
    ['which may be today', GREETED, { ...asking, today: '2026-02-14', touches }, BY_SPRING],
    ['not before', GREETED, { ...asking, today: '2026-02-13', touches }, BY_TALK],
    ['without any talk', GREETED, asking, BY_SPRING],
    [
      'not where a talk came after it',
      GREETED,
      { ...asking, touches: ['2026-02-26 call:in'] },
      since('2026-02-26', '2026-07-26 2026-08-13 2026-08-26'),
    ],
    ['not where it was not sent', { ...GREETED, consents: ['call'] }, { ...asking, touches }, BY_TALK],
    [
      'not before the first day of all',
      GREETED,
      { ...asking, goLiveOn: '2026-02-15', touches: ['2026-02-02 call:out'] },
      since('2026-02-02', '2026-07-02 2026-07-20 2026-08-02'),
    ],
    [
      'from the first day on',
      GREETED,
      { ...asking, goLiveOn: '2026-02-14', touches: ['2026-02-02 call:out'] },
      BY_SPRING,
    ],
    ['not for who is none of those greeted', { ...GREETED, stage: 'lost' }, { ...asking, touches }, BY_TALK],
    [
      'from a birthday that came later',
      { ...GREETED, birthday: '03-03' },
      { ...asking, touches },
      since('2026-02-28', '2026-07-28 2026-08-17 2026-08-28'),
    ],
    ['and not from one that came before', { ...GREETED, birthday: '02-10' }, { ...asking, touches }, BY_SPRING],
    ['nor from one to come', { ...GREETED, birthday: '03-10' }, { ...asking, touches }, BY_SPRING],
    ['from the greeting before the next one', GREETED, { ...asking, today: '2026-07-01', touches }, BY_SPRING],
  ]);

  it('not where the greeting counts for another rule', () => {
    const rules = DEFAULT_POLICY.rules
      .filter(({ id }) => id === 'P19' || id === 'P26')
      .map((each) => (each.trigger.type === 'dated' ? { ...each, trigger: { ...each.trigger, pays: ['P08'] } } : each));
    expect(asks(GREETED, { rule, today: '2026-03-02', touches, policy: { rules } })).toBe(BY_TALK);
  });

  it('and for no visit', () => {
    const rules = DEFAULT_POLICY.rules
      .filter(({ id }) => id === 'P08' || id === 'P26')
      .map((each) => (each.trigger.type === 'dated' ? { ...each, trigger: { ...each.trigger, pays: ['P08'] } } : each));
    const text: CustomerText = { ...GREETED, consents: ['greeting', 'email', 'call'] };
    expect(asks(text, { rule: 'P08', today: '2026-03-02', touches, policy: { rules } })).toContain('P08@2026-01-05 [');
  });
});
