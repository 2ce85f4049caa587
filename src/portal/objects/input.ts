/** Reading request bodies: what is believed of them is checked here, and nowhere else. */
import { invalid, unreadableJson } from '../errors.ts';

export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, where = 'the request body'): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  if (Array.isArray(value)) {
    throw unreadableJson(
      `Cannot deserialize value of type \`${where}\` from Array value (token \`JsonToken.START_ARRAY\`)`,
    );
  }
  throw unreadableJson(`Cannot construct instance of \`${where}\` from ${typeof value} value`);
}

export function asArray(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadableJson(
    `Cannot deserialize value of type \`java.util.List\` (${where}) from ${value === null ? 'null' : typeof value} value`,
  );
}

/** Absent and null count as an empty list. */
export function asOptionalArray(value: unknown, where: string): readonly unknown[] {
  return value === undefined || value === null ? [] : asArray(value, where);
}

/** HubSpot reads numbers and booleans as text where it wants text, as Jackson does; lists and objects it refuses. [recorded] */
export function asText(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const token = Array.isArray(value)
    ? 'Array value (token `JsonToken.START_ARRAY`)'
    : 'Object value (token `JsonToken.START_OBJECT`)';
  if (value === null || value === undefined) throw invalid(`Some required fields were not set: [${where}]`);
  throw unreadableJson(`Cannot deserialize value of type \`java.lang.String\` (${where}) from ${token}`);
}

export function asOptionalText(value: unknown, where: string): string | undefined {
  return value === undefined || value === null ? undefined : asText(value, where);
}

export function asOptionalBoolean(value: unknown, where: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw unreadableJson(`Cannot deserialize value of type \`boolean\` (${where}) from ${typeof value} value`);
}

export function asInteger(value: unknown, where: string): number {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw unreadableJson(
    `Cannot deserialize value of type \`int\` (${where}) from ${value === null ? 'null' : typeof value} value`,
  );
}

export function asOptionalInteger(value: unknown, where: string): number | undefined {
  return value === undefined || value === null ? undefined : asInteger(value, where);
}

/** A record's properties; null clears as `""` does. [unverified] */
export function asValues(value: unknown, where = 'properties'): Record<string, string> {
  const values: Record<string, string> = {};
  if (value === undefined || value === null) return values;
  for (const [name, raw] of Object.entries(asObject(value, where))) {
    Object.defineProperty(values, name, {
      value: raw === null ? '' : asText(raw, name),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return values;
}
