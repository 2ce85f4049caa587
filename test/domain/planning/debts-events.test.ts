import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { CALENDAR, type CustomerText } from '../support.ts';
import { type Asking, asks, debtFor, ruleOf, situationOf } from './finding.ts';

type Case = readonly [what: string, rule: string, text: CustomerText, asking: Omit<Asking, 'rule'>, found: string];

const SIGNED: CustomerText = { signedOn: '2026-03-06' };
const FOUND_P01 = 'P01@2026-03-06 [2026-03-06 2026-03-09 2026-03-11] from signedOn';
const RENEWAL: CustomerText = { contractEndsOn: '2026-11-24' };
const FOUND_P24 = 'P24@2026-11-24 [2026-08-24 2026-08-24 2026-09-24] from contractEndsOn';
const BOUGHT: CustomerText = { firstPurchaseOn: '2026-02-25' };
const FOUND_P03 = 'P03@2026-02-25 [2026-03-02 2026-03-04 2026-03-06] from firstPurchaseOn';
const DORMANT: CustomerText = { stage: 'dormant', stageEnteredOn: '2026-05-22' };
const FOUND_P20 = 'P20@2026-05-22 [2026-05-22 2026-06-05 2026-06-22] from stageEnteredOn';
const ACCEPTED: CustomerText = { acceptedOn: '2026-06-01' };
const FOUND_P36 = 'P36@2026-06-01 [2026-06-01 2026-06-02 2026-06-04] from acceptedOn';

function check(cases: readonly Case[]): void {
  it.each(cases)('%s: %s', (_what, rule, text, asking, found) => {
    expect(asks(text, { rule, ...asking })).toBe(found);
  });
}

describe('the date that a rule counts from', () => {
  check([
    ['signing', 'P01', SIGNED, { today: '2026-03-06' }, FOUND_P01],
    ['none, and nothing is asked', 'P01', { firstPurchaseOn: '2026-03-06' }, { today: '2026-03-06' }, 'not: no_date'],
    [
      'delivery before purchase',
      'P03',
      { deliveredOn: '2026-03-02', firstPurchaseOn: '2026-02-25' },
      { today: '2026-03-02' },
      'P03@2026-03-02 [2026-03-07 2026-03-09 2026-03-11] from deliveredOn',
    ],
    ['purchase where nothing is delivered', 'P03', BOUGHT, { today: '2026-03-02' }, FOUND_P03],
    ['the day the stage began', 'P20', DORMANT, { today: '2026-05-22' }, FOUND_P20],
    [
      'the first day, of who fell silent nobody knows when',
      'P20',
      { stage: 'dormant' },
      { today: '2026-05-22', goLiveOn: '2026-05-20' },
      'P20@2026-05-20 [2026-05-20 2026-06-03 2026-06-20] from stageEnteredOn',
    ],
    ['the end of a contract', 'P24', RENEWAL, { today: '2026-06-01' }, FOUND_P24],
    ['which may be today', 'P24', RENEWAL, { today: '2026-11-24' }, FOUND_P24],
    ['and asks nothing once it has gone by', 'P24', RENEWAL, { today: '2026-11-25' }, 'not: over'],
    [
      'but not the end of a contract that ended before it began',
      'P24',
      { ...RENEWAL, signedOn: '2026-11-25' },
      { today: '2026-06-01' },
      'not: unsound',
    ],
    [
      'nor on the very day it began',
      'P24',
      { ...RENEWAL, signedOn: '2026-11-24' },
      { today: '2026-06-01' },
      'not: unsound',
    ],
    [
      'a project’s due day, whenever the contract was signed',
      'P52',
      { serviceDueOn: '2026-06-30', signedOn: '2026-07-15' },
      { today: '2026-06-01' },
      'P52@2026-06-30 [2026-06-25 2026-06-29 2026-06-30] from serviceDueOn',
    ],
  ]);

  it.each([
    ['P24', (on: string): CustomerText => ({ contractEndsOn: on })],
    ['P01', (on: string): CustomerText => ({ signedOn: on })],
  ])('%s is planned while the calendar reaches as far as its windows can', (rule, text) => {
    const asking: Asking = { rule, today: '2026-06-01' };
    const { reach } = ruleOf(situationOf({}, asking), rule);
    const last = addDays(CALENDAR.last, -reach);
    expect(asks(text(formatDay(last)), asking)).toContain(`${rule}@${formatDay(last)} [`);
    expect(asks(text(formatDay(addDays(last, 1))), asking)).toBe('not: out_of_range');
  });

  it('what lies before the calendar is long over: a milestone lapsed, a silence cannot be counted', () => {
    const at = (rule: string, reach: number, off: number): [string, Asking] => [
      formatDay(addDays(CALENDAR.first, reach + off)),
      { rule, today: '2016-06-01', goLiveOn: '2016-01-04' },
    ];
    const reachOf = (rule: string): number => ruleOf(situationOf({}, { rule, today: '2026-06-01' }), rule).reach;
    const [soon, asking] = at('P01', reachOf('P01'), 0);
    expect(asks({ signedOn: soon }, asking)).toContain(`P01@${soon} [${soon}`);
    const [early] = at('P01', reachOf('P01'), -1);
    expect(asks({ signedOn: early }, asking)).toBe(`lapsed P01@${early}`);
    expect(asks({ signedOn: early }, { ...asking, settled: [`P01@${early} held 2016-02-01`] })).toBe(
      `settled P01@${early} held 2016-02-01`,
    );
    const [silent, silence] = at('P20', reachOf('P20'), -1);
    expect(asks({ stage: 'dormant', stageEnteredOn: silent }, silence)).toBe('not: out_of_range');
    const change = { rank: 6 } as const;
    expect(asks({ stage: 'dormant', stageEnteredOn: silent }, { ...silence, change })).toBe('not: out_of_range');
  });
});

describe('a renewal is not before half of the term', () => {
  check([
    [
      'short of half a year: from the half on',
      'P24',
      { signedOn: '2026-06-01', contractEndsOn: '2026-11-30' },
      { today: '2026-06-01' },
      'P24@2026-11-30 [2026-08-31 2026-08-31 2026-09-30] from contractEndsOn halfTerm',
    ],
    [
      'of three months: on the half, which is its latest day too',
      'P24',
      { signedOn: '2026-06-01', contractEndsOn: '2026-09-01' },
      { today: '2026-06-01' },
      'P24@2026-09-01 [2026-07-17 2026-07-17 2026-07-17] from contractEndsOn halfTerm',
    ],
    [
      'whose half is a Saturday: on the Monday',
      'P24',
      { signedOn: '2026-06-03', contractEndsOn: '2026-09-01' },
      { today: '2026-06-03' },
      'P24@2026-09-01 [2026-07-18 2026-07-20 2026-07-20] from contractEndsOn halfTerm',
    ],
    [
      'whose half is the very first day: as any',
      'P24',
      { ...RENEWAL, signedOn: '2026-05-24' },
      { today: '2026-06-01' },
      FOUND_P24,
    ],
    [
      'of a day less: from the half on',
      'P24',
      { ...RENEWAL, signedOn: '2026-05-26' },
      { today: '2026-06-01' },
      'P24@2026-11-24 [2026-08-25 2026-08-25 2026-09-24] from contractEndsOn halfTerm',
    ],
    ['of years: as any', 'P24', { ...RENEWAL, signedOn: '2019-11-24' }, { today: '2026-06-01' }, FOUND_P24],
    ['signed nobody knows when: as any', 'P24', RENEWAL, { today: '2026-06-01' }, FOUND_P24],
    [
      'and what follows the end of a contract is not moved',
      'P43',
      { ...RENEWAL, signedOn: '2026-11-23' },
      { today: '2026-11-24', change: { trigger: { type: 'after', anchor: ['contractEndsOn'] } } },
      'P43@2026-11-24 [2026-11-24 2026-11-25 2026-11-27] from contractEndsOn',
    ],
    [
      'nor what a project has to be done by',
      'P52',
      { serviceDueOn: '2026-06-30', signedOn: '2026-06-26' },
      { today: '2026-06-01' },
      'P52@2026-06-30 [2026-06-25 2026-06-29 2026-06-30] from serviceDueOn',
    ],
  ]);

  it('cuts off what lies before it, and leaves a later target where it is', () => {
    const change = {
      window: { earliest: { n: -5, unit: 'm' }, target: { n: -3, unit: 'm' }, latest: { n: -2, unit: 'm' } },
    } as const;
    const text: CustomerText = { contractEndsOn: '2026-11-22', signedOn: '2026-02-01' };
    const asking: Asking = { rule: 'P24', today: '2026-06-01', change };
    // 294 days: half is 2026-06-28; the target is Saturday 2026-08-22.
    expect(asks(text, asking)).toBe('P24@2026-11-22 [2026-06-28 2026-08-21 2026-09-22] from contractEndsOn halfTerm');
    expect(debtFor(text, asking).story).toMatchObject({ moved: 'back', lookedUntil: day('2026-09-22') });
  });

  it('says which way the day moved, and how far it looked', () => {
    const story = (signedOn: string, contractEndsOn: string) =>
      debtFor({ signedOn, contractEndsOn }, { rule: 'P24', today: '2026-06-03' }).story;
    expect(story('2026-06-03', '2026-09-01')).toMatchObject({ moved: 'forward', lookedUntil: day('2026-07-20') });
    expect(story('2026-06-01', '2026-09-01')).toMatchObject({ moved: 'no', lookedUntil: day('2026-07-17') });
    expect(story('2026-06-01', '2026-11-30')).toMatchObject({ moved: 'no', lookedUntil: day('2026-09-30') });
  });
});

describe('a milestone', () => {
  check([
    ['stays owed past its latest day, with its own window', 'P01', SIGNED, { today: '2026-05-04' }, FOUND_P01],
    [
      'whose latest day is the first day of all is owed',
      'P01',
      SIGNED,
      { today: '2026-03-11', goLiveOn: '2026-03-11' },
      FOUND_P01,
    ],
    [
      'whose latest day was before it has lapsed',
      'P01',
      SIGNED,
      { today: '2026-03-12', goLiveOn: '2026-03-12' },
      'lapsed P01@2026-03-06 [2026-03-06 2026-03-09 2026-03-11]',
    ],
    [
      'before the end of a contract that runs is better late than never',
      'P24',
      RENEWAL,
      { today: '2026-10-12', goLiveOn: '2026-10-12' },
      FOUND_P24,
    ],
    [
      'that was settled is so, as it was',
      'P01',
      SIGNED,
      { today: '2026-05-04', settled: ['P03@2026-03-06 held 2026-03-15', 'P01@2026-03-06 refused 2026-03-10'] },
      'settled P01@2026-03-06 refused 2026-03-10',
    ],
    [
      'that was given up is so',
      'P01',
      SIGNED,
      { today: '2026-05-04', settled: ['P01@2026-03-06 unreached 2026-03-12'] },
      'settled P01@2026-03-06 unreached 2026-03-12',
    ],
    // Corrected from 02-24 to 02-25: its window begins 03-02.
    [
      'is paid by what paid it before its date was corrected',
      'P03',
      BOUGHT,
      { today: '2026-03-09', settled: ['P03@2026-02-24 held 2026-03-03'] },
      'settled P03@2026-02-25 held 2026-03-03 remember',
    ],
    [
      'on its first day',
      'P03',
      BOUGHT,
      { today: '2026-03-09', settled: ['P03@2026-02-24 held 2026-03-02'] },
      'settled P03@2026-02-25 held 2026-03-02 remember',
    ],
    [
      'and today',
      'P03',
      BOUGHT,
      { today: '2026-03-09', settled: ['P03@2026-02-24 held 2026-03-09'] },
      'settled P03@2026-02-25 held 2026-03-09 remember',
    ],
    [
      'not by what was held before its window',
      'P03',
      BOUGHT,
      { today: '2026-03-09', settled: ['P03@2026-02-24 held 2026-03-01'] },
      FOUND_P03,
    ],
    [
      'not by what nobody reached',
      'P03',
      BOUGHT,
      { today: '2026-03-09', settled: ['P03@2026-02-24 unreached 2026-03-03'] },
      FOUND_P03,
    ],
    [
      'not by a visit of another rule',
      'P03',
      BOUGHT,
      { today: '2026-03-09', settled: ['P04@2026-02-24 held 2026-03-03'] },
      FOUND_P03,
    ],
    [
      'not by a day to come',
      'P03',
      BOUGHT,
      { today: '2026-03-03', settled: ['P03@2026-02-24 held 2026-03-04'] },
      FOUND_P03,
    ],
    ['not by a talk, ours or not', 'P03', BOUGHT, { today: '2026-03-09', touches: ['2026-03-05 call:out'] }, FOUND_P03],
  ]);
});

describe('a milestone at go-live', () => {
  const asking = (touch: string, goLiveOn = '2026-03-04') => ({ today: '2026-03-04', goLiveOn, touches: [touch] });
  check([
    [
      'is paid by a talk since its window began',
      'P03',
      BOUGHT,
      asking('2026-03-03 call:in'),
      'settled P03@2026-02-25 held 2026-03-03 remember',
    ],
    [
      'on its first day',
      'P03',
      BOUGHT,
      asking('2026-03-02 email:in'),
      'settled P03@2026-02-25 held 2026-03-02 remember',
    ],
    ['not by one before', 'P03', BOUGHT, asking('2026-03-01 call:out'), FOUND_P03],
    [
      'nor by one on the first day of ours: from then on our visits pay',
      'P03',
      BOUGHT,
      asking('2026-03-04 call:out'),
      FOUND_P03,
    ],
    [
      'not by the talk on the anchor’s own day',
      'P01',
      SIGNED,
      { today: '2026-03-09', goLiveOn: '2026-03-09', touches: ['2026-03-06 call:out'] },
      FOUND_P01,
    ],
    [
      'by one the day after',
      'P01',
      SIGNED,
      { today: '2026-03-09', goLiveOn: '2026-03-09', touches: ['2026-03-07 call:out'] },
      'settled P01@2026-03-06 held 2026-03-07 remember',
    ],
    [
      'by an older one where the newest is too new',
      'P01',
      SIGNED,
      { today: '2026-03-09', goLiveOn: '2026-03-09', touches: ['2026-03-09 call:out', '2026-03-08 email:in'] },
      'settled P01@2026-03-06 held 2026-03-08 remember',
    ],
    [
      'that begins with the first day has no talks before',
      'P01',
      { signedOn: '2026-03-09' },
      { today: '2026-03-10', goLiveOn: '2026-03-09', touches: ['2026-03-10 call:out', '2026-03-08 call:out'] },
      'P01@2026-03-09 [2026-03-09 2026-03-12 2026-03-12] from signedOn',
    ],
  ]);
});

describe('a survey', () => {
  check([
    ['is sent after acceptance', 'P36', ACCEPTED, { today: '2026-06-01' }, FOUND_P36],
    [
      'is paid by its answer',
      'P36',
      ACCEPTED,
      { today: '2026-06-03', touches: ['2026-06-03 call:in', '2026-06-02 survey:in'] },
      'settled P36@2026-06-01 held 2026-06-02',
    ],
    [
      'by one of the first day',
      'P36',
      ACCEPTED,
      { today: '2026-06-03', touches: ['2026-06-01 survey:in'] },
      'settled P36@2026-06-01 held 2026-06-01',
    ],
    [
      'not by the answer to one before',
      'P36',
      ACCEPTED,
      { today: '2026-06-03', touches: ['2026-05-31 survey:in'] },
      FOUND_P36,
    ],
    ['not by a talk', 'P36', ACCEPTED, { today: '2026-06-03', touches: ['2026-06-02 call:out'] }, FOUND_P36],
    ['is sent on its last day', 'P36', ACCEPTED, { today: '2026-06-04' }, FOUND_P36],
    [
      'and not after',
      'P36',
      ACCEPTED,
      { today: '2026-06-05' },
      'lapsed P36@2026-06-01 [2026-06-01 2026-06-02 2026-06-04]',
    ],
    [
      'is sent where its last day is the first of all',
      'P36',
      ACCEPTED,
      { today: '2026-06-03', goLiveOn: '2026-06-04' },
      FOUND_P36,
    ],
    [
      'and not where that is later',
      'P36',
      ACCEPTED,
      { today: '2026-06-03', goLiveOn: '2026-06-05' },
      'lapsed P36@2026-06-01 [2026-06-01 2026-06-02 2026-06-04]',
    ],
    [
      'a task of ours is not done by an answer',
      'P52',
      { serviceDueOn: '2026-06-30' },
      { today: '2026-06-29', touches: ['2026-06-30 survey:in'] },
      'P52@2026-06-30 [2026-06-25 2026-06-29 2026-06-30] from serviceDueOn',
    ],
  ]);
});

describe('a win-back', () => {
  const LATER = {
    window: { earliest: { n: 3, unit: 'C' }, target: { n: 14, unit: 'C' }, latest: { n: 1, unit: 'm' } },
  } as const;
  check([
    [
      'is paid by any talk after the silence',
      'P20',
      DORMANT,
      { today: '2026-06-01', touches: ['2026-05-23 email:in'] },
      'settled P20@2026-05-22 held 2026-05-23 remember',
    ],
    [
      'not by one on its very first day',
      'P20',
      DORMANT,
      { today: '2026-06-01', touches: ['2026-05-22 call:out'] },
      FOUND_P20,
    ],
    ['not by one before', 'P20', DORMANT, { today: '2026-06-01', touches: ['2026-05-21 call:out'] }, FOUND_P20],
    [
      'not by one before its window',
      'P20',
      DORMANT,
      { today: '2026-06-01', touches: ['2026-05-24 call:in'], change: LATER },
      FOUND_P20.replace('[2026-05-22', '[2026-05-25'),
    ],
    [
      'but by one on the first day of it',
      'P20',
      DORMANT,
      { today: '2026-06-01', touches: ['2026-05-25 call:in'], change: LATER },
      'settled P20@2026-05-22 held 2026-05-25 remember',
    ],
    ['is late after its month', 'P20', DORMANT, { today: '2026-08-03' }, FOUND_P20],
    [
      'whose latest day is the first of all is owed as it stands',
      'P20',
      DORMANT,
      { today: '2026-06-22', goLiveOn: '2026-06-22' },
      FOUND_P20,
    ],
    // Without a tier: the 11th to 15th working day. Silent for 137 days before the 96 since 2025-10-01: 142 beyond two thirds of 137.
    [
      'overdue at go-live is spread by the whole silence',
      'P20',
      { stage: 'dormant', stageEnteredOn: '2025-10-01' },
      { today: '2026-01-05', goLiveOn: '2026-01-05' },
      'P20@2025-10-01 [2026-01-05 2026-01-20 2026-02-02] from stageEnteredOn spread',
    ],
    // 5 days beyond two thirds.
    [
      'counted from another date by the days since',
      'P20',
      { firstPurchaseOn: '2025-10-01' },
      {
        today: '2026-01-05',
        goLiveOn: '2026-01-05',
        change: { trigger: { type: 'after', anchor: ['firstPurchaseOn'] } },
      },
      'P20@2025-10-01 [2026-01-05 2026-01-26 2026-02-02] from firstPurchaseOn spread',
    ],
  ]);
});
