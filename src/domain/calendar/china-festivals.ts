/** A festival of China whose day the statutory holidays are counted from. */
export type ChinaFestival = 'spring_festival' | 'qingming' | 'dragon_boat' | 'mid_autumn';

const ORDER: readonly ChinaFestival[] = ['spring_festival', 'qingming', 'dragon_boat', 'mid_autumn'];

/**
 * Spring Festival (正月初一), Qingming (清明), Dragon Boat (五月初五), Mid-Autumn (八月十五), as `MMDD`.
 *
 * A baked table, because the lunar calendar of `Intl` puts Spring Festival 2027 on 02-07 (it is 02-06) and that of
 * 2030 on 02-02 (it is 02-03). Made with tyme4ts 1.5.2 and checked against lunar-typescript 1.8.6: all 180 days agree.
 */
const FESTIVALS: { readonly [year: number]: string } = {
  2016: '0208 0404 0609 0915',
  2017: '0128 0404 0530 1004',
  2018: '0216 0405 0618 0924',
  2019: '0205 0405 0607 0913',
  2020: '0125 0404 0625 1001',
  2021: '0212 0404 0614 0921',
  2022: '0201 0405 0603 0910',
  2023: '0122 0405 0622 0929',
  2024: '0210 0404 0610 0917',
  2025: '0129 0404 0531 1006',
  2026: '0217 0405 0619 0925',
  2027: '0206 0405 0609 0915',
  2028: '0126 0404 0528 1003',
  2029: '0213 0404 0616 0922',
  2030: '0203 0405 0605 0912',
  2031: '0123 0405 0624 1001',
  2032: '0211 0404 0612 0919',
  2033: '0131 0404 0601 0908',
  2034: '0219 0405 0620 0927',
  2035: '0208 0405 0610 0916',
  2036: '0128 0404 0530 1004',
  2037: '0215 0404 0618 0924',
  2038: '0204 0405 0607 0913',
  2039: '0124 0405 0527 1002',
  2040: '0212 0404 0614 0920',
  2041: '0201 0404 0603 0910',
  2042: '0122 0404 0622 0928',
  2043: '0210 0405 0611 0917',
  2044: '0130 0404 0531 1005',
  2045: '0217 0404 0619 0925',
  2046: '0206 0404 0608 0915',
  2047: '0126 0405 0529 1004',
  2048: '0214 0404 0615 0922',
  2049: '0202 0404 0604 0911',
  2050: '0123 0404 0623 0930',
  2051: '0211 0405 0613 0919',
  2052: '0201 0404 0601 0907',
  2053: '0219 0404 0620 0926',
  2054: '0208 0404 0610 0916',
  2055: '0128 0405 0530 1005',
  2056: '0215 0404 0617 0924',
  2057: '0204 0404 0606 0913',
  2058: '0124 0404 0625 1002',
  2059: '0212 0405 0614 0921',
  2060: '0202 0404 0603 0909',
};

/**
 * The month and day of a festival in a year, undefined where the table ends (2016–2060).
 *
 * @example festivalIn(2027, 'spring_festival') // { month: 2, dayOfMonth: 6 }
 */
export function festivalIn(
  year: number,
  festival: ChinaFestival,
): { readonly month: number; readonly dayOfMonth: number } | undefined {
  const text = FESTIVALS[year]?.split(' ')[ORDER.indexOf(festival)];
  return text === undefined ? undefined : { month: Number(text.slice(0, 2)), dayOfMonth: Number(text.slice(2)) };
}
