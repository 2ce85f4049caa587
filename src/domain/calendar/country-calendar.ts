import type { CalendarException } from '../policy/policy.ts';
import { chinaCalendar } from './china-calendar.ts';
import { civilOf } from './civil.ts';
import { isCountry } from './country.ts';
import de from './data/statutory/de.json' with { type: 'json' };
import fr from './data/statutory/fr.json' with { type: 'json' };
import gb from './data/statutory/gb.json' with { type: 'json' };
import jp from './data/statutory/jp.json' with { type: 'json' };
import us from './data/statutory/us.json' with { type: 'json' };
import { type StatutoryHolidays, statutoryHolidays } from './statutory-holidays.ts';
import { buildCalendar, FIRST_DAY, LAST_DAY, type WorkingCalendar } from './working-calendar.ts';

const LAWS: readonly StatutoryHolidays[] = [de, fr, gb, jp, us];

/** Countries whose public holidays are known here. */
export const COUNTRIES: readonly {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
}[] = [
  { code: 'CN', name: { zh: '中国大陆', en: 'China (mainland)' } },
  ...LAWS.map(({ country, name }) => ({ code: country, name })),
];

/**
 * The working days that a policy's `calendar` asks for: a country's, with the admin's exceptions on top.
 *
 * `none` has Monday to Friday and no public holidays. So has a country that is not among {@link COUNTRIES}, but there every day is
 * provisional and `basis` is `weekdays`: its holidays exist, only not here.
 *
 * @throws RangeError for what is no country, and for an exception that is no day of 2016 to 2060.
 * @example countryCalendar({ country: 'US', exceptions: [] }).addWorking(day('2026-07-02'), 1) // Monday 2026-07-06
 */
export function countryCalendar(settings: {
  readonly country: string;
  readonly exceptions: readonly CalendarException[];
}): WorkingCalendar {
  const { country, exceptions } = settings;
  if (!isCountry(country))
    throw new RangeError(`expected a country as two letters, or none, got ${JSON.stringify(country)}`);
  if (country === 'CN') return chinaCalendar(exceptions);
  const from = civilOf(FIRST_DAY).year;
  const to = civilOf(LAST_DAY).year;
  const law = LAWS.find((each) => each.country === country);
  const certainUntil = law === undefined && country !== 'none' ? from - 1 : (law?.announcedUntil ?? to);
  return buildCalendar({
    first: FIRST_DAY,
    last: LAST_DAY,
    country,
    basis: law !== undefined ? 'holidays' : country === 'none' ? 'none' : 'weekdays',
    official: law === undefined ? [] : statutoryHolidays(law, from, to).map((on) => ({ on, working: false })),
    exceptions,
    publishedYears: Array.from({ length: certainUntil - from + 1 }, (_, i) => from + i),
  });
}
