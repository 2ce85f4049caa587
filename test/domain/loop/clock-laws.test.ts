import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClockRun, dueOf, elapsedOf, type Pause, stepsOf } from '../../../src/domain/loop/clock.ts';
import type { Desk } from '../../../src/domain/loop/desk.ts';
import { type WorkedMinutes, workedMinutes } from '../calendar/minute-oracle.ts';
import { inZone, ZONES } from '../support.ts';
import { desk, SHIFTS } from './support.ts';

const FROM = '2026-08-30T00:00Z';
const TO = '2026-12-20T00:00Z';
const MINUTE = 60_000;
const BEGIN = Date.parse('2026-09-01T00:00Z') / MINUTE;
/** Days after it are enough for every clock below, pauses and National Day's holiday with it. */
const END = Date.parse('2026-11-01T00:00Z') / MINUTE;

/** Pauses one after the other, as minutes from the start: gap, length, gap, length … */
const stretches = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 4_000 })), {
  maxLength: 3,
});

function pausesFrom(start: number, gaps: readonly (readonly [number, number])[]): Pause[] {
  let at = start;
  return gaps.map(([gap, length]) => {
    const from = at + gap;
    at = from + length;
    return { from: from * MINUTE, to: at * MINUTE };
  });
}

function clockRun(start: number, hours: number, unit: 'h' | 'wh', pauses: readonly Pause[]): ClockRun {
  return { id: 'c', rule: 'P14', startedAt: start * MINUTE, length: { n: hours, unit }, outside: 'keep', pauses };
}

/** Counts minute by minute: one that is worked, or any of a clock in clock hours, and does not fall into a pause. */
function slowDue(run: ClockRun, oracle: WorkedMinutes): number {
  const { unit, n } = run.length as { readonly n: number; readonly unit: 'h' | 'wh' };
  let left = n * 60;
  let at = run.startedAt / MINUTE;
  for (; left > 0; at += 1) {
    const paused = run.pauses.some(({ from, to = 0 }) => at >= from / MINUTE && at < to / MINUTE);
    if (paused) continue;
    if (unit === 'h' || oracle.worked[at - oracle.from] === 1) left -= 1;
  }
  return at;
}

function slowElapsed(run: ClockRun, until: number, oracle: WorkedMinutes): number {
  const { unit } = run.length as { readonly unit: 'h' | 'wh' };
  let minutes = 0;
  for (let at = run.startedAt / MINUTE; at < until; at += 1) {
    const paused = run.pauses.some(({ from, to = 0 }) => at >= from / MINUTE && at < to / MINUTE);
    if (!paused && (unit === 'h' || oracle.worked[at - oracle.from] === 1)) minutes += 1;
  }
  return minutes;
}

const OWNERS = ['Asia/Shanghai', 'America/Santiago', 'Europe/Berlin', 'Pacific/Apia'];

describe.each(OWNERS)('clocks of an owner in %s, against a clock read minute by minute', (zone) => {
  let oracle: WorkedMinutes;
  let here: Desk;
  beforeAll(() => {
    oracle = workedMinutes(zone, SHIFTS, FROM, TO);
    here = desk(zone);
  });

  it.each(ZONES)('are due when working minus paused reaches their length, the process in %s', (process) => {
    inZone(process, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: BEGIN, max: END }),
          fc.integer({ min: 1, max: 30 }),
          fc.constantFrom('h' as const, 'wh' as const),
          stretches,
          (start, hours, unit, gaps) => {
            const run = clockRun(start, hours, unit, pausesFrom(start, gaps));
            expect(here.text(dueOf(run, here).dueAt / MINUTE)).toBe(here.text(slowDue(run, oracle)));
          },
        ),
        { numRuns: 40 },
      );
    });
  });

  it('have run for working minus paused minutes, to the minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: BEGIN, max: END }),
        fc.constantFrom('h' as const, 'wh' as const),
        stretches,
        fc.integer({ min: 0, max: 12_000 }),
        (start, unit, gaps, later) => {
          const run = clockRun(start, 2, unit, pausesFrom(start, gaps));
          expect(elapsedOf(run, (start + later) * MINUTE, here)).toBe(slowElapsed(run, start + later, oracle));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('no pause brings a breach nearer, whatever becomes of an instant outside working time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: BEGIN, max: END }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('h' as const, 'wh' as const),
        fc.constantFrom('keep' as const, 'next_open' as const),
        stretches,
        (start, hours, unit, outside, gaps) => {
          const pauses = pausesFrom(start, gaps);
          const due = pauses.map(
            (_, n) => dueOf({ ...clockRun(start, hours, unit, pauses.slice(0, n)), outside }, here).dueAt,
          );
          const all = dueOf({ ...clockRun(start, hours, unit, pauses), outside }, here).dueAt;
          for (const fewer of due) expect(all).toBeGreaterThanOrEqual(fewer);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('moved to the next opening they are due at a worked instant, never before their hours are up', () => {
    fc.assert(
      fc.property(fc.integer({ min: BEGIN, max: END }), fc.integer({ min: 1, max: 72 }), (start, hours) => {
        const due = dueOf({ ...clockRun(start, hours, 'h', []), outside: 'next_open' }, here);
        expect(due.plainAt).toBe((start + hours * 60) * MINUTE);
        expect(due.dueAt).toBeGreaterThanOrEqual(due.plainAt);
        const minute = due.dueAt / MINUTE;
        const isWorked = (at: number) => oracle.worked[at - oracle.from] === 1;
        expect(isWorked(minute) || isWorked(minute - 1)).toBe(true);
        if (due.dueAt !== due.plainAt) expect(here.text(minute).slice(11, 16)).toBe('10:00');
      }),
      { numRuns: 80 },
    );
  });

  it('their steps add up to their length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: BEGIN, max: END }),
        fc.integer({ min: 1, max: 60 }),
        stretches,
        (start, hours, gaps) => {
          const run = clockRun(start, hours, 'wh', pausesFrom(start, gaps));
          const worked = stepsOf(run, here).flatMap((step) =>
            step.do === 'work' || step.do === 'rest' ? [step.minutes] : [],
          );
          expect(worked.reduce((sum, minutes) => sum + minutes, 0)).toBe(hours * 60);
        },
      ),
      { numRuns: 60 },
    );
  });
});
