import type { Day } from './day.ts';

/**
 * A zone's clock. Instants are epoch minutes; a wall minute is `day * 1440 + minutes since midnight`, as the clock shows it.
 * Since 1972 every zone is a whole number of minutes from UTC; an instant before that can be half a minute off.
 */
export interface Zone {
  /** Minutes the clock is ahead of UTC. */
  offsetAt(at: number): number;
  /** The wall minute that the clock shows. */
  wallAt(at: number): number;
  /** The first instant at which the clock shows a wall minute, or, where a clock change skips it, the instant of the jump. */
  firstShowing(wall: number): number;
}

/** A stretch without a clock change: from the first minute up to the last, exclusive. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** About a year is read at a time, by a look at the clock every six days: no zone has two changes within six days. */
const CHUNK = 2 ** 19;
const STEP = 2 ** 13;

const zones = new Map<string, Zone>();

/**
 * The clock of a zone, read from the runtime's time zone database once and kept while the process lives.
 *
 * @throws RangeError for a zone that does not exist.
 */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = readZone(name);
    zones.set(name, zone);
  }
  return zone;
}

export function zoneExists(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The civil day of an instant (milliseconds) in a zone. */
export function dayIn(timeZone: string, atMs: number): Day {
  return Math.floor(zoneOf(timeZone).wallAt(Math.floor(atMs / 60_000)) / 1_440) as Day;
}

/**
 * The instant (milliseconds) at which a wall clock in a zone shows a day and `HH:MM`.
 *
 * A time that comes twice is the first. One that a clock change skips is as long after the jump as it lies in the gap, so 02:30
 * where the clock goes from 02:00 to 03:00 is 03:30.
 */
export function instantAt(timeZone: string, on: Day, time: string): number {
  const zone = zoneOf(timeZone);
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const wall = on * 1_440 + hours * 60 + minutes;
  const first = zone.firstShowing(wall);
  return (zone.wallAt(first) === wall ? first : wall - zone.offsetAt(first - 1)) * 60_000;
}

function readZone(name: string): Zone {
  const read = offsetReader(name);
  const chunks = new Map<number, readonly Stretch[]>();
  const stretchAt = (at: number): Stretch => {
    const index = Math.floor(at / CHUNK);
    let chunk = chunks.get(index);
    if (chunk === undefined) {
      chunk = stretchesFrom(index * CHUNK, read);
      chunks.set(index, chunk);
    }
    let i = 0;
    while (at >= (chunk[i] as Stretch).to) i += 1;
    return chunk[i] as Stretch;
  };
  const offsetAt = (at: number): number => stretchAt(at).offset;
  return {
    offsetAt,
    wallAt: (at) => at + offsetAt(at),
    firstShowing(wall) {
      // No clock is two days from UTC.
      let stretch = stretchAt(wall - 2_880);
      while (wall >= stretch.to + stretch.offset) stretch = stretchAt(stretch.to);
      return Math.max(stretch.from, wall - stretch.offset);
    },
  };
}

function stretchesFrom(begin: number, read: (at: number) => number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = begin;
  let offset = read(begin);
  for (let at = begin + STEP; at <= begin + CHUNK; at += STEP) {
    const next = read(at);
    if (next === offset) continue;
    let before = at - STEP;
    let after = at;
    while (after - before > 1) {
      const middle = (before + after) / 2;
      if (read(middle) === offset) before = middle;
      else after = middle;
    }
    stretches.push({ from, to: after, offset });
    from = after;
    offset = next;
  }
  stretches.push({ from, to: begin + CHUNK, offset });
  return stretches;
}

function offsetReader(name: string): (at: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    throw new RangeError(`expected a time zone that exists, got ${JSON.stringify(name)}`);
  }
  return (at) => {
    const parts: { [type: string]: number } = {};
    for (const { type, value } of format.formatToParts(at * 60_000)) parts[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute) / 60_000 - at;
  };
}
