import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { CustomerText } from '../support.ts';
import { type Asking, findingFor, told } from './finding.ts';

const SIGNED: CustomerText = { signedOn: '2026-06-01' };
const LOYAL: CustomerText = { stage: 'loyal', tier: 'C', firstPurchaseOn: '2025-01-06' };
const IN_PROJECT: CustomerText = { stage: 'new', projectStartedOn: '2026-06-01', flags: ['in_project'] };
const DELIVERED: CustomerText = { stage: 'new', deliveredOn: '2026-03-02' };
const ASKED = [
  {
    rule: 'P22',
    loop: 'c1:1',
    window: { earliest: day('2026-06-02'), target: day('2026-06-02'), latest: day('2026-06-03') },
  },
];
const AGREED: CustomerText = { cadenceDays: 45, cadenceReason: 'contract' };
const EXCEPTION: CustomerText = { cadenceDays: 45, cadenceReason: 'Li Na asked', cadenceUntil: '2026-12-31' };

/** `visit by phone`, or why it is stopped. */
function reached(rule: string, text: CustomerText, asking: Partial<Asking> = {}): string {
  const finding = findingFor(text, { rule, today: '2026-06-02', ...asking });
  return finding.kind === 'debt' ? `${finding.debt.kind} by ${finding.debt.channel}` : told(finding);
}

describe('a visit', () => {
  it.each<[string, string, CustomerText, string]>([
    ['by the first way the rule names', 'P08', {}, 'visit by phone'],
    ['by the way the customer prefers', 'P08', { preferredChannel: 'on_site' }, 'visit by on_site'],
    [
      'by a way of the rule where the customer prefers another',
      'P08',
      { preferredChannel: 'wechat' },
      'visit by phone',
    ],
    [
      'of rank 5 asks nothing of who was never asked',
      'P08',
      { preferredChannel: 'on_site', consents: [] },
      'visit by on_site',
    ],
    ['of rank 5 by whom it may call', 'P08', { consents: ['call'] }, 'visit by phone'],
    ['of rank 5 not where others ways were allowed', 'P08', { consents: ['email', 'sms'] }, 'suppressed no_consent'],
    [
      'of rank 5 not in person either',
      'P08',
      { consents: ['email'], preferredChannel: 'on_site' },
      'suppressed no_consent',
    ],
    ['of rank 5 not where calls were refused', 'P08', { refusals: ['call'] }, 'suppressed refused'],
    [
      'of rank 5 not where calls were allowed and refused',
      'P08',
      { consents: ['call'], refusals: ['call'] },
      'suppressed refused',
    ],
    [
      'of rank 5 although mail was refused',
      'P08',
      { refusals: ['email', 'sms', 'survey', 'greeting'] },
      'visit by phone',
    ],
    ['of rank 4 without consent', 'P01', { ...SIGNED, consents: ['email'] }, 'visit by phone'],
    ['of rank 4 not where calls were refused', 'P01', { ...SIGNED, refusals: ['call'] }, 'suppressed refused'],
    ['of rank 4 by video', 'P17', { ...IN_PROJECT, consents: ['sms'] }, 'visit by video'],
    [
      'of rank 4 not by video where calls were refused',
      'P17',
      { ...IN_PROJECT, refusals: ['call'] },
      'suppressed refused',
    ],
    ['of a contract’s interval without consent', 'P51', { ...AGREED, consents: ['email'] }, 'visit by phone'],
    ['of an exception’s interval with consent', 'P51', { ...EXCEPTION, consents: ['call'] }, 'visit by phone'],
    [
      'of an exception’s interval not without consent',
      'P51',
      { ...EXCEPTION, consents: ['email'] },
      'suppressed no_consent',
    ],
  ])('%s: %s %j', (_what, rule, text, found) => {
    expect(reached(rule, text)).toBe(found);
  });
});

it('a visit by mail stays a visit, greetings allowed or not', () => {
  const change = { channels: ['email', 'phone'] } as const;
  expect(reached('P08', { consents: ['greeting', 'email'] }, { change })).toBe('visit by email');
  expect(reached('P08', { consents: ['greeting', 'call'] }, { change })).toBe('visit by phone');
});

describe('the half-yearly contact of tier C', () => {
  it.each<[string, CustomerText, string]>([
    ['is a call where nobody was asked', {}, 'visit by phone'],
    ['is a mail where greetings and mail are allowed', { consents: ['greeting', 'email'] }, 'message by email'],
    ['is a text where greetings and texts are', { consents: ['greeting', 'sms'] }, 'message by sms'],
    [
      'goes by the way that is preferred',
      { consents: ['greeting', 'email', 'sms'], preferredChannel: 'sms' },
      'message by sms',
    ],
    [
      'is no call for who prefers one and takes mail',
      { consents: ['greeting', 'email', 'call'], preferredChannel: 'phone' },
      'message by email',
    ],
    ['is a call where mail is allowed and greetings are not', { consents: ['email', 'call'] }, 'visit by phone'],
    ['is a call where greetings are allowed by no way', { consents: ['greeting', 'call'] }, 'visit by phone'],
    [
      'is a call where greetings were refused',
      { consents: ['greeting', 'email', 'call'], refusals: ['greeting'] },
      'visit by phone',
    ],
    [
      'is a call where mail and texts were refused',
      { consents: ['greeting', 'email', 'call'], refusals: ['email', 'sms'] },
      'visit by phone',
    ],
    ['is not where only mail is allowed', { consents: ['email'] }, 'suppressed no_consent'],
    [
      'is not where mail is allowed and calls are refused',
      { consents: ['email'], refusals: ['call'] },
      'suppressed refused',
    ],
    [
      'is not for want of a call, whatever mail was refused',
      { consents: ['email'], refusals: ['sms'] },
      'suppressed no_consent',
    ],
  ])('%s: %j', (_what, text, found) => {
    expect(reached('P19', { ...LOYAL, ...text })).toBe(found);
  });
});

describe('what is sent', () => {
  it.each<[string, string, CustomerText, string]>([
    ['a letter of rank 3 without consent', 'P33', IN_PROJECT, 'message by email'],
    ['a letter by the way that was not refused', 'P33', { ...IN_PROJECT, refusals: ['email'] }, 'message by sms'],
    [
      'a letter by the way that is preferred',
      'P33',
      { ...IN_PROJECT, preferredChannel: 'wechat' },
      'message by wechat',
    ],
    [
      'no letter by a way that is preferred and refused',
      'P33',
      { ...IN_PROJECT, preferredChannel: 'wechat', refusals: ['sms'] },
      'message by email',
    ],
    [
      'no letter where every way was refused',
      'P33',
      { ...IN_PROJECT, refusals: ['email', 'sms'] },
      'suppressed refused',
    ],
    [
      'a letter of rank 3 that greetings have no part in',
      'P33',
      { ...IN_PROJECT, refusals: ['greeting', 'survey'] },
      'message by email',
    ],
    ['a survey by mail to who was never asked', 'P06', DELIVERED, 'survey by email'],
    ['no survey by text to who was never asked', 'P06', { ...DELIVERED, refusals: ['email'] }, 'suppressed refused'],
    ['a survey by mail to who allows surveys', 'P06', { ...DELIVERED, consents: ['survey'] }, 'survey by email'],
    [
      'a survey by text to who allows both',
      'P06',
      { ...DELIVERED, consents: ['survey', 'sms'], preferredChannel: 'sms' },
      'survey by sms',
    ],
    [
      'a survey by its link to who refuses mail',
      'P06',
      { ...DELIVERED, consents: ['survey'], refusals: ['email'] },
      'survey by survey',
    ],
    [
      'no survey to who allowed other things',
      'P06',
      { ...DELIVERED, consents: ['email', 'call'] },
      'suppressed no_consent',
    ],
    ['no survey to who refused surveys', 'P06', { ...DELIVERED, refusals: ['survey'] }, 'suppressed refused'],
    [
      'no survey to who refused surveys and allowed mail',
      'P06',
      { ...DELIVERED, consents: ['survey', 'email'], refusals: ['survey'] },
      'suppressed refused',
    ],
    ['a festival greeting to who allows it', 'P26', { consents: ['greeting', 'sms'] }, 'message by sms'],
    ['by mail', 'P26', { consents: ['greeting', 'email'] }, 'message by email'],
    ['no greeting to who allows no way', 'P26', { consents: ['greeting'] }, 'suppressed no_consent'],
    ['no greeting to who allows ways only', 'P26', { consents: ['email', 'sms'] }, 'suppressed no_consent'],
    ['no greeting to who was never asked', 'P26', {}, 'suppressed no_consent'],
    [
      'no greeting to who refused greetings',
      'P26',
      { consents: ['greeting', 'sms'], refusals: ['greeting'] },
      'suppressed refused',
    ],
    [
      'no greeting to who refused every way',
      'P26',
      { consents: ['greeting'], refusals: ['sms', 'email'] },
      'suppressed refused',
    ],
    [
      'a birthday greeting to who allows it',
      'P27',
      { birthday: '08-20', consents: ['greeting', 'email'] },
      'message by email',
    ],
    [
      'no birthday greeting to who allows ways only',
      'P27',
      { birthday: '08-20', consents: ['email', 'sms'] },
      'suppressed no_consent',
    ],
  ])('%s: %s %j', (_what, rule, text, found) => {
    expect(reached(rule, text)).toBe(found);
  });

  it.each<[string, CustomerText, string]>([
    ['with consent to the way', { consents: ['email'] }, 'message by email'],
    ['whatever was said to greetings', { consents: ['email'], refusals: ['greeting'] }, 'message by email'],
    ['not with consent to something else', { consents: ['greeting', 'sms'] }, 'suppressed no_consent'],
    ['not to who was never asked', {}, 'suppressed no_consent'],
    ['not to who refused it', { consents: ['email'], refusals: ['email'] }, 'suppressed refused'],
  ])('news of a product goes %s: %j', (_what, text, found) => {
    const change = { trigger: { type: 'dated', dates: ['2026-06-10'] } } as const;
    expect(reached('P28', text, { change })).toBe(found);
  });
});

describe('a stop', () => {
  const ALL = {
    ...SIGNED,
    ...DELIVERED,
    ...AGREED,
    birthday: '08-20',
    consents: ['greeting', 'email', 'call', 'survey'],
    contractEndsOn: '2026-09-07',
    projectStartedOn: '2026-06-01',
    asked: ASKED,
  } as const satisfies CustomerText;
  const OPEN: Record<string, string> = {
    P22: 'visit by phone',
    P24: 'visit by phone',
    P01: 'visit by phone',
    P08: 'visit by phone',
    P51: 'visit by phone',
    P33: 'message by email',
    P06: 'survey by email',
    P26: 'message by email',
    P47: 'task by email',
  };
  const RULES = Object.keys(OPEN);
  const stops = (text: CustomerText, policy?: Partial<Policy>): Record<string, string> =>
    Object.fromEntries(
      RULES.map((rule) => [rule, reached(rule, text, policy === undefined ? {} : { policy })] as const).filter(
        ([rule, found]) => found !== OPEN[rule],
      ),
    );
  const every = (rules: readonly string[], why: string) => Object.fromEntries(rules.map((rule) => [rule, why]));

  it('is none for who allows everything', () => {
    expect(stops(ALL)).toEqual({});
  });

  it('do-not-visit stops whatever reaches the customer, and nothing that is ours', () => {
    expect(stops({ ...ALL, doNotVisit: true })).toEqual(
      every(['P22', 'P24', 'P01', 'P08', 'P51', 'P33', 'P06', 'P26'], 'suppressed do_not_visit'),
    );
  });

  it('a pause stops ranks 4 to 6 until its last day, never contracts, letters of a project and loops', () => {
    expect(stops({ ...ALL, pausedUntil: '2026-06-03' })).toEqual(
      every(['P01', 'P08', 'P06', 'P26'], 'suppressed paused until 2026-06-03'),
    );
    expect(stops({ ...ALL, pausedUntil: '2026-06-02' })).toEqual({});
  });

  it('a pause stops an interval that was agreed as an exception', () => {
    expect(reached('P51', { ...EXCEPTION, pausedUntil: '2026-06-03' })).toBe('suppressed paused until 2026-06-03');
  });

  it('a pause stops a call and a message in place of it alike', () => {
    const text: CustomerText = { ...LOYAL, pausedUntil: '2026-06-03' };
    expect(reached('P19', text)).toBe('suppressed paused until 2026-06-03');
    expect(reached('P19', { ...text, consents: ['greeting', 'email'] })).toBe('suppressed paused until 2026-06-03');
    expect(reached('P19', { ...text, consents: ['greeting', 'call'] })).toBe('suppressed paused until 2026-06-03');
  });

  it('where visits go to a colleague, so do surveys; messages and what the customer raised himself stay', () => {
    const text: CustomerText = { ...ALL, leadElsewhere: '17' };
    const elsewhere = every(['P24', 'P01', 'P08', 'P51', 'P06'], 'suppressed lead_elsewhere');
    expect(stops(text)).toEqual(elsewhere);
    expect(stops(text, { company: { visits: 'lead', sharesBudget: false } })).toEqual(elsewhere);
    expect(stops(text, { company: { visits: 'each', sharesBudget: true } })).toEqual({});
  });

  it('a talk in place of a message that cannot be sent is held with the colleague too', () => {
    expect(reached('P19', LOYAL)).toBe('visit by phone');
    expect(reached('P19', { ...LOYAL, leadElsewhere: '17' })).toBe('suppressed lead_elsewhere');
    expect(reached('P19', { ...LOYAL, leadElsewhere: '17', consents: ['greeting', 'email'] })).toBe('message by email');
  });
});
