import { describe, expect, it } from 'vitest';
import { type CustomerText, inZone, planOn, show, ZONES } from '../support.ts';

/** Rule, what it shows, the customer, today, what stands then. Go-live is 2026-01-01, a day before all of it. */
const CASES: readonly (readonly [
  string,
  string,
  CustomerText,
  string,
  { visits?: string[]; next?: string; standing?: string },
])[] = [
  // P01: target the last working day within three days, latest the third working day.
  [
    'P01',
    'takes the make-up Saturday before Spring Festival',
    { signedOn: '2026-02-12' },
    '2026-02-12',
    { visits: ['1 P01 2026-02-14 [2026-02-12 2026-02-14 2026-02-24]'] },
  ],
  [
    'P01',
    'goes past National Day when three days hold no working day',
    { signedOn: '2026-09-30' },
    '2026-10-01',
    { visits: ['1 P01 2026-10-08 [2026-09-30 2026-10-08 2026-10-10]'] },
  ],
  [
    'P01',
    'takes Thursday for a Monday',
    { signedOn: '2026-03-02' },
    '2026-03-02',
    { visits: ['1 P01 2026-03-05 [2026-03-02 2026-03-05 2026-03-05]'] },
  ],
  [
    'P01',
    'takes Friday for a Wednesday, Monday being the limit',
    { signedOn: '2026-03-04' },
    '2026-03-04',
    { visits: ['1 P01 2026-03-06 [2026-03-04 2026-03-06 2026-03-09]'] },
  ],
  [
    'P01',
    'takes Monday for a Friday',
    { signedOn: '2026-03-06' },
    '2026-03-06',
    { visits: ['1 P01 2026-03-09 [2026-03-06 2026-03-09 2026-03-11]'] },
  ],
  [
    'P01',
    'is for new customers only',
    { stage: 'loyal', tier: 'C', signedOn: '2026-03-06' },
    '2026-03-06',
    { visits: [] },
  ],

  // P03: day 7 after delivery, else first purchase.
  [
    'P03',
    'is seven days after delivery',
    { deliveredOn: '2026-06-01' },
    '2026-06-02',
    { visits: ['1 P03 2026-06-08 [2026-06-06 2026-06-08 2026-06-10]'] },
  ],
  [
    'P03',
    'counts from delivery where there are both',
    { firstPurchaseOn: '2026-05-20', deliveredOn: '2026-06-01' },
    '2026-06-02',
    { visits: ['1 P03 2026-06-08 [2026-06-06 2026-06-08 2026-06-10]'] },
  ],
  [
    'P03',
    'counts from the purchase where nothing is delivered',
    { firstPurchaseOn: '2026-03-02' },
    '2026-03-02',
    { visits: ['1 P03 2026-03-09 [2026-03-07 2026-03-09 2026-03-11]'] },
  ],
  [
    'P03',
    'has no anchor in a signing',
    { signedOn: '2026-03-02', touch: '2026-03-04 call:out' },
    '2026-03-05',
    { visits: ['1 P01 2026-03-05 [2026-03-02 2026-03-05 2026-03-05]'] },
  ],
  [
    'P03',
    'moves on over the Dragon Boat Festival to its limit',
    { firstPurchaseOn: '2026-06-13' },
    '2026-06-18',
    { visits: ['1 P03 2026-06-22 [2026-06-18 2026-06-22 2026-06-22]'] },
  ],
  [
    'P03',
    'moves back where National Day fills the rest of the window',
    { firstPurchaseOn: '2026-09-24' },
    '2026-09-24',
    { visits: ['1 P03 2026-09-30 [2026-09-29 2026-09-30 2026-10-03]'] },
  ],
  [
    'P03',
    'is extended where Spring Festival fills all of it',
    { firstPurchaseOn: '2026-02-10' },
    '2026-02-18',
    { visits: ['1 P03 2026-02-24 [2026-02-15 2026-02-24 2026-02-24] extended'] },
  ],

  // P08: every quarter from the last talk.
  [
    'P08',
    'is 84 days after the last talk of an established customer',
    { stage: 'established', touch: '2026-01-05 email:in' },
    '2026-01-05',
    { next: 'P08 2026-03-30 [2026-03-06 2026-03-30 2026-04-05]' },
  ],
  [
    'P08',
    'is for loyal ones too, tier A and B have a shorter one',
    { stage: 'loyal', touch: '2026-01-05 call:in', tier: 'B' },
    '2026-01-05',
    { next: 'P18 2026-02-24 [2026-02-04 2026-02-24 2026-03-06]' },
  ],
  [
    'P08',
    'is not for tier C: P19 replaces it (Q35)',
    { stage: 'loyal', touch: '2026-01-05 call:in', tier: 'C' },
    '2026-01-05',
    { next: 'P19 2026-06-22 [2026-06-04 2026-06-22 2026-07-05]' },
  ],

  // P11: every month, paid only by a call, a video talk or an on-site visit that we began.
  [
    'P11',
    'is 28 days after our last call, back into the window before Spring Festival',
    { stage: 'loyal', tier: 'A', touch: '2026-01-19 call:out' },
    '2026-01-20',
    { next: 'P11 2026-02-14 [2026-02-09 2026-02-14 2026-02-19]' },
  ],
  [
    'P11',
    'counts from the last purchase while the customer only called us',
    { stage: 'loyal', tier: 'A', lastPurchaseOn: '2026-01-12', touch: '2026-01-19 call:in' },
    '2026-01-20',
    { next: 'P11 2026-02-09 [2026-02-02 2026-02-09 2026-02-12]' },
  ],
  [
    'P11',
    'is for new customers of tier A too',
    { firstPurchaseOn: '2026-03-02', tier: 'A', touch: '2026-03-09 video:out' },
    '2026-03-10',
    {
      visits: ['1 P03 2026-03-10 [2026-03-07 2026-03-09 2026-03-11]'],
      next: 'P11 2026-04-07 [2026-03-30 2026-04-07 2026-04-09]',
    },
  ],

  // P18: twice a quarter.
  [
    'P18',
    'is 45 days after the last talk, by the end of the quarter at the latest',
    { stage: 'loyal', tier: 'B', touch: '2026-02-03 meeting:out' },
    '2026-02-04',
    { next: 'P18 2026-03-20 [2026-03-05 2026-03-20 2026-03-31]' },
  ],
  [
    'P18',
    'is for new customers of tier B too',
    { signedOn: '2026-01-05', tier: 'B', touch: '2026-01-07 call:out' },
    '2026-01-12',
    { next: 'P18 2026-02-24 [2026-02-06 2026-02-24 2026-03-08]' },
  ],

  // P19: half a year, a message where greetings are welcome.
  [
    'P19',
    'is a call where nobody was asked for consent',
    { stage: 'loyal', tier: 'C', touch: '2026-01-05 call:out' },
    '2026-06-16',
    { visits: ['1 P19 2026-06-22 [2026-06-04 2026-06-22 2026-07-05]'] },
  ],
  [
    'P19',
    'is a message where greetings and e-mail are agreed',
    { stage: 'loyal', tier: 'C', touch: '2026-01-05 call:out', consents: ['greeting', 'email'] },
    '2026-06-16',
    { visits: ['1 P19 2026-06-22 [2026-06-04 2026-06-22 2026-07-05] message'] },
  ],
  [
    'P19',
    'is a call where greetings are agreed but no way to send them',
    { stage: 'loyal', tier: 'C', touch: '2026-01-05 call:out', consents: ['greeting', 'call'] },
    '2026-06-16',
    { visits: ['1 P19 2026-06-22 [2026-06-04 2026-06-22 2026-07-05]'] },
  ],
  [
    'P19',
    'is nothing where only greetings are agreed',
    { stage: 'loyal', tier: 'C', touch: '2026-01-05 call:out', consents: ['greeting'] },
    '2026-06-16',
    { visits: [], standing: 'suppressed no_consent' },
  ],
  [
    'P19',
    'is nothing where calls are refused and greetings not agreed',
    { stage: 'loyal', tier: 'C', touch: '2026-01-05 call:out', refusals: ['call'] },
    '2026-06-16',
    { visits: [], standing: 'suppressed refused' },
  ],

  // P20: within a month of falling silent.
  [
    'P20',
    'is two weeks after a customer fell silent',
    { stage: 'dormant', stageEnteredOn: '2026-05-22' },
    '2026-05-29',
    { visits: ['1 P20 2026-06-05 [2026-05-22 2026-06-05 2026-06-22]'] },
  ],
  [
    'P20',
    'is found from the dates: 137 days after the last talk',
    { firstPurchaseOn: '2020-01-05', touch: '2026-01-05 call:in' },
    '2026-05-29',
    { visits: ['1 P20 2026-06-05 [2026-05-22 2026-06-05 2026-06-22]'] },
  ],
  [
    'P20',
    'replaces the cadence while it lasts',
    { stage: 'dormant', tier: 'A', stageEnteredOn: '2026-05-22', touch: '2026-02-21 call:out' },
    '2026-05-29',
    { visits: ['1 P20 2026-06-05 [2026-05-22 2026-06-05 2026-06-22]'] },
  ],
  [
    'P20',
    'is clamped to the month',
    { stage: 'dormant', stageEnteredOn: '2026-01-31' },
    '2026-02-10',
    { visits: ['1 P20 2026-02-14 [2026-01-31 2026-02-14 2026-02-28]'] },
  ],
  [
    'P20',
    'is paid by any talk since',
    { stage: 'dormant', stageEnteredOn: '2026-05-22', touch: '2026-05-25 email:in' },
    '2026-05-29',
    { visits: [], standing: 'suppressed no_rule_applies' },
  ],

  // P24: three months before the contract ends.
  [
    'P24',
    'moves back from a Sunday',
    { stage: 'lost', contractEndsOn: '2026-08-31' },
    '2026-05-22',
    { visits: ['1 P24 2026-05-29 [2026-05-29 2026-05-29 2026-06-30]'] },
  ],
  [
    'P24',
    'stands on a make-up Saturday',
    { stage: 'lost', contractEndsOn: '2026-05-14' },
    '2026-02-10',
    { visits: ['1 P24 2026-02-14 [2026-02-14 2026-02-14 2026-03-13]'] },
  ],
  [
    'P24',
    'is clamped to the month before it moves back',
    { stage: 'lost', contractEndsOn: '2026-05-31' },
    '2026-02-24',
    { visits: ['1 P24 2026-02-28 [2026-02-28 2026-02-28 2026-03-31]'] },
  ],
  [
    'P24',
    'is provisional in a year that is not announced',
    { stage: 'lost', contractEndsOn: '2027-05-31' },
    '2026-12-25',
    { next: 'P24 2027-02-26 [2027-02-26 2027-02-26 2027-03-31]' },
  ],
  [
    'P24',
    'is never before half of the term',
    { stage: 'lost', signedOn: '2026-05-11', contractEndsOn: '2026-08-31' },
    '2026-06-30',
    { visits: ['1 P24 2026-07-06 [2026-07-06 2026-07-06 2026-07-06]'] },
  ],
  [
    'P24',
    'ends with the contract',
    { stage: 'lost', contractEndsOn: '2026-05-31' },
    '2026-06-01',
    { visits: [], standing: 'suppressed no_rule_applies' },
  ],
  [
    'P24',
    'is not planned for a contract that ends before it was signed',
    { stage: 'lost', signedOn: '2026-06-30', contractEndsOn: '2026-06-15' },
    '2026-05-01',
    { visits: [], standing: 'suppressed no_rule_applies' },
  ],
];

describe.each(ZONES)('each rule, the process in %s', (zone) => {
  it.each(CASES)('%s %s', (_rule, _what, text, today, expected) => {
    const shown = inZone(zone, () => show(planOn(text, { goLiveOn: '2026-01-01', today })));
    expect(shown).toMatchObject(expected);
  });
});
