import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { everybody, giveThePast } from '../../src/demo/past.ts';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { LEAST_DRAWN } from '../../src/domain/measures/random-day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { measureUntilDone } from '../../src/use-cases/measures/measures.ts';
import { openDashboard } from '../../src/use-cases/measures/open-dashboard.ts';
import { openEffect } from '../../src/use-cases/measures/open-effect.ts';
import { openPast } from '../../src/use-cases/measures/open-past.ts';
import { openPastRecords } from '../../src/use-cases/measures/open-past-records.ts';
import { openRecords, openWords } from '../../src/use-cases/measures/open-records.ts';
import { apiInto, type Book, openBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const POLICY = { ...DEFAULT_POLICY, version: 1, goLiveOn: formatDay(TODAY) };
const NOTHING = { portal: undefined, tier: undefined, stage: undefined, rule: undefined } as const;
const NO_PART = { dimension: undefined, collection: undefined, attempt: undefined } as const;

let book: Book;
let visits = 0;
const ports = () => hubspotPorts(apiInto(book.portal), { now: () => book.portal.now() });

/** The demo's customers with the demo's past, from a portal whose policy was published nine months ago. */
async function openPastBook(customers: readonly { readonly [name: string]: string }[]) {
  const opened = await openBook(customers, addDays(TODAY, -300), {});
  const { portal, api } = opened;
  const setNow = (at: number): void => portal.setNow(at);
  const stage = { api, ports: hubspotPorts(api, { now: () => portal.now() }), policy: POLICY, timeZone: ZONE };
  const given = await giveThePast(await everybody(api), { ...stage, today: TODAY, setNow });
  portal.setNow(instantAt(ZONE, TODAY, '09:00'));
  return { opened, given };
}

beforeAll(async () => {
  const { opened, given } = await openPastBook(demoCustomers(TODAY));
  book = opened;
  visits = given.visits;
  await measureUntilDone(ports(), TODAY);
});
afterAll(() => book.portal.close());

describe('the past of the demo', () => {
  it('is counted by the app, month by month, with what customers said and what became of suggestions', async () => {
    const page = await openDashboard({ month: '2026-10', today: TODAY }, ports());
    expect(visits).toBeGreaterThan(120);
    expect(page.trend.filter(({ csat }) => csat.n >= 30).length).toBeGreaterThanOrEqual(6);
    expect(page.csat.sample).toBe('enough');
    expect(page.collections.map(({ collection }) => collection)).toEqual(
      expect.arrayContaining(['self_collected', 'customer_link']),
    );
    // Everybody's number is what the persons' numbers add up to.
    const own = await Promise.all(
      page.owners.map(({ id }) => openDashboard({ month: '2026-10', ownerId: id, today: TODAY }, ports())),
    );
    expect(own.reduce((sum, { csat }) => sum + csat.n, 0)).toBe(page.csat.n);
    const said = await Promise.all(
      ['2026-08', '2026-09', '2026-10'].map((month) =>
        openWords({ ...NOTHING, month, what: 'words', ownerId: undefined }, ports()),
      ),
    );
    const suggestions = said.flatMap((each) => (each.ok ? each.suggestions : []));
    expect(said.flatMap((each) => (each.ok ? each.words : [])).length).toBeGreaterThan(10);
    expect(suggestions.some(({ became }) => became === 'accepted' || became === 'declined')).toBe(true);
  });

  it('tells of a past day what had been said by then, and nothing that was said or decided later', async () => {
    const whole = await openWords({ ...NOTHING, month: '2026-05', what: 'words', ownerId: undefined }, ports());
    const then = await openWords(
      { ...NOTHING, month: '2026-05', what: 'words', ownerId: undefined },
      ports(),
      day('2026-05-14'),
    );
    if (!whole.ok || !then.ok) throw new Error('expected words');
    const byThen = <T extends { readonly on: string }>(list: readonly T[]): readonly T[] =>
      list.filter(({ on }) => on <= '2026-05-14');
    expect(byThen(whole.words).length).toBeGreaterThan(0);
    expect(byThen(whole.words).length).toBeLessThan(whole.words.length);
    expect(then.words).toEqual(byThen(whole.words));
    expect(then.suggestions.map(({ became }) => became)).toEqual(then.suggestions.map(() => 'raised'));
    expect(whole.suggestions.map(({ became }) => became)).not.toContain('raised');
    expect(then.suggestions.length).toBeGreaterThan(0);
  });

  it('tells of a past day no cause, prevention or measure that was noted later', async () => {
    const said = (upTo?: string) =>
      openWords(
        { ...NOTHING, month: '2026-06', what: 'words', ownerId: undefined },
        ports(),
        upTo === undefined ? undefined : day(upTo),
      ).then((each) => {
        if (!each.ok) throw new Error(each.message.en);
        return each.complaints;
      });
    const now = await said();
    const first = now.lines.map(({ raisedOn }) => raisedOn).sort()[0] ?? '';
    expect(now.n).toBeGreaterThan(0);
    expect(now.withoutCause).toBe(0);
    expect(now.prevented).toBe(now.n);
    // A complaint is answered the day after at the earliest, and its cause is noted with the answer.
    const then = await said(first);
    expect(then.n).toBeGreaterThan(0);
    expect(then).toMatchObject({ withoutCause: then.n, prevented: 0, causes: [], lines: [] });
    // At the end of the year everything is known that is known now.
    expect(await said('2026-11-22')).toEqual(now);
  });

  it('is the same however often it is made', async () => {
    const some = demoCustomers(TODAY).slice(8, 14);
    const [one, other] = await Promise.all([openPastBook(some), openPastBook(some)]);
    const [a, b] = await Promise.all([readState(one.opened.portal), readState(other.opened.portal)]);
    expect(Object.keys(a.visits).length).toBe(one.given.visits);
    expect(a.visits).toEqual(b.visits);
    await Promise.all([one.opened.portal.close(), other.opened.portal.close()]);
  });
});

describe('a past day', () => {
  it('has the numbers of then, with the policy and the calendar then in force, and keeps nothing', async () => {
    const before = await readState(book.portal);
    const asked = { on: '2026-08-14', today: TODAY };
    const page = await openPast(asked, ports());
    if (!page.ok) throw new Error(page.message.en);
    expect(page).toMatchObject({
      month: '2026-08',
      asOf: '2026-08-14',
      today: '2026-11-23',
      past: {
        on: '2026-08-14',
        policy: { version: 1, since: formatDay(addDays(TODAY, -300)) },
        calendar: { country: 'CN', exceptions: 0, working: true },
      },
    });
    const now = await openDashboard({ month: '2026-08', today: TODAY }, ports());
    const [then, whole] = [page, now].map(({ shares }) => shares.find(({ kpi }) => kpi === 'on_time'));
    expect(then?.n).toBeLessThan(whole?.n ?? 0);
    expect(then?.n).toBeGreaterThan(0);
    expect(await readState(book.portal)).toEqual(before);
  });

  it('of everybody adds up to what is counted of each alone, and takes few more calls than one of them', async () => {
    const asked = { on: '2026-08-14', today: TODAY };
    const counted = async (of: { readonly ownerId?: string }) => {
      let sent = 0;
      const api = apiInto(book.portal, ({ call: _ }, send) => {
        sent += 1;
        return send();
      });
      const page = await openPast({ ...asked, ...of }, hubspotPorts(api, { now: () => book.portal.now() }));
      if (!page.ok) throw new Error(page.message.en);
      return { page, sent };
    };
    const all = await counted({});
    const each = await Promise.all(all.page.owners.map(({ id }) => counted({ ownerId: id })));
    expect(each.length).toBeGreaterThan(3);
    for (const [at, { kpi, n, hits }] of all.page.shares.entries()) {
      const sum = (of: 'n' | 'hits') => each.reduce((total, { page }) => total + (page.shares[at]?.[of] ?? 0), 0);
      // A customer whom two visited is one customer of everybody's.
      if (kpi !== 'coverage') expect([kpi, n, hits]).toEqual([kpi, sum('n'), sum('hits')]);
    }
    expect(all.page.shares.filter(({ n }) => n > 0).length).toBeGreaterThan(5);
    expect(all.page.csat.n).toBe(each.reduce((total, { page }) => total + page.csat.n, 0));
    expect(all.page.calls.n).toBe(each.reduce((total, { page }) => total + page.calls.n, 0));
    const own = Math.max(...each.map(({ sent }) => sent));
    expect(all.sent).toBeLessThan(own + 12);
  });

  it('opens the records behind its numbers, as many as they say, of everybody and of one person', async () => {
    const on = '2026-08-14';
    const of = { ...NOTHING, ...NO_PART, month: '2026-08', on, today: TODAY };
    const everybodys = await openPast({ on, today: TODAY }, ports());
    if (!everybodys.ok) throw new Error(everybodys.message.en);
    for (const kpi of ['on_time', 'reach', 'record_24h'] as const) {
      const line = everybodys.shares.find((each) => each.kpi === kpi);
      for (const [verdict, n] of [
        ['met', line?.hits ?? -1],
        ['missed', (line?.n ?? -1) - (line?.hits ?? 0)],
      ] as const) {
        const opened = await openPastRecords({ ...of, ownerId: undefined, kpi, verdict }, ports());
        expect([kpi, verdict, opened.ok && opened.total]).toEqual([kpi, verdict, n]);
      }
    }
    const own = await openPast({ on, today: TODAY, ownerId: '1003' }, ports());
    if (!own.ok) throw new Error(own.message.en);
    const line = own.shares.find(({ kpi }) => kpi === 'reach');
    const opened = await openPastRecords({ ...of, ownerId: '1003', kpi: 'reach', verdict: 'met' }, ports());
    expect(opened.ok && [opened.total, opened.records.length]).toEqual([line?.hits, line?.hits]);
    // Today's list is another one.
    const today = await openRecords({ ...of, on: undefined, ownerId: '1003', kpi: 'reach', verdict: 'met' }, ports());
    expect(today.ok && today.total).not.toBe(line?.hits);
  });

  it.each([
    ['2026-02-30', /no day/, /不是一个存在的日期/],
    ['yesterday', /no day/, /不是一个存在的日期/],
    ['2026-11-23', /2026-11-22 at the latest/, /最晚 2026-11-22/],
    ['2027-01-01', /2026-11-22 at the latest/, /最晚 2026-11-22/],
  ])('%s is refused in words, and nothing is counted', async (on, en, zh) => {
    const refused = await openPast({ on, today: TODAY }, ports());
    expect(refused).toMatchObject({ ok: false, reason: 'bad_input' });
    expect(refused.ok ? '' : refused.message.en).toMatch(en);
    expect(refused.ok ? '' : refused.message.zh).toMatch(zh);
  });
});

describe('whether visits helped', () => {
  it('is told of the customers that were drawn, with what they ordered since, and not before there are enough', async () => {
    expect(await openEffect(TODAY, ports())).toMatchObject({
      ok: true,
      on: false,
      effect: { verdict: 'cannot_tell_yet', early: 0, late: 0, wanted: LEAST_DRAWN },
      waiting: 0,
    });
    const n = 2 * LEAST_DRAWN + 20;
    const rows = Array.from({ length: n }, (_, i) => ({
      email: `drawn${i}@example.com`,
      lifecyclestage: 'customer',
      hubspot_owner_id: '1001',
      // Nine of ten early ones ordered after the window began, of the late ones every second.
      rv_last_purchase_on: (i % 2 === 0 ? i % 20 !== 0 : i % 4 === 1) ? '2026-06-20' : '2026-01-05',
      rv_drawn: `${i % 2 === 0 ? 'early' : 'late'} 2026-06-01 2026-06-30`,
    }));
    const waits = { ...rows[0], email: 'waits@example.com', rv_drawn: 'late 2026-10-01 2026-10-30' };
    const spoilt = { ...rows[0], email: 'spoilt@example.com', rv_drawn: 'perhaps' };
    const drawn = await openBook([...rows, waits, spoilt], TODAY);
    const told = await openEffect(TODAY, hubspotPorts(drawn.api, { now: () => drawn.portal.now() }));
    expect(told).toMatchObject({
      waiting: 1,
      effect: { verdict: 'higher', early: n / 2, late: n / 2, difference: expect.closeTo(0.9 - 0.5, 2) },
    });
    await drawn.portal.close();
  });
});
