import { chinaCalendar } from '../../src/domain/calendar/china-calendar.ts';
import { type ClockRun, dueOf } from '../../src/domain/loop/clock.ts';
import { deskOf } from '../../src/domain/loop/desk.ts';

const SHIFTS = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '18:00' },
];
const MINUTE = 60_000;
const HOLIDAY = { on: '2026-11-20', working: false, name: 'a day off announced today' };
const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const ROUNDS = 5;

/** Due instants of open clocks after a change of the calendar, against counting the same minutes day by day. */
export async function loopClocks(): Promise<void> {
  const desk = deskOf({
    calendar: chinaCalendar([HOLIDAY]),
    team: { portal: { shifts: SHIFTS } },
    ownerId: 'amy',
    portalZone: 'Asia/Shanghai',
    opensAt: '10:00',
    years: { from: 2026, to: 2027 },
  });
  const begin = Date.parse('2026-10-01T00:00Z');
  const runs = Array.from({ length: 1_000_000 }, (_, i): ClockRun => {
    const startedAt = begin + ((i * 7_919) % (60 * 1_440)) * MINUTE;
    const unit = i % 2 ? 'h' : 'wh';
    const pauses = i % 4 === 0 ? [{ from: startedAt + 30 * MINUTE, to: startedAt + 400 * MINUTE }] : [];
    return { id: 'P14', rule: 'P14', startedAt, length: { n: 1 + (i % 24), unit }, outside: 'next_open', pauses };
  });
  const median = (work: () => number): { readonly ms: number; readonly sum: number } => {
    const times: number[] = [];
    let sum = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      sum = work();
      times.push(performance.now() - started);
    }
    return { ms: times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN, sum };
  };
  const fast = (n: number) =>
    median(() => {
      let sum = 0;
      for (let i = 0; i < n; i += 1) sum += dueOf(runs[i] as ClockRun, desk).dueAt;
      return sum;
    });
  // The same million additions of whole milliseconds, which nobody can beat.
  const bound = median(() => {
    let sum = 0;
    for (const { startedAt, length } of runs) sum += 'n' in length ? startedAt + length.n * 60 * MINUTE : startedAt;
    return sum;
  });
  console.log('clocks      ms   against 1,000,000   ns a clock');
  const whole = fast(1_000_000);
  for (const size of SIZES) {
    const { ms } = size === 1_000_000 ? whole : fast(size);
    console.log(
      `${String(size).padStart(9)} ${ms.toFixed(1).padStart(7)} ${(ms / whole.ms).toFixed(3).padStart(13)} ${((ms * 1e6) / size).toFixed(0).padStart(15)}`,
    );
  }
  console.log(`a million plain additions take ${(bound.ms / whole.ms).toFixed(2)} of that`);
}
