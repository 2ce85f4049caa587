/** A civil day as whole days since 1970-01-01, in whatever zone its owner lives in. Numbers, so that calendars can index by it. */
export type Day = number & { readonly __brand: 'Day' };

const MS_PER_DAY = 86_400_000;
const TEXT = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Reads `YYYY-MM-DD`; undefined for anything else, days that do not exist among them.
 *
 * @example parseDay('2026-02-29') // undefined
 */
export function parseDay(text: string): Day | undefined {
  const match = TEXT.exec(text);
  if (!match) return undefined;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  // Made a whole number: what a division gives is kept as a double, away from the record it belongs to.
  return new Date(ms).toISOString().startsWith(text) ? (((ms / MS_PER_DAY) | 0) as Day) : undefined;
}

/** Like {@link parseDay} for dates written in code: anything else throws a RangeError. */
export function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new RangeError(`expected a day as YYYY-MM-DD, got ${JSON.stringify(text)}`);
  return parsed;
}

/** `YYYY-MM-DD`. */
export function formatDay(value: Day): string {
  return new Date(value * MS_PER_DAY).toISOString().slice(0, 10);
}

export function addDays(value: Day, days: number): Day {
  return (value + days) as Day;
}

/** 1 = Monday … 7 = Sunday. */
export function isoWeekday(value: Day): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  // 1970-01-01 was a Thursday.
  return (((((value + 3) % 7) + 7) % 7) + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}
