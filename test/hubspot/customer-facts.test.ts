import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../src/domain/calendar/day.ts';
import { callingTime } from '../../src/domain/planning/calling-time.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { customerOf } from '../../src/hubspot/customers.ts';

const PORTAL_ZONE = 'Asia/Shanghai';
const read = (properties: { readonly [name: string]: string }) => customerOf({ id: '501', properties }, PORTAL_ZONE);

describe('where a customer lives', () => {
  it.each([
    [{ hs_timezone: 'america_slash_new_york' }, 'america/new_york'],
    [{ hs_timezone: 'america_slash_argentina_slash_buenos_aires' }, 'america/argentina/buenos_aires'],
    [{ hs_timezone: 'utc' }, 'utc'],
    [{ hs_timezone: 'america_slash_new_york', rv_time_zone: 'Europe/Berlin' }, 'Europe/Berlin'],
    // What nobody can read does not hide what somebody can.
    [{ hs_timezone: 'america_slash_new_york', rv_time_zone: 'Mars/Olympus' }, 'america/new_york'],
    [{ hs_timezone: 'somewhere' }, undefined],
    [{}, undefined],
  ])('%j is %s', (properties, zone) => {
    expect(read(properties).facts.timeZone).toBe(zone);
  });

  it('our own zone that cannot be read is listed; HubSpot’s is not ours to correct', () => {
    expect(read({ rv_time_zone: 'Mars/Olympus' }).unreadable).toEqual(['rv_time_zone']);
    expect(read({ hs_timezone: 'somewhere' }).unreadable).toEqual([]);
  });

  it('a call to New York on Monday 2026-06-01 at 09:00 in Shanghai waits until it is nine there: 21:00', () => {
    const { timeZone } = read({ hs_timezone: 'america_slash_new_york' }).facts;
    const zones = { owner: PORTAL_ZONE, customer: timeZone };
    const due = callingTime(day('2026-06-01'), '09:00', 'phone', DEFAULT_POLICY.callingHours, zones);
    expect(new Date(due.at).toISOString()).toBe('2026-06-01T13:00:00.000Z');
  });
});

describe('what open issues told planning', () => {
  it('is read from the contact alone', () => {
    const { facts, unreadable } = read({
      rv_open_issue_on: '2026-05-28',
      rv_asked: 'P22 2026-06-01 2026-06-01 2026-06-02 501:i:abc',
    });
    expect(formatDay(facts.openIssueRaisedOn ?? day('2000-01-01'))).toBe('2026-05-28');
    expect(facts.asked?.map(({ rule, window }) => [rule, formatDay(window.latest)])).toEqual([['P22', '2026-06-02']]);
    expect(unreadable).toEqual([]);
  });

  it('that somebody typed over is listed and asks for nothing', () => {
    const { facts, unreadable } = read({ rv_asked: 'call them' });
    expect([facts.asked, unreadable]).toEqual([undefined, ['rv_asked']]);
  });
});

describe('a contact’s part in its company', () => {
  const part = {
    companyId: '77',
    lead: '502',
    others: 1,
    sum: 'x',
    talks: [],
    lent: { days: {}, flags: [], owners: {} },
  };

  it('sends its visits to the lead', () => {
    const record = read({ rv_company_part: JSON.stringify(part), rv_visits_go_to: '502' });
    expect([record.facts.leadElsewhere, record.ownFacts.leadElsewhere]).toEqual(['502', undefined]);
  });

  it.each([
    ['somebody typed over it', { rv_company_part: '{"companyId":', rv_visits_go_to: '502' }],
    ['somebody changed to whom visits go', { rv_company_part: JSON.stringify(part), rv_visits_go_to: '9' }],
    [
      'the lead was merged into this contact',
      { rv_company_part: JSON.stringify(part), rv_visits_go_to: '502', hs_merged_object_ids: '500;502' },
    ],
  ])('is found out anew where %s', (_, properties) => {
    const { part: found, facts } = read(properties);
    expect([found, facts.leadElsewhere]).toEqual([undefined, undefined]);
  });
});
