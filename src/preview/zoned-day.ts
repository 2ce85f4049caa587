/** Days of a time zone, for filters and for the clock; no library, since the page uses it too. */

const MS_PER_DAY = 86_400_000;

/** The calendar day (`YYYY-MM-DD`) of an instant in a zone. */
export function dayInZone(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/**
 * The first instant of a day in a zone.
 *
 * Where a clock change skips midnight, it is the first instant that belongs to the day.
 */
export function startOfDay(day: string, timeZone: string): number {
  const utcMidnight = Date.parse(`${day}T00:00:00Z`);
  // Offsets reach from -12 to +14 hours: go to where the day surely has not begun, then find its first minute.
  let before = utcMidnight - 15 * 3_600_000;
  let inside = utcMidnight + 13 * 3_600_000;
  while (inside - before > 60_000) {
    const middle = before + Math.floor((inside - before) / 120_000) * 60_000;
    if (dayInZone(middle, timeZone) < day) before = middle;
    else inside = middle;
  }
  return inside;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** The Monday of the week that a day lies in. */
export function startOfWeek(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}
