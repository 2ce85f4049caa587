import { describe, expect, it } from 'vitest';
import { countryCalendar } from '../../../src/domain/calendar/country-calendar.ts';
import { type ClockRun, dueOf, elapsedOf } from '../../../src/domain/loop/clock.ts';
import { clocksOf } from '../../../src/domain/loop/clocks-of.ts';
import { deskOf } from '../../../src/domain/loop/desk.ts';
import { at, desk, ms, SHIFTS, Story } from './support.ts';

const run = (startedAt: string, hours: number, unit: 'h' | 'wh', more: Partial<ClockRun> = {}): ClockRun => ({
  id: 'P13',
  rule: 'P13',
  startedAt: ms(startedAt),
  length: { n: hours, unit },
  outside: 'keep',
  pauses: [],
  ...more,
});

const URGENT = { highValue: true, urgency: 'urgent' } as const;
const dueIn = (clock: ClockRun, by = desk()) => at(dueOf(clock, by).dueAt, by);

/** What help desks are known to get wrong, each as the customer met it. */
describe('known failures of other clocks', () => {
  it('lunch break: an hour at noon is nobody’s working time, even where it lies between two shifts of one day', () => {
    expect(dueIn(run('2026-03-03T11:30+08:00', 2, 'wh'))).toBe('2026-03-03T14:30+08:00');
    expect(dueIn(run('2026-03-03T12:10+08:00', 1, 'wh'))).toBe('2026-03-03T14:00+08:00');
    expect(elapsedOf(run('2026-03-03T11:30+08:00', 2, 'wh'), ms('2026-03-03T13:30+08:00'), desk())).toBe(60);
  });

  it('hold over a holiday: a pause over National Day takes off what was worked in it, never the days off', () => {
    // Held from Wednesday 17:00 to Thursday of the week after 11:00: one hour before, two after the holiday.
    const held = { from: ms('2026-09-30T17:00+08:00'), to: ms('2026-10-08T11:00+08:00') };
    const clock = run('2026-09-30T16:00+08:00', 4, 'wh', { pauses: [held] });
    expect(dueOf(clock, desk()).paused).toBe(180);
    expect(dueIn(clock)).toBe('2026-10-08T15:00+08:00');
    // By the clock all of it is taken off.
    expect(dueIn({ ...clock, length: { n: 4, unit: 'h' } })).toBe('2026-10-08T14:00+08:00');
  });

  it('hold begun and ended inside one holiday leaves a working clock where it was', () => {
    const held = { from: ms('2026-10-02T09:00+08:00'), to: ms('2026-10-05T18:00+08:00') };
    const clock = run('2026-09-30T16:00+08:00', 4, 'wh');
    expect(dueIn({ ...clock, pauses: [held] })).toBe(dueIn(clock));
  });

  it('created on a holiday: begins with the first worked minute, not a day later and not at once', () => {
    expect(dueIn(run('2026-10-03T15:00+08:00', 2, 'wh'))).toBe('2026-10-08T11:00+08:00');
    expect(dueIn(run('2026-10-01T00:00+08:00', 2, 'wh'))).toBe('2026-10-08T11:00+08:00');
    // A make-up Saturday is a working day like any other.
    expect(dueIn(run('2026-10-10T09:00+08:00', 2, 'wh'))).toBe('2026-10-10T11:00+08:00');
  });

  it('imported observance: a holiday of another country, or one observed on a Friday there, is no day off here', () => {
    // Friday 3 July 2026 is the observed Independence Day in the United States.
    const american = deskOf({
      calendar: countryCalendar({ country: 'US', exceptions: [] }),
      team: { portal: { shifts: SHIFTS } },
      ownerId: 'amy',
      portalZone: 'America/New_York',
      opensAt: '10:00',
      years: { from: 2025, to: 2028 },
    });
    const begins = run('2026-07-03T09:00+08:00', 2, 'wh');
    expect(dueIn(begins)).toBe('2026-07-03T11:00+08:00');
    expect(dueIn(run('2026-07-03T09:00-04:00', 2, 'wh'), american)).toBe('2026-07-06T11:00-04:00');
  });

  it('reopened after a breach: stays breached at its first instant, and no second breach is counted', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { highValue: true });
    story.do('2026-03-05T09:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    story.do('2026-03-05T10:00+08:00', { type: 'confirm', answer: 'yes', how: 'phone' });
    story.do('2026-03-09T10:00+08:00', { type: 'reopen', why: 'it broke again' });
    story.do('2026-03-20T10:00+08:00', { type: 'check_clocks' });
    const breaches = story.events.filter((event) => event.type === 'clock_breached' && event.clock === 'P14');
    expect(breaches.map((event) => at(event.at))).toEqual(['2026-03-04T09:00+08:00']);
    expect(clocksOf(story.now).map(({ id }) => id)).toContain('P14');
  });

  it('reopened before a breach: the clock goes on with the minutes that were left, it does not begin anew', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { highValue: true });
    story.do('2026-03-03T19:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    story.do('2026-03-04T09:00+08:00', { type: 'confirm', answer: 'yes', how: 'phone' });
    story.do('2026-03-10T09:00+08:00', { type: 'reopen', why: 'it broke again' });
    const clock = clocksOf(story.now).find(({ id }) => id === 'P14');
    if (!clock) throw new Error('expected the clock to closure');
    // Ten of 24 hours were used.
    expect(dueIn(clock)).toBe('2026-03-10T23:00+08:00');
  });

  it('a year whose holidays are not announced: the clock says that it is provisional instead of counting no holidays', () => {
    const story = new Story().raise('2026-12-31T17:30+08:00', URGENT);
    const clock = clocksOf(story.now).find(({ id }) => id === 'P13');
    if (!clock) throw new Error('expected the clock to the reply');
    // New Year's Day is statutory, announced or not: half an hour on Thursday, the rest on the next working day.
    expect(dueIn(clock)).toBe('2027-01-04T10:30+08:00');
  });

  it('a calendar changed while a clock runs: the same clock is due by the new one, its start untouched', () => {
    const off = deskOf({
      calendar: countryCalendar({
        country: 'CN',
        exceptions: [{ on: '2026-03-04', working: false, name: 'announced this morning' }],
      }),
      team: { portal: { shifts: SHIFTS } },
      ownerId: 'amy',
      portalZone: 'Asia/Shanghai',
      opensAt: '10:00',
      years: { from: 2025, to: 2028 },
    });
    const clock = run('2026-03-03T17:00+08:00', 2, 'wh');
    expect(dueIn(clock)).toBe('2026-03-04T10:00+08:00');
    expect(dueIn(clock, off)).toBe('2026-03-05T10:00+08:00');
  });
});
