import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { alarmsOf, type ClockRun, dueOf, elapsedOf, standingOf, stepsOf } from '../../../src/domain/loop/clock.ts';
import { at, desk, ms } from './support.ts';

/** 2026-03-03 is a Tuesday. Working time is 09:00 to 12:00 and 13:00 to 18:00. 1 to 7 October 2026 are off. */
const DESK = desk();
const TUESDAY = '2026-03-03T';

function run(from: string, length: ClockRun['length'], more: Partial<ClockRun> = {}): ClockRun {
  return { id: 'P14', rule: 'P14', startedAt: ms(from), length, outside: 'keep', pauses: [], ...more };
}
const pause = (from: string, to?: string) => ({ from: ms(from), ...(to === undefined ? {} : { to: ms(to) }) });
const steps = (clock: ClockRun) => stepsOf(clock, DESK);
const due = (clock: ClockRun) => at(dueOf(clock, DESK).dueAt);

const MORNING = `${TUESDAY}09:00+08:00`;
const TEN = `${TUESDAY}10:00+08:00`;
const ELEVEN = `${TUESDAY}11:00+08:00`;
const HOURS = { n: 24, unit: 'h' } as const;
const WORKED = { n: 4, unit: 'wh' } as const;
const DAYS = { n: 3, unit: 'W' } as const;
const CIVIL = { n: 3, unit: 'C' } as const;

describe('the arithmetic of a clock, step by step', () => {
  it('of a promise names its instant: 2026-03-03T15:00', () => {
    expect(steps(run(MORNING, { at: ms(`${TUESDAY}15:00+08:00`) }))).toEqual([
      { do: 'start', at: MORNING },
      { do: 'promised', at: `${TUESDAY}15:00+08:00` },
    ]);
  });

  it('of a promise for a day names the end of its work: 2026-03-05T18:00', () => {
    expect(steps(run(MORNING, { on: day('2026-03-05') }))).toEqual([
      { do: 'start', at: MORNING },
      { do: 'promised', at: '2026-03-05T18:00+08:00' },
    ]);
  });

  it('of hours adds what it stood still: an hour from 10:00 on 2026-03-03, due 2026-03-04T10:00', () => {
    const clock = run(MORNING, HOURS, { pauses: [pause(TEN, ELEVEN)] });
    expect(steps(clock)).toEqual([
      { do: 'start', at: MORNING },
      { do: 'pause', at: TEN, to: ELEVEN, minutes: 60 },
      { do: 'clock', minutes: 1_500, at: '2026-03-04T10:00+08:00' },
    ]);
    expect(dueOf(clock, DESK).paused).toBe(60);
  });

  it('of working days adds the working days it stood still: from Tuesday 2026-03-03 to Thursday, due 2026-03-10T18:00', () => {
    const clock = run(MORNING, DAYS, { pauses: [pause(TEN, '2026-03-05T10:00+08:00')] });
    expect(steps(clock)).toEqual([
      { do: 'start', at: MORNING },
      { do: 'pause', at: TEN, to: '2026-03-05T10:00+08:00', days: 2 },
      { do: 'days', n: 5, unit: 'W', at: '2026-03-10T18:00+08:00' },
    ]);
  });

  it('of calendar days adds the days it stood still, a weekend among them: due 2026-03-11T18:00', () => {
    const clock = run(MORNING, CIVIL, { pauses: [pause('2026-03-05T10:00+08:00', '2026-03-10T10:00+08:00')] });
    expect(dueOf(clock, DESK).paused).toBe(5);
    expect(steps(clock)).toEqual([
      { do: 'start', at: MORNING },
      { do: 'pause', at: '2026-03-05T10:00+08:00', to: '2026-03-10T10:00+08:00', days: 5 },
      { do: 'days', n: 8, unit: 'C', at: '2026-03-11T18:00+08:00' },
    ]);
  });

  it.each([HOURS, DAYS, CIVIL, WORKED])('ends with the pause while it stands still: %j', (length) => {
    expect(steps(run(MORNING, length, { pauses: [pause(TEN)] })).filter((step) => step.do !== 'work')).toEqual([
      { do: 'start', at: MORNING },
      { do: 'pause', at: TEN },
    ]);
  });

  it('of working hours tells stretch by stretch, pauses between: due 2026-03-03T15:00', () => {
    const clock = run(MORNING, WORKED, { pauses: [pause(TEN, ELEVEN)] });
    expect(steps(clock)).toEqual([
      { do: 'start', at: MORNING },
      { do: 'work', minutes: 60, at: TEN },
      { do: 'pause', at: TEN, to: ELEVEN, minutes: 60 },
      { do: 'work', minutes: 60, at: `${TUESDAY}12:00+08:00` },
      { do: 'off', at: `${TUESDAY}13:00+08:00` },
      { do: 'work', minutes: 120, at: `${TUESDAY}15:00+08:00` },
    ]);
    expect(due(clock)).toBe(`${TUESDAY}15:00+08:00`);
  });

  it('of working hours lets time off go by up to a pause that begins in it: lunch of 2026-03-03', () => {
    const from = `${TUESDAY}12:30+08:00`;
    const clock = run(MORNING, WORKED, { pauses: [pause(from, `${TUESDAY}14:00+08:00`)] });
    expect(steps(clock)).toEqual([
      { do: 'start', at: MORNING },
      { do: 'work', minutes: 180, at: `${TUESDAY}12:00+08:00` },
      { do: 'off', at: from },
      { do: 'pause', at: from, to: `${TUESDAY}14:00+08:00`, minutes: 60 },
      { do: 'work', minutes: 60, at: `${TUESDAY}15:00+08:00` },
    ]);
  });

  it('of working hours tells two pauses, one after the other: due 2026-03-03T16:00', () => {
    const clock = run(MORNING, WORKED, {
      pauses: [pause(TEN, ELEVEN), pause(`${TUESDAY}13:00+08:00`, `${TUESDAY}14:00+08:00`)],
    });
    expect(steps(clock).map((step) => step.do)).toEqual(['start', 'work', 'pause', 'work', 'off', 'pause', 'work']);
    expect(steps(clock).at(-1)).toEqual({ do: 'work', minutes: 120, at: `${TUESDAY}16:00+08:00` });
  });

  it('names the days off between two stretches: from the eve of National Day to 2026-10-08', () => {
    expect(steps(run('2026-09-30T17:50+08:00', { n: 1, unit: 'wh' }))).toEqual([
      { do: 'start', at: '2026-09-30T17:50+08:00' },
      { do: 'work', minutes: 10, at: '2026-09-30T18:00+08:00' },
      { do: 'off', at: '2026-10-08T09:00+08:00', days: 7, first: '2026-10-01', last: '2026-10-07' },
      { do: 'work', minutes: 50, at: '2026-10-08T09:50+08:00' },
    ]);
  });

  it('adds up the rest of a long clock after ten steps, pauses still to come excepted', () => {
    const long = steps(run(MORNING, { n: 40, unit: 'wh' }));
    // Two days and a morning are told, with the lunch after it.
    expect(long).toHaveLength(12);
    expect(long.at(-1)).toEqual({ do: 'rest', minutes: 1_260, at: '2026-03-09T18:00+08:00' });
    const paused = steps(
      run(MORNING, { n: 40, unit: 'wh' }, { pauses: [pause('2026-03-09T10:00+08:00', '2026-03-09T11:00+08:00')] }),
    );
    expect(paused).toContainEqual({
      do: 'pause',
      at: '2026-03-09T10:00+08:00',
      to: '2026-03-09T11:00+08:00',
      minutes: 60,
    });
    expect(paused.at(-1)).toMatchObject({ at: '2026-03-10T10:00+08:00' });
  });

  it('leaves out pauses that begin when it is due already, are over before it starts, or are empty', () => {
    const clock = run(MORNING, HOURS, {
      pauses: [
        pause('2026-03-02T09:00+08:00', '2026-03-02T10:00+08:00'),
        pause(TEN, TEN),
        pause('2026-03-04T09:00+08:00', '2026-03-04T12:00+08:00'),
        pause('2026-03-04T13:00+08:00'),
      ],
    });
    expect(steps(clock)).toEqual([
      { do: 'start', at: MORNING },
      { do: 'clock', minutes: 1_440, at: '2026-03-04T09:00+08:00' },
    ]);
    expect(dueOf(clock, DESK)).toMatchObject({ paused: 0, standing: false });
  });

  it('counts a pause that began before the clock from its start on', () => {
    const clock = run(MORNING, HOURS, { pauses: [pause('2026-03-02T09:00+08:00', TEN)] });
    expect(steps(clock)[1]).toEqual({ do: 'pause', at: MORNING, to: TEN, minutes: 60 });
    expect(due(clock)).toBe('2026-03-04T10:00+08:00');
  });

  it('says when it was moved to working time, when it stays outside it, and until when the customer agreed', () => {
    const night = '2026-03-03T20:00+08:00';
    expect(steps(run(night, HOURS, { outside: 'next_open' })).slice(1)).toEqual([
      { do: 'clock', minutes: 1_440, at: '2026-03-04T20:00+08:00' },
      { do: 'moved', at: '2026-03-05T10:00+08:00' },
    ]);
    expect(steps(run(night, HOURS, { agreedUntil: ms('2026-03-06T09:00+08:00') })).slice(1)).toEqual([
      { do: 'clock', minutes: 1_440, at: '2026-03-04T20:00+08:00' },
      { do: 'kept', at: '2026-03-04T20:00+08:00' },
      { do: 'agreed', at: '2026-03-06T09:00+08:00' },
    ]);
  });

  it.each(['09:00', '12:00', '15:00', '18:00'])('%s belongs to working time and is not said to stay', (time) => {
    expect(steps(run(`${TUESDAY}${time}+08:00`, HOURS)).map((step) => step.do)).toEqual(['start', 'clock']);
  });

  it('says that it is provisional where the year it reaches is not announced: 2027', () => {
    expect(steps(run('2026-12-31T09:00+08:00', HOURS)).map((step) => step.do)).toEqual([
      'start',
      'clock',
      'kept',
      'provisional',
    ]);
    expect(steps(run('2026-12-30T09:00+08:00', HOURS)).map((step) => step.do)).not.toContain('provisional');
  });
});

describe('when a clock in days is due', () => {
  it('of three calendar days from Thursday 2026-03-05 the last working one: 2026-03-06', () => {
    expect(due(run('2026-03-05T09:00+08:00', CIVIL))).toBe('2026-03-06T18:00+08:00');
  });

  it('without a working day among them the first one after them: from 2026-10-01, 2026-10-08', () => {
    expect(due(run('2026-10-01T09:00+08:00', CIVIL))).toBe('2026-10-08T18:00+08:00');
    expect(due(run('2026-10-01T09:00+08:00', { n: 0, unit: 'C' }))).toBe('2026-10-08T18:00+08:00');
  });

  it('of no working hours at once, in the night too: 2026-03-03T20:00', () => {
    expect(due(run('2026-03-03T20:00+08:00', { n: 0, unit: 'wh' }))).toBe('2026-03-03T20:00+08:00');
    const waited = run(MORNING, { n: 0, unit: 'wh' }, { pauses: [pause(MORNING, TEN)] });
    expect(due(waited)).toBe(MORNING);
  });
});

describe('how a clock stands', () => {
  const clock = run(MORNING, HOURS, { agreedUntil: ms('2026-03-05T09:00+08:00') });
  const known = dueOf(clock, DESK);
  const standing = (when: string, warnAt?: string, more: Partial<ClockRun> = {}) =>
    standingOf({ ...clock, ...more }, known, ms(when), warnAt === undefined ? undefined : ms(warnAt));

  it('runs, warns from the instant of its warning on, and is breached after its instant', () => {
    expect(standing('2026-03-03T10:00+08:00')).toBe('running');
    expect(standing('2026-03-04T08:59+08:00', '2026-03-04T09:00+08:00')).toBe('running');
    expect(standing('2026-03-04T09:00+08:00', '2026-03-04T09:00+08:00')).toBe('warning');
    expect(standing('2026-03-05T09:00+08:00', '2026-03-04T09:00+08:00')).toBe('warning');
    expect(standing('2026-03-05T09:01+08:00')).toBe('breached');
  });

  it('is judged by when it stopped: met, within what was agreed, or breached', () => {
    const stopped = (when: string) => standing('2026-04-01T09:00+08:00', undefined, { stoppedAt: ms(when) });
    expect(stopped('2026-03-04T09:00+08:00')).toBe('met');
    expect(stopped('2026-03-04T09:01+08:00')).toBe('extended');
    expect(stopped('2026-03-05T09:00+08:00')).toBe('extended');
    expect(stopped('2026-03-05T09:01+08:00')).toBe('breached');
  });

  it('stands still while the customer keeps us waiting', () => {
    const waiting = run(MORNING, HOURS, { pauses: [pause(TEN)] });
    expect(standingOf(waiting, dueOf(waiting, DESK), ms('2026-04-01T09:00+08:00'), undefined)).toBe('standing');
    expect(alarmsOf(waiting, dueOf(waiting, DESK), DESK, { warnAtPercent: 75, escalateAfterMinutes: 30 })).toBe(
      undefined,
    );
  });
});

describe('the alarms of a clock', () => {
  const alarms = (clock: ClockRun) => {
    const found = alarmsOf(clock, dueOf(clock, DESK), DESK, { warnAtPercent: 75, escalateAfterMinutes: 30 });
    return [at(found?.warnAt), at(found?.breachAt), at(found?.escalateAt)];
  };

  it('of hours: three quarters by the clock, and half a working hour after it is due', () => {
    expect(alarms(run(MORNING, HOURS))).toEqual([
      '2026-03-04T03:00+08:00',
      '2026-03-04T09:00+08:00',
      '2026-03-04T09:30+08:00',
    ]);
  });

  it('of working hours: three quarters of the time worked, lunch left out', () => {
    expect(alarms(run(MORNING, WORKED))).toEqual([
      `${TUESDAY}12:00+08:00`,
      `${TUESDAY}14:00+08:00`,
      `${TUESDAY}14:30+08:00`,
    ]);
  });

  it('of what was due in the night: half a working hour of the next morning', () => {
    expect(alarms(run('2026-03-03T20:00+08:00', HOURS))[2]).toBe('2026-03-05T09:30+08:00');
  });
});

describe('how long a clock has run', () => {
  it('counts in hours by the clock, in working hours only what was worked, pauses taken out', () => {
    const pauses = [pause(TEN, ELEVEN)];
    expect(elapsedOf(run(MORNING, HOURS, { pauses }), ms(`${TUESDAY}14:00+08:00`), DESK)).toBe(240);
    expect(elapsedOf(run(MORNING, WORKED, { pauses }), ms(`${TUESDAY}14:00+08:00`), DESK)).toBe(180);
    expect(elapsedOf(run(MORNING, DAYS), ms(`${TUESDAY}14:00+08:00`), DESK)).toBe(300);
    expect(elapsedOf(run(MORNING, { at: ms(TEN) }), ms(`${TUESDAY}14:00+08:00`), DESK)).toBe(300);
  });

  it('stops when the clock was stopped, and never runs back', () => {
    expect(elapsedOf(run(MORNING, HOURS, { stoppedAt: ms(TEN) }), ms(ELEVEN), DESK)).toBe(60);
    expect(elapsedOf(run(MORNING, HOURS, { stoppedAt: ms(ELEVEN) }), ms(TEN), DESK)).toBe(60);
    expect(elapsedOf(run(TEN, HOURS), ms(MORNING), DESK)).toBe(0);
    expect(elapsedOf(run(MORNING, HOURS, { pauses: [pause(TEN)] }), ms(ELEVEN), DESK)).toBe(60);
  });
});
