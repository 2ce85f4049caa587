import type { Bilingual } from '../../../src/contract/common.ts';
import { COMMON, type Language } from './words.ts';

/** What HubSpot says about the person who looks; both fields may be missing. */
export interface Reader {
  readonly language?: string;
  readonly locale?: string;
  /** Zone in which instants are shown: the portal's. */
  readonly timeZone?: string;
}

/** How one reader sees dates, numbers and sentences. Days are civil days of the portal's zone: they are never shifted. */
export interface Format {
  readonly language: Language;
  /** `2026-02-14` as the reader writes it. */
  day(text: string): string;
  /** Month and day alone, where there is little room. */
  monthDay(text: string): string;
  /** The same with the weekday. */
  weekday(text: string): string;
  /** An instant as the portal's clock shows it: `24 Nov 2026, 17:00`. */
  instant(text: string): string;
  /** Due in 3 days, due today, overdue by 2 days. */
  due(inDays: number): string;
  number(value: number): string;
  /** With its sign, as a score from −100 to +100 is written. */
  signed(value: number): string;
  say(words: Bilingual): string;
  /** The word of a code, or the code itself where there is none. */
  name(words: { readonly [code: string]: string }, code: string): string;
}

/** Chinese for readers of Chinese, English for everyone else. */
export function languageOf({ language, locale }: Reader): Language {
  return (language ?? locale ?? '').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/**
 * @example formatFor({ language: 'en', locale: 'en-GB' }).weekday('2026-02-14') // 'Sat, 14 Feb 2026'
 */
export function formatFor(reader: Reader): Format {
  const language = languageOf(reader);
  const locale = localeOf(reader, language);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const monthDay = new Intl.DateTimeFormat(locale, { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  });
  const instant = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: reader.timeZone ?? 'UTC',
  });
  const number = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const words = COMMON[language];
  return {
    language,
    day: (text) => formatted(day, text),
    monthDay: (text) => formatted(monthDay, text),
    weekday: (text) => formatted(weekday, text),
    instant(text) {
      const ms = Date.parse(text);
      return Number.isNaN(ms) ? text : instant.format(ms);
    },
    due(inDays) {
      if (inDays === 0) return words.dueToday;
      return inDays > 0 ? words.dueIn(inDays) : words.overdueBy(-inDays);
    },
    number: (value) => number.format(value),
    signed: (value) => signed.format(value),
    say: (sentence) => sentence[language],
    name: (names, code) => names[code] ?? code,
  };
}

/** The reader's own locale where it speaks the language shown, so that a sentence never mixes two. */
function localeOf({ locale, language: own }: Reader, language: Language): string {
  for (const candidate of [locale, own]) {
    const tag = candidate?.replaceAll('_', '-');
    if (tag?.toLowerCase().startsWith(language) && isLocale(tag)) return tag;
  }
  return language === 'zh' ? 'zh-CN' : 'en';
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/** Text that is no day is shown as it came: better an odd date than an empty card. */
function formatted(format: Intl.DateTimeFormat, text: string): string {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) ? text : format.format(ms);
}
