import { describe, expect, it } from 'vitest';
import { dayText, fieldDate } from '../../app-extensions/ui/common/civil-date.ts';
import { formatFor, languageOf } from '../../app-extensions/ui/common/format.ts';

describe('the language of a screen', () => {
  it.each([
    [{ language: 'zh-cn' }, 'zh'],
    [{ language: 'zh' }, 'zh'],
    [{ language: 'ZH-TW' }, 'zh'],
    [{ locale: 'zh-cn' }, 'zh'],
    [{ language: 'en', locale: 'zh-cn' }, 'en'],
    [{ language: 'de' }, 'en'],
    [{}, 'en'],
  ] as const)('for %j is %s', (reader, language) => {
    expect(languageOf(reader)).toBe(language);
  });
});

describe('a day', () => {
  it.each([
    [{ language: 'en', locale: 'en-us' }, 'Feb 14, 2026', 'Sat, Feb 14, 2026'],
    [{ language: 'en', locale: 'en_GB' }, '14 Feb 2026', 'Sat, 14 Feb 2026'],
    [{ language: 'zh-cn', locale: 'zh-cn' }, '2026年2月14日', '2026年2月14日周六'],
    [{ language: 'de', locale: 'de-de' }, 'Feb 14, 2026', 'Sat, Feb 14, 2026'],
    [{ language: 'en', locale: 'en-not-a-locale!' }, 'Feb 14, 2026', 'Sat, Feb 14, 2026'],
  ])('is written as the reader writes it: %j', (reader, day, weekday) => {
    const format = formatFor(reader);

    expect(format.day('2026-02-14')).toBe(day);
    expect(format.weekday('2026-02-14')).toBe(weekday);
  });

  it('that is none is shown as it came', () => {
    expect(formatFor({}).day('soon')).toBe('soon');
  });

  it('goes into HubSpot’s date field and back', () => {
    for (const day of ['2026-01-01', '2026-12-31', '2028-02-29']) expect(dayText(fieldDate(day))).toBe(day);
    expect(fieldDate('')).toBeNull();
    expect(dayText(null)).toBe('');
  });
});

describe('a distance in days', () => {
  it.each([
    [0, 'due today', '今天到期'],
    [1, 'due in 1 day', '1 天后到期'],
    [-1, 'overdue by 1 day', '已逾期 1 天'],
    [-12, 'overdue by 12 days', '已逾期 12 天'],
  ])('of %i', (days, en, zh) => {
    expect(formatFor({ language: 'en' }).due(days)).toBe(en);
    expect(formatFor({ language: 'zh' }).due(days)).toBe(zh);
  });
});
