import { formatValue, personName } from '../format-properties.ts';
import type { CrmRow, Language, Owner, PropertyDefinition } from '../protocol.ts';
import { localeOf } from './words.ts';

export function contactName(row: CrmRow): string {
  const { firstname, lastname, email } = row.properties;
  return personName(firstname ?? '', lastname ?? '') || email || String(row.id);
}

export function ownerName(owners: readonly Owner[], id: string | null | undefined): string {
  const owner = owners.find((candidate) => candidate.id === id);
  return owner ? personName(owner.firstName, owner.lastName) || owner.email : (id ?? '');
}

export function formatDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    Date.parse(`${day}T00:00:00Z`),
  );
}

export function formatWeekday(day: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', timeZone: 'UTC' }).format(
    Date.parse(`${day}T00:00:00Z`),
  );
}

export function formatInstant(value: string | null, timeZone: string, language: Language): string {
  if (!value) return '';
  const at = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  if (Number.isNaN(at)) return value;
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
}

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language)).format(value);
}

/** A property's value as a reader sees it. */
export function shownValue(
  value: string | null | undefined,
  definition: PropertyDefinition | undefined,
  around: { owners: readonly Owner[]; timeZone: string; language: Language },
): string {
  if (!value) return '';
  return definition ? formatValue(value, definition, {}, { ...around, definitions: [], nowMs: 0 }) : value;
}

/** The words of an HTML fragment, e.g. a task's body; nothing in it is run or drawn. */
export function plainText(html: string): string {
  if (!html.includes('<') && !html.includes('&')) return html;
  const parsed = new DOMParser().parseFromString(
    html.replace(/<(br|\/p|\/div|\/li|\/h\d)\b[^>]*>/gi, '$&\n'),
    'text/html',
  );
  for (const unread of parsed.querySelectorAll('script, style')) unread.remove();
  return (parsed.body.textContent ?? '').replace(/\n{3,}/g, '\n\n').trim();
}
