import { isWorkday } from 'chinese-workday';
import { Temporal } from 'temporal-polyfill';

const MINUTE = 60_000;
const QUARTER = 15;

/** Which minutes are worked, one by one. `from` is an epoch minute on a full quarter of an hour. */
export interface WorkedMinutes {
  readonly from: number;
  readonly worked: Uint8Array;
}

/**
 * Reads the clock of a zone minute by minute and asks of each whether a shift of a working day is on. Slow and simple on purpose: the
 * clock is Temporal's, the working days are those of chinese-workday, and nothing is counted ahead.
 *
 * On the night on which a clock is put back, the time shown twice counts to whatever was on when it was first shown.
 */
export function workedMinutes(
  zone: string,
  shifts: readonly { readonly from: string; readonly to: string }[],
  from: string,
  to: string,
): WorkedMinutes {
  const begin = Date.parse(from) / MINUTE;
  const clock = readClock(zone, begin, Date.parse(to) / MINUTE);
  const worked = new Uint8Array(clock.length * QUARTER);
  let date = '';
  let isOn = false;
  let latest = -1;
  clock.forEach((shown, k) => {
    const on = shown.slice(0, 10);
    // A clock put back at midnight shows the day before once more: by then that day's last minute has been shown.
    if (on > date) {
      date = on;
      isOn = isWorkday(on);
      latest = -1;
    }
    const quarter = Number(shown.slice(11, 13)) * 60 + Number(shown.slice(14, 16));
    for (let i = 0; i < QUARTER; i += 1) {
      latest = Math.max(latest, on === date ? quarter + i : 1_439);
      const time = `${String(Math.floor(latest / 60)).padStart(2, '0')}:${String(latest % 60).padStart(2, '0')}`;
      if (isOn && shifts.some((shift) => time >= shift.from && time < shift.to)) worked[k * QUARTER + i] = 1;
    }
  });
  return { from: begin, worked };
}

const clocks = new Map<string, readonly string[]>();

/** What the clock shows every quarter of an hour: no zone changes its clock inside one. */
function readClock(zone: string, begin: number, end: number): readonly string[] {
  const key = `${zone} ${begin} ${end}`;
  let clock = clocks.get(key);
  if (clock === undefined) {
    clock = Array.from({ length: (end - begin) / QUARTER }, (_, k) =>
      Temporal.Instant.fromEpochMilliseconds((begin + k * QUARTER) * MINUTE)
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString(),
    );
    clocks.set(key, clock);
  }
  return clock;
}

/** The instant at which so many worked minutes have gone by. */
export function walk({ from, worked }: WorkedMinutes, start: number, minutes: number): number {
  let at = start;
  for (let left = minutes; left > 0; at += 1) {
    if (at - from >= worked.length) throw new RangeError(`expected an instant before the end, from ${start}`);
    left -= worked[at - from] as number;
  }
  return at;
}

/** Worked minutes from one instant up to another. */
export function count({ from, worked }: WorkedMinutes, start: number, end: number): number {
  let minutes = 0;
  for (let at = start; at < end; at += 1) minutes += worked[at - from] as number;
  return minutes;
}
