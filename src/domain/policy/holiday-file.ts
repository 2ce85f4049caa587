import { parseDay } from '../calendar/day.ts';
import type { CalendarException } from './policy.ts';

export interface HolidayFile {
  readonly days: readonly CalendarException[];
  readonly problems: readonly {
    readonly line: number;
    readonly kind: 'not_read' | 'wrong_year' | 'no_day' | 'twice';
  }[];
}

const OFF = /^(off|holiday|rest|休|放假|休息)$/i;
const WORK = /^(work|working|make-?up|班|上班|补班|调休)$/i;

/**
 * Reads days off and make-up days of one year, a line each: `2027-02-17, off, Spring Festival`. The second word is `off` or `work`,
 * `休` or `班`; absent: off. A day of another year is a problem, never taken: last year's file is the usual slip.
 */
export function readHolidayFile(text: string, year: number): HolidayFile {
  const days: CalendarException[] = [];
  const problems: { line: number; kind: HolidayFile['problems'][number]['kind'] }[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const content = raw.replace(/^\uFEFF/, '').trim();
    if (content === '' || content.startsWith('#')) return;
    const [on = '', kind = 'off', ...name] = content.split(/\s*[,，;；\t]\s*/);
    const report = (problem: HolidayFile['problems'][number]['kind']): void => {
      problems.push({ line: index + 1, kind: problem });
    };
    if (!/^\d{4}-\d{2}-\d{2}$/.test(on) || (!OFF.test(kind) && !WORK.test(kind))) report('not_read');
    else if (parseDay(on) === undefined) report('no_day');
    else if (Number(on.slice(0, 4)) !== year) report('wrong_year');
    else if (days.some((day) => day.on === on)) report('twice');
    else days.push({ on, working: WORK.test(kind), name: name.join(', ') || kind });
  });
  return { days, problems };
}
