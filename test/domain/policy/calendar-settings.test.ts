import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/contract/policy.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';

const problems = (change: object): string[] => {
  const answer = parsePolicy({ ...DEFAULT_POLICY, ...change });
  return answer.ok ? [] : answer.problems.map(({ path, message }) => `${path}: ${message}`);
};
const country = (code: unknown): string[] => problems({ calendar: { country: code, exceptions: [] } });
const day = (on: string) => ({ on, working: false, name: 'closed' });

describe('the country of a policy', () => {
  it.each(['CN', 'US', 'GB', 'DE', 'FR', 'JP', 'BR', 'none'])('can be %s', (code) => {
    expect(country(code)).toEqual([]);
  });

  it.each(['UX', 'us', 'China', '', 'nobody'])('cannot be %j', (code) => {
    expect(country(code)).toEqual(['calendar.country: a country as two letters (ISO 3166), such as CN, or none']);
  });
});

describe('days of the team part', () => {
  it.each<[string, object, string]>([
    [
      'a portal exception out of range',
      { portal: { exceptions: [day('2026-05-04'), day('2061-01-01')] } },
      'team.portal.exceptions.1.on: the calendar reaches from 2016 to 2060',
    ],
    [
      'a team exception twice',
      { teams: { north: { exceptions: [day('2026-05-04'), day('2026-05-04')] } } },
      'team.teams.north.exceptions.1.on: 2026-05-04 is there twice, see team.teams.north.exceptions.0',
    ],
    [
      'a user exception on no day',
      { users: { amy: { exceptions: [day('2026-02-30')] } } },
      'team.users.amy.exceptions.0.on: a day that exists, as YYYY-MM-DD',
    ],
    [
      'leave that begins before the calendar',
      { leave: [{ ownerId: 'amy', from: '2015-12-31', to: '2016-01-04' }] },
      'team.leave.0.from: the calendar reaches from 2016 to 2060',
    ],
    [
      'leave that ends after it',
      { leave: [{ ownerId: 'amy', from: '2060-12-31', to: '2061-01-04' }] },
      'team.leave.0.to: the calendar reaches from 2016 to 2060',
    ],
    [
      'a shift over midnight',
      { teams: { night: { shifts: [{ from: '22:00', to: '06:00' }] } } },
      'team.teams.night.shifts.0.to: ends before it begins; work over midnight is two shifts, up to 24:00 and from 00:00',
    ],
    [
      'a shift that ends after 24:00',
      { portal: { shifts: [{ from: '22:00', to: '24:30' }] } },
      'team.portal.shifts.0.to: a time of day as HH:MM, up to 24:00',
    ],
    [
      'a shift that begins at 24:00',
      { portal: { shifts: [{ from: '24:00', to: '24:00' }] } },
      'team.portal.shifts.0.from: a time of day as HH:MM',
    ],
  ])('are refused for %s', (_what, team, problem) => {
    expect(problems({ team })).toEqual([problem]);
  });

  it('work up to midnight and from it is in order', () => {
    const shifts = [
      { from: '00:00', to: '06:00' },
      { from: '22:00', to: '24:00' },
    ];
    expect(problems({ team: { teams: { night: { shifts } } } })).toEqual([]);
  });
});
