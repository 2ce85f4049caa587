import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { Asked } from '../../../src/domain/planning/asked.ts';
import { findingOf, furtherAsked } from '../../../src/domain/planning/debts.ts';
import { CALENDAR, type CustomerText } from '../support.ts';
import { type Asking, asks, debtFor, findingFor, ruleOf, situationOf, told } from './finding.ts';

type Case = readonly [what: string, text: CustomerText, asking: Omit<Asking, 'rule'>, found: string];

function check(rule: string, cases: readonly Case[]): void {
  it.each(cases)('%s', (_what, text, asking, found) => {
    expect(asks(text, { rule, ...asking })).toBe(found);
  });
}

describe('a pause that is over', () => {
  const touches = ['2026-01-05 call:out'];
  const AFTER = { today: '2026-04-20', touches } as const;
  check('P08', [
    [
      'opens the window where it ends',
      { pausedUntil: '2026-03-10' },
      AFTER,
      'P08@2026-01-05 [2026-03-10 2026-03-30 2026-04-05] from touch reopened',
    ],
    [
      'on the target at the latest as it was',
      { pausedUntil: '2026-03-30' },
      AFTER,
      'P08@2026-01-05 [2026-03-30 2026-03-30 2026-04-05] from touch reopened',
    ],
    [
      'after it, with as many days as were left after the target',
      { pausedUntil: '2026-04-01' },
      AFTER,
      'P08@2026-01-05 [2026-04-01 2026-04-01 2026-04-07] from touch reopened',
    ],
    [
      'on a day of work',
      { pausedUntil: '2026-04-04' },
      AFTER,
      'P08@2026-01-05 [2026-04-04 2026-04-07 2026-04-10] from touch reopened',
    ],
    [
      'leaves alone what begins on the day it ends',
      { pausedUntil: '2026-03-06' },
      AFTER,
      'P08@2026-01-05 [2026-03-06 2026-03-30 2026-04-05] from touch',
    ],
    [
      'and what begins later',
      { pausedUntil: '2026-02-10' },
      AFTER,
      'P08@2026-01-05 [2026-03-06 2026-03-30 2026-04-05] from touch',
    ],
  ]);
  check('P01', [
    [
      'opens a milestone too',
      { signedOn: '2026-03-06', pausedUntil: '2026-03-16' },
      AFTER,
      'P01@2026-03-06 [2026-03-16 2026-03-16 2026-03-18] from signedOn reopened',
    ],
  ]);
  check('P24', [
    [
      'never held up a contract',
      { contractEndsOn: '2026-11-24', pausedUntil: '2026-08-31' },
      { today: '2026-09-01' },
      'P24@2026-11-24 [2026-08-24 2026-08-24 2026-09-24] from contractEndsOn',
    ],
  ]);
  check('P47', [
    [
      'nor a task of ours',
      { profileCheckedOn: '2026-01-12', pausedUntil: '2026-03-20' },
      { today: '2026-04-20' },
      'P47@2026-01-12 [2026-03-13 2026-04-07 2026-04-12] from profileCheckedOn',
    ],
  ]);
  check('P51', [
    [
      'held up an exception',
      { cadenceDays: 45, cadenceReason: 'Li Na', cadenceUntil: '2026-12-31', pausedUntil: '2026-03-20' },
      { today: '2026-04-20', touches: ['2026-03-02 call:in'] },
      'P51@2026-03-02 [2026-03-20 2026-04-16 2026-04-20] from touch reopened',
    ],
    [
      'and no interval of a contract',
      { cadenceDays: 45, cadenceReason: 'contract', pausedUntil: '2026-03-20' },
      { today: '2026-04-20', touches: ['2026-03-02 call:in'] },
      'P51@2026-03-02 [2026-03-03 2026-04-16 2026-04-20] from touch',
    ],
  ]);

  it('keeps what shaped the window before', () => {
    const debt = debtFor(
      { pausedUntil: '2026-03-25' },
      { rule: 'P18', today: '2026-04-20', touches: ['2026-02-20 call:out'] },
    );
    expect(debt.shaped).toMatchObject({ guarded: true, reopened: true });
    expect(debt.story.lookedUntil).toBe(day('2026-03-31'));
  });
});

describe('who owes it', () => {
  const PEOPLE = {
    account_manager: 'amy',
    service_engineer: 'sam',
    care_specialist: 'cai',
    sales: 'sol',
    team_lead: 'tom',
  };
  const owner = (
    rule: string,
    owners: CustomerText['owners'],
    text: CustomerText = {},
    asking: Partial<Asking> = {},
  ): string => {
    const finding = findingFor(
      {
        signedOn: '2026-03-06',
        firstPurchaseOn: '2026-03-02',
        churnRiskOn: '2026-03-02',
        ...text,
        owners: owners ?? {},
      },
      { rule, today: '2026-03-09', ...asking },
    );
    if (finding.kind !== 'debt') return told(finding);
    const { ownerId, ownerRole, helpers } = finding.debt;
    return [`${ownerId} ${ownerRole}`, ...(helpers ?? []).map(({ id, role }) => `+ ${id} ${role}`)].join(' ');
  };

  it.each<[string, string, CustomerText['owners'], string]>([
    ['the role that the rule names', 'P01', PEOPLE, 'amy account_manager'],
    ['the first of several that is filled', 'P07', PEOPLE, 'amy account_manager'],
    ['the second where the first is not', 'P07', { care_specialist: 'cai', team_lead: 'tom' }, 'cai care_specialist'],
    ['who stands in for a role nobody fills', 'P03', { account_manager: 'amy' }, 'amy account_manager'],
    ['the team lead for want of an account manager', 'P01', { team_lead: 'tom', sales: 'sol' }, 'tom team_lead'],
    ['through two roles', 'P03', { team_lead: 'tom' }, 'tom team_lead'],
    ['nobody', 'P01', { sales: 'sol' }, 'no owner P01@2026-03-06 [2026-03-06 2026-03-09 2026-03-11]'],
    ['with the help that the rule names', 'P43', PEOPLE, 'amy account_manager + tom team_lead'],
    ['without help that nobody gives', 'P43', { account_manager: 'amy' }, 'amy account_manager'],
    ['and nobody helps himself', 'P43', { account_manager: 'amy', team_lead: 'amy' }, 'amy account_manager'],
  ])('%s: %s', (_what, rule, owners, found) => {
    expect(owner(rule, owners)).toBe(found);
  });

  it('a helper is found as an owner is, and named once, under the first of its roles', () => {
    const helpers = ['care_specialist', 'sales', 'service_engineer', 'team_lead'] as const;
    const help = (owners: CustomerText['owners']): string => owner('P01', owners, {}, { change: { helpers } });
    expect(help(PEOPLE)).toBe(
      'amy account_manager + cai care_specialist + sol sales + sam service_engineer + tom team_lead',
    );
    expect(
      help({ account_manager: 'amy', care_specialist: 'cai', sales: 'sol', service_engineer: 'cai', team_lead: 'tom' }),
    ).toBe('amy account_manager + cai care_specialist + sol sales + tom team_lead');
    // All three roles without anybody fall back on the owner himself.
    expect(help({ account_manager: 'amy', team_lead: 'tom' })).toBe('amy account_manager + tom team_lead');
    expect(help({ account_manager: 'amy', care_specialist: 'cai', sales: 'cai', team_lead: 'tom' })).toBe(
      'amy account_manager + cai care_specialist + tom team_lead',
    );
    const asking = { change: { owners: ['problem_owner'], helpers: ['care_specialist', 'sales'] } } as const;
    expect(owner('P01', { problem_owner: 'pat', team_lead: 'tom' }, {}, asking)).toBe(
      'pat problem_owner + tom care_specialist',
    );
  });

  it('who stands in for the second role owes it where nobody does for the first', () => {
    const policy = { fallback: { care_specialist: 'sales' } } as const;
    expect(owner('P07', { sales: 'sol' }, {}, { policy })).toBe('sol sales');
  });

  it('roles that stand in for each other in a circle end with nobody', () => {
    const policy = { fallback: { account_manager: 'sales', sales: 'account_manager' } } as const;
    expect(owner('P01', { team_lead: 'tom' }, {}, { policy })).toContain('no owner');
    expect(owner('P01', { sales: 'sol' }, {}, { policy })).toBe('sol sales');
  });

  it('what nobody owes keeps its window, rank and interval, so that it can still be counted', () => {
    expect(
      findingFor({ owners: {} }, { rule: 'P08', today: '2026-01-12', touches: ['2026-01-05 call:out'] }),
    ).toMatchObject({
      kind: 'no_owner',
      key: 'P08@2026-01-05',
      rank: 5,
      interval: 84,
    });
  });

  describe('while somebody is away', () => {
    // P08: 2026-03-06 to 2026-04-05.
    const by = (
      leave: readonly { ownerId: string; from: string; to: string; backup?: string }[],
      today = '2026-03-01',
    ) => debtFor({}, { rule: 'P08', today, touches: ['2026-01-05 call:out'], policy: { team: { leave } } });
    it.each([
      ['all the window: the backup', '2026-03-01', '2026-04-05', '2026-03-01', 'ben'],
      ['until its last day of work: the backup', '2026-03-06', '2026-04-03', '2026-03-01', 'ben'],
      ['until a day before: who owns it', '2026-03-06', '2026-04-02', '2026-03-01', 'amy'],
      ['from its second day of work: who owns it', '2026-03-09', '2026-04-05', '2026-03-01', 'amy'],
      ['for what is left of it: the backup', '2026-03-20', '2026-04-05', '2026-03-20', 'ben'],
      ['not today, but from tomorrow: who owns it', '2026-03-20', '2026-04-05', '2026-03-19', 'amy'],
      ['after it, on the day that it is late on: the backup', '2026-04-07', '2026-04-30', '2026-04-06', 'ben'],
      ['after it, from the day after: who owns it', '2026-04-08', '2026-04-30', '2026-04-06', 'amy'],
    ])('%s', (_what, from, to, today, id) => {
      expect(by([{ ownerId: 'amy', from, to, backup: 'ben' }], today)).toMatchObject({
        ownerId: id,
        ownerRole: 'account_manager',
      });
    });

    it('without a backup, or as somebody else: who owns it', () => {
      expect(by([{ ownerId: 'amy', from: '2026-03-01', to: '2026-04-30' }]).ownerId).toBe('amy');
      expect(by([{ ownerId: 'sam', from: '2026-03-01', to: '2026-04-30', backup: 'ben' }]).ownerId).toBe('amy');
    });
  });
});

describe('what it takes and how often it was tried', () => {
  it('its channel’s minutes, unless the rule says so', () => {
    const asking: Asking = { rule: 'P08', today: '2026-03-09' };
    expect(debtFor({}, asking)).toMatchObject({ minutes: 15 });
    expect(debtFor({ preferredChannel: 'on_site' }, asking)).toMatchObject({ minutes: 120 });
    expect(debtFor({ preferredChannel: 'on_site' }, { ...asking, change: { minutes: 45 } })).toMatchObject({
      minutes: 45,
    });
  });

  it('the attempts of the open visit that pays it, and its slot', () => {
    const attempts = [day('2026-03-30'), day('2026-03-31')];
    const asking: Asking = { rule: 'P08', today: '2026-04-01', touches: ['2026-01-05 call:out'] };
    const other = debtFor({}, { ...asking, tried: new Map([['P18@2026-01-05', { slot: 4, attempts }]]) });
    expect(other).toMatchObject({ attempts: [], triedIn: 0 });
    const own = debtFor({}, { ...asking, tried: new Map([['P08@2026-01-05', { slot: 4, attempts }]]) });
    expect(own).toMatchObject({ attempts, triedIn: 4 });
    expect(debtFor({}, asking)).toMatchObject({ attempts: [], triedIn: 0 });
  });
});

describe('what loops ask for', () => {
  const asked = (rule: string, from: string, until: string, change: Partial<Asked> = {}): Asked => ({
    rule,
    loop: `c1:${from}`,
    window: { earliest: day(from), target: day(from), latest: day(until) },
    ...change,
  });
  const all = (list: readonly Asked[], text: CustomerText = {}, asking: Partial<Asking> = {}): string[] => {
    const at = situationOf({ ...text, asked: list }, { rule: 'P22', today: '2026-06-02', ...asking });
    const rule = ruleOf(at, asking.rule ?? 'P22');
    return [
      told(findingOf(rule, at)),
      ...furtherAsked(rule, at).map(({ key, window }) => `${key} to ${formatDay(window.latest)}`),
    ];
  };
  const P22 = (from: string, until: string): string => `P22@${from} [${from} ${from} ${until}] from asked`;

  it('is asked within the loop’s window, the target on a day of work', () => {
    expect(all([asked('P22', '2026-06-02', '2026-06-03')])).toEqual([P22('2026-06-02', '2026-06-03')]);
    expect(all([asked('P22', '2026-06-19', '2026-06-23')])).toEqual([
      'P22@2026-06-19 [2026-06-19 2026-06-22 2026-06-23] from asked',
    ]);
  });

  it('is nothing where no loop asks, or another rule’s does', () => {
    expect(all([])).toEqual(['not: not_asked']);
    expect(all([asked('P42', '2026-06-02', '2026-06-03')])).toEqual(['not: not_asked']);
    const at = situationOf({}, { rule: 'P22', today: '2026-06-02' });
    expect(told(findingOf(ruleOf(at, 'P22'), at))).toBe('not: not_asked');
    expect(furtherAsked(ruleOf(at, 'P22'), at)).toEqual([]);
  });

  it('comes with the most pressing first, and of those that end together the one that begins first', () => {
    expect(
      all([
        asked('P22', '2026-06-04', '2026-06-09'),
        asked('P22', '2026-06-03', '2026-06-09'),
        asked('P22', '2026-06-05', '2026-06-08'),
      ]),
    ).toEqual([P22('2026-06-05', '2026-06-08'), 'P22@2026-06-03 to 2026-06-09', 'P22@2026-06-04 to 2026-06-09']);
  });

  it('is one talk for two loops of one day, by the sooner end of the two', () => {
    const soon = asked('P22', '2026-06-03', '2026-06-04', { by: 'sam' });
    const later = asked('P22', '2026-06-03', '2026-06-09', { by: 'cai' });
    for (const list of [
      [soon, later],
      [later, soon],
    ]) {
      expect(all(list)).toEqual([P22('2026-06-03', '2026-06-04')]);
      expect(debtFor({ asked: list }, { rule: 'P22', today: '2026-06-02' }).ownerId).toBe('sam');
    }
  });

  it('puts what is still owed before what was settled', () => {
    const list = [
      asked('P22', '2026-06-02', '2026-06-03'),
      asked('P22', '2026-06-04', '2026-06-09'),
      asked('P22', '2026-06-05', '2026-06-10'),
    ];
    const settled = ['P22@2026-06-02 held 2026-06-02'];
    expect(all(list, {}, { settled })).toEqual([P22('2026-06-04', '2026-06-09'), 'P22@2026-06-05 to 2026-06-10']);
    expect(all(list.slice(0, 1), {}, { settled })).toEqual(['settled P22@2026-06-02 held 2026-06-02']);
    expect(all(list.slice(0, 2), {}, { settled: ['P22@2026-06-04 held 2026-06-04'] })).toEqual([
      P22('2026-06-02', '2026-06-03'),
    ]);
  });

  it('is nothing on days of which the calendar knows too little', () => {
    const first = formatDay((CALENDAR.first + 40) as ReturnType<typeof day>);
    const last = formatDay((CALENDAR.last - 40) as ReturnType<typeof day>);
    const before = formatDay((CALENDAR.first + 39) as ReturnType<typeof day>);
    const after = formatDay((CALENDAR.last - 39) as ReturnType<typeof day>);
    const goLiveOn = '2016-01-04';
    expect(all([asked('P22', first, first)], {}, { goLiveOn })[0]).toContain(`P22@${first} `);
    expect(all([asked('P22', before, first)], {}, { goLiveOn })).toEqual(['not: not_asked']);
    expect(all([asked('P22', last, last)], {}, { goLiveOn })[0]).toContain(`P22@${last} `);
    expect(all([asked('P22', last, after)], {}, { goLiveOn })).toEqual(['not: not_asked']);
  });

  it('is owed by who is to ask, else by who may: the engineer, or of the programme its account manager with his help', () => {
    const owners = { account_manager: 'amy', service_engineer: 'sam', team_lead: 'tom' };
    const who = (change: Partial<Asked>, text: CustomerText = {}) => {
      const list = [asked('P22', '2026-06-03', '2026-06-04', change)];
      const finding = findingFor({ owners, ...text, asked: list }, { rule: 'P22', today: '2026-06-02' });
      if (finding.kind !== 'debt') return told(finding);
      const { ownerId, ownerRole, helpers } = finding.debt;
      return [ownerId, ownerRole, ...(helpers ?? []).map(({ id }) => `+ ${id}`)].join(' ');
    };
    const programme: CustomerText = { flags: ['high_value_program'] };
    expect(who({})).toBe('sam service_engineer');
    expect(who({}, { flags: ['churn_risk'] })).toBe('sam service_engineer');
    expect(who({}, programme)).toBe('amy account_manager + sam');
    expect(who({ by: 'cai' })).toBe('cai service_engineer');
    expect(who({ by: 'cai' }, programme)).toBe('cai account_manager + sam');
    expect(who({ notBy: ['sam'] })).toBe('amy account_manager');
    expect(who({ notBy: ['sam', 'amy'] })).toBe('tom team_lead');
    expect(who({ notBy: ['sam', 'amy', 'tom'] })).toContain('no owner P22@2026-06-03');
  });

  it('reaches the customer as any visit does, and no pause holds it up', () => {
    const list = [asked('P22', '2026-06-02', '2026-06-03'), asked('P22', '2026-06-04', '2026-06-09')];
    expect(all(list, { refusals: ['call'] })).toEqual(['suppressed refused']);
    expect(all(list, { pausedUntil: '2026-06-30' })).toHaveLength(2);
  });
});
