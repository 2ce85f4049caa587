import { type Day, formatDay, parseDay } from '../domain/calendar/day.ts';
import type { Words } from '../domain/planning/plan.ts';
import { readOnce } from '../domain/planning/read-once.ts';

type Values = { readonly [name: string]: string | null | undefined };

/** A property as text; `null`, missing and cleared (`''`) are all undefined: HubSpot answers each of them. */
export function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return value === null || value === undefined || value === '' ? undefined : value;
}

/** A date property as a civil day. HubSpot answers `YYYY-MM-DD`, older records midnight UTC in ISO or milliseconds. */
export function dayOf(values: Values, name: string): Day | undefined {
  const value = textOf(values, name);
  if (value === undefined) return undefined;
  if (/^\d{10,}$/.test(value)) return Math.floor(Number(value) / 86_400_000) as Day;
  return parseDay(value.slice(0, 10));
}

/** HubSpot answers instants in ISO or in milliseconds. */
export function instantOf(values: Values, name: string): number | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** The properties that hold something, of these names, as text. */
export function heldOf(values: Values, names: readonly string[] = Object.keys(values)): { [name: string]: string } {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = textOf(values, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The parts of a property that holds several; of one text it is the same list each time. */
export function listOf(values: Values, name: string): readonly string[] {
  const text = textOf(values, name);
  return text === undefined ? NOTHING : partsOf(text);
}

const NOTHING: readonly string[] = [];
const partsOf = readOnce(
  (text): readonly string[] =>
    text
      .split(';')
      .map((part) => part.trim())
      .filter(Boolean),
  500,
);

export function boolOf(values: Values, name: string): boolean {
  return values[name] === 'true';
}

export function numberOf(values: Values, name: string): number | undefined {
  const value = textOf(values, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export function wordsOf(values: Values, zh: string, en: string): Words {
  return { zh: textOf(values, zh) ?? '', en: textOf(values, en) ?? '' };
}

/** What we wrote as JSON; undefined where a person has changed it into something else. */
export function jsonOf<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** A field that is left out where there is no value. */
export function present<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };
}

/** `''` clears a property. */
export function dayText(value: Day | undefined | null): string {
  return value === undefined || value === null ? '' : formatDay(value);
}
