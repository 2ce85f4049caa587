import type { Formatting, FormattingOptions, Language, Owner, Properties, PropertyDefinition } from './protocol.ts';
import { labelOf } from './timeline.ts';

export interface FormattingSurroundings {
  readonly definitions: readonly PropertyDefinition[];
  readonly owners: readonly Owner[];
  readonly timeZone: string;
  readonly language: Language;
  readonly nowMs: number;
}

/** Turns stored values into what a reader sees, for the properties that a card asked to have formatted. */
export function formatProperties(
  properties: Properties,
  wanted: Formatting,
  surroundings: FormattingSurroundings,
): Properties {
  const { propertiesToFormat, formattingOptions = {} } = wanted;
  if (!propertiesToFormat) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const isWanted = propertiesToFormat === 'all' || propertiesToFormat.includes(name);
      const definition = surroundings.definitions.find((candidate) => candidate.name === name);
      if (!isWanted || !definition || value === null || value === '') return [name, value];
      return [name, formatValue(value, definition, formattingOptions, surroundings)];
    }),
  );
}

export function formatValue(
  value: string,
  definition: PropertyDefinition,
  options: FormattingOptions,
  { owners, timeZone, language, nowMs }: FormattingSurroundings,
): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en';
  if (definition.referencedObjectType === 'OWNER' || definition.name === 'hubspot_owner_id') {
    const owner = owners.find((candidate) => candidate.id === value);
    return owner ? personName(owner.firstName, owner.lastName) || owner.email : value;
  }
  switch (definition.type) {
    case 'date':
      return formatInstant(value, 'UTC', locale, { dateStyle: 'medium' }, options.date ?? {}, nowMs);
    case 'datetime':
      return formatInstant(
        value,
        timeZone,
        locale,
        { dateStyle: 'medium', timeStyle: 'short' },
        options.dateTime ?? {},
        nowMs,
      );
    case 'number':
      return Number.isNaN(Number(value)) ? value : new Intl.NumberFormat(locale).format(Number(value));
    case 'bool':
    case 'enumeration':
      return labelOf(definition, value);
    default:
      return value;
  }
}

/** A person's name as its language writes it: Chinese names have the family name first and no space. */
export function personName(firstName: string, lastName: string): string {
  const isHan = /^\p{Script=Han}+$/u.test(firstName + lastName);
  return isHan ? lastName + firstName : [firstName, lastName].filter(Boolean).join(' ');
}

function formatInstant(
  value: string,
  timeZone: string,
  locale: string,
  usual: Intl.DateTimeFormatOptions,
  wanted: { readonly format?: string; readonly relative?: boolean },
  nowMs: number,
): string {
  const at = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  if (Number.isNaN(at)) return value;
  if (wanted.relative) return relativeTo(nowMs, at, locale);
  if (wanted.format) return byTokens(at, wanted.format, timeZone, locale);
  return new Intl.DateTimeFormat(locale, { ...usual, timeZone }).format(at);
}

function relativeTo(nowMs: number, atMs: number, locale: string): string {
  const units = [
    ['year', 31_557_600_000],
    ['month', 2_629_800_000],
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, length] of units) {
    if (Math.abs(atMs - nowMs) >= length) return words.format(Math.trunc((atMs - nowMs) / length), unit);
  }
  return words.format(0, 'minute');
}

/** The date patterns that HubSpot's documentation shows, e.g. `MMMM D, YYYY` or `LL`. */
function byTokens(atMs: number, format: string, timeZone: string, locale: string): string {
  const in24Hours = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const inZone = (options: Intl.DateTimeFormatOptions, ofLocale = locale) =>
    new Intl.DateTimeFormat(ofLocale, { timeZone, ...options });
  const part = (type: Intl.DateTimeFormatPartTypes, options: Intl.DateTimeFormatOptions, ofLocale = locale) =>
    inZone(options, ofLocale)
      .formatToParts(atMs)
      .find((candidate) => candidate.type === type)?.value ?? '';
  const calendar = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const worth = (token: string): string => {
    switch (token) {
      case 'YYYY':
        return part('year', calendar, 'en');
      case 'MMMM':
        return part('month', { month: 'long', day: 'numeric' });
      case 'MMM':
        return part('month', { month: 'short', day: 'numeric' });
      case 'MM':
        return part('month', calendar, 'en');
      case 'M':
        return String(Number(part('month', calendar, 'en')));
      case 'DD':
        return part('day', calendar, 'en');
      case 'D':
        return String(Number(part('day', calendar, 'en')));
      case 'HH':
        return part('hour', in24Hours, 'en');
      case 'mm':
        return part('minute', in24Hours, 'en').padStart(2, '0');
      case 'ss':
        return part('second', in24Hours, 'en').padStart(2, '0');
      case 'LL':
        return inZone({ dateStyle: 'long' }).format(atMs);
      case 'll':
        return inZone({ dateStyle: 'medium' }).format(atMs);
      case 'L':
        return inZone({ dateStyle: 'short' }).format(atMs);
      case 'LT':
        return inZone({ timeStyle: 'short' }).format(atMs);
      default:
        return token;
    }
  };
  return format.replace(/YYYY|MMMM|MMM|MM|M|DD|D|HH|mm|ss|LL|LT|L|ll/g, worth);
}
