import { describe, expect, it } from 'vitest';
import { formatDay } from '../../../src/domain/calendar/day.ts';
import { checkPolicy } from '../../../src/domain/policy/check.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy, Team } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, Life, only, planOn, show } from '../support.ts';

const GO_LIVE = '2026-01-01';
/** Flagged on Monday 2026-06-08: the call is due on Tuesday 06-09, at the latest on Thursday 06-11. */
const AT_RISK: CustomerText = {
  stage: 'loyal',
  touch: '2026-05-25 call:out',
  flags: ['churn_risk'],
  churnRiskOn: '2026-06-08',
};
const off = (on: string, name = 'away day') => ({ on, working: false, name });
const onDuty = (on: string) => ({ on, working: true, name: 'on duty' });
const withTeam = (team: Team): Partial<Policy> => ({ ...only('P43'), team });
const planned = (team: Team, text: CustomerText = AT_RISK, today = '2026-06-08') =>
  planOn(text, { goLiveOn: GO_LIVE, today, policy: withTeam(team) });

describe('whose calendar decides where a visit is placed, Asia/Shanghai', () => {
  it('the portal’s where nothing else is said: Tuesday 2026-06-09', () => {
    expect(show(planned({})).visits).toEqual(['1 P43 2026-06-09 [2026-06-08 2026-06-09 2026-06-11]']);
  });

  it('his own: off on Tuesday 2026-06-09, he calls on Monday 06-08, and the reason says why', () => {
    const plan = planned({ users: { amy: { exceptions: [off('2026-06-09')] } } });
    expect(show(plan).visits).toEqual(['1 P43 2026-06-08 [2026-06-08 2026-06-09 2026-06-11]']);
    expect(plan.visits[0]?.reason.en).toContain(
      'Its owner does not work on 2026-06-09 (calendar of the team or the person), placed on 2026-06-08',
    );
    expect(plan.visits[0]?.reason.zh).toContain('负责人 2026-06-09 不上班（团队或个人日历），安排在 2026-06-08');
  });

  it('his team’s, but for whom it is another team’s day off', () => {
    const teams: Team = {
      teams: { south: { exceptions: [off('2026-06-08'), off('2026-06-09')] } },
      users: { amy: { team: 'south' }, ben: {} },
    };
    expect(show(planned(teams)).visits).toEqual(['1 P43 2026-06-10 [2026-06-08 2026-06-09 2026-06-11]']);
    expect(show(planned(teams, { ...AT_RISK, owners: { account_manager: 'ben' } })).visits).toEqual([
      '1 P43 2026-06-09 [2026-06-08 2026-06-09 2026-06-11]',
    ]);
  });

  it('his own before his team’s: on duty on the team’s day off', () => {
    const team: Team = {
      teams: { south: { exceptions: [off('2026-06-09')] } },
      users: { amy: { team: 'south', exceptions: [onDuty('2026-06-09')] } },
    };
    expect(show(planned(team)).visits).toEqual(['1 P43 2026-06-09 [2026-06-08 2026-06-09 2026-06-11]']);
  });

  it('a day off of the whole portal also counts in the window: the third working day is Friday 06-12', () => {
    expect(show(planned({ portal: { exceptions: [off('2026-06-09')] } })).visits).toEqual([
      '1 P43 2026-06-10 [2026-06-08 2026-06-10 2026-06-12]',
    ]);
  });

  it('a Saturday he works may take a visit that finds no other day', () => {
    const text: CustomerText = { ...AT_RISK, churnRiskOn: '2026-06-11' };
    // Due Friday 06-12, at the latest Tuesday 06-16; off from Friday to Tuesday but for Saturday 06-13.
    const exceptions = [
      off('2026-06-11'),
      off('2026-06-12'),
      onDuty('2026-06-13'),
      off('2026-06-15'),
      off('2026-06-16'),
    ];
    expect(show(planned({ users: { amy: { exceptions } } }, text, '2026-06-11')).visits).toEqual([
      '1 P43 2026-06-13 [2026-06-11 2026-06-12 2026-06-16]',
    ]);
  });

  it('off on every day of the window, the visit is late on his first day back, Friday 2026-06-12, never on a day off', () => {
    const exceptions = ['2026-06-08', '2026-06-09', '2026-06-10', '2026-06-11'].map((on) => off(on));
    expect(show(planned({ users: { amy: { exceptions } } })).visits).toEqual([
      '1 P43 2026-06-12 [2026-06-08 2026-06-09 2026-06-11] late',
    ]);
  });

  it('full on every working day, it is kept on one of them and not on his day off', () => {
    const plan = planOn(AT_RISK, {
      goLiveOn: GO_LIVE,
      today: '2026-06-08',
      policy: withTeam({ users: { amy: { exceptions: [off('2026-06-09')] } } }),
      load: { minutes: () => 10_000 },
    });
    expect(show(plan).visits).toEqual(['1 P43 2026-06-08 [2026-06-08 2026-06-09 2026-06-11] full']);
  });

  it('an exception that comes later moves a visit that stands, and only on that day', () => {
    const free: Team = {};
    const life = new Life(GO_LIVE, AT_RISK, withTeam(free));
    expect(life.plan('2026-06-08').visits).toEqual(['1 P43 2026-06-09 [2026-06-08 2026-06-09 2026-06-11]']);
    const later = new Life(GO_LIVE, AT_RISK, withTeam({ users: { amy: { exceptions: [off('2026-06-09')] } } }));
    later.memory = life.memory;
    later.visits = life.visits;
    expect(later.plan('2026-06-08').visits).toEqual(['1 P43 2026-06-08 [2026-06-08 2026-06-09 2026-06-11]']);
    const elsewhere = new Life(GO_LIVE, AT_RISK, withTeam({ users: { amy: { exceptions: [off('2026-06-10')] } } }));
    elsewhere.memory = life.memory;
    elsewhere.visits = life.visits;
    expect(elsewhere.plan('2026-06-08').visits).toEqual(life.plan('2026-06-08').visits);
  });

  it('together with leave: away on Monday and Tuesday, off on Wednesday, he calls on Thursday 2026-06-11', () => {
    const team: Team = {
      leave: [{ ownerId: 'amy', from: '2026-06-08', to: '2026-06-09' }],
      users: { amy: { exceptions: [off('2026-06-10')] } },
    };
    expect(planned(team).visits.map(({ plannedOn }) => formatDay(plannedOn))).toEqual(['2026-06-11']);
  });

  it('off where he is not on leave, his backup takes the visit', () => {
    const team: Team = {
      leave: [{ ownerId: 'amy', from: '2026-06-08', to: '2026-06-10', backup: 'ben' }],
      users: { amy: { exceptions: [off('2026-06-11')] } },
    };
    expect(planned(team).visits.map(({ ownerId, plannedOn }) => `${ownerId} ${formatDay(plannedOn)}`)).toEqual([
      'ben 2026-06-09',
    ]);
  });
});

it.each([
  ['team.users.amy.exceptions.0.on', { users: { amy: { exceptions: [off('2026-06-31')] } } }],
  ['team.teams.south.exceptions.1.on', { teams: { south: { exceptions: [off('2026-06-09'), off('2026-06-09')] } } }],
  ['team.users.amy.team', { users: { amy: { team: 'north' } } }],
] satisfies readonly (readonly [string, Team])[])('a calendar that cannot be is refused at %s', (path, team) => {
  const problems = checkPolicy({ ...DEFAULT_POLICY, team });
  expect(problems.map((problem) => problem.path)).toEqual([path]);
});
