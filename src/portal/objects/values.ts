/** Which value a property takes, and what HubSpot keeps of it. https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
import { formatInstant } from '../clock.ts';
import type { ValueProblem } from '../errors.ts';
import type { Property } from './property.ts';

export type CheckedValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: ValueProblem };

/** [documented] */
const longestString = 65_536;
const dayMs = 86_400_000;
/** Farther instants than Java's formatter prints in four digits are refused. [unverified] */
const latestInstant = Date.UTC(9999, 11, 31);

/**
 * Checks one value and puts it in the form in which answers carry it: dates as `YYYY-MM-DD`, instants as ISO 8601 in UTC.
 * `""` clears any property. `known` answers whether an id of another thing (owner, stage) exists, where that is checked.
 */
export function checkValue(property: Property, raw: string): CheckedValue {
  if (raw === '') return { ok: true, value: '' };
  const refuse = (code: string, message: string): CheckedValue => ({
    ok: false,
    problem: { name: property.name, code, message },
  });
  switch (property.type) {
    case 'number':
      // [documented, 2025-04] Spaces around a value that is not text are refused since then. [unverified] The code.
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(raw)
        ? { ok: true, value: raw }
        : refuse('INVALID_INTEGER', `${raw} was not a valid number.`);
    case 'bool': {
      const word = raw.toLowerCase();
      return word === 'true' || word === 'false'
        ? { ok: true, value: word }
        : refuse('INVALID_OPTION', `${raw} was not one of the allowed options: [true, false]`);
    }
    case 'date': {
      const at = parseInstant(raw);
      if (at === undefined) return refuse('INVALID_DATE', `${raw} was not a valid date.`);
      // [documented] A date given as milliseconds must be midnight UTC.
      if (at % dayMs !== 0) {
        return refuse(
          'INVALID_DATE',
          `${formatInstant(at)} is at ${new Date(at).toISOString().slice(11, 23)} UTC, not midnight!`,
        );
      }
      return { ok: true, value: new Date(at).toISOString().slice(0, 10) };
    }
    case 'datetime': {
      const at = parseInstant(raw);
      return at === undefined
        ? refuse('INVALID_LONG', `${raw} was not a valid long.`)
        : { ok: true, value: formatInstant(at) };
    }
    case 'enumeration':
      return checkOptions(property, raw);
    default:
      if (raw.length > longestString) {
        return refuse(
          'VALUE_TOO_LONG',
          `The value is too long: ${raw.length} characters, at most ${longestString} are allowed.`,
        );
      }
      if (property.name === 'email' && property.hubspotDefined) {
        const address = raw.trim().toLowerCase();
        return isEmail(address)
          ? { ok: true, value: address } // [observed live] Addresses are lower-cased.
          : refuse('INVALID_EMAIL', `Email address ${raw} is invalid`);
      }
      return { ok: true, value: raw };
  }
}

function checkOptions(property: Property, raw: string): CheckedValue {
  if (property.externalOptions || property.options.length === 0) return { ok: true, value: raw };
  const allowed = new Set(property.options.map((option) => option.value));
  const parts = property.fieldType === 'checkbox' ? raw.split(';').filter((part) => part !== '') : [raw];
  const stray = parts.find((part) => !allowed.has(part));
  if (stray !== undefined) {
    return {
      ok: false,
      problem: {
        name: property.name,
        code: 'INVALID_OPTION',
        message: `${stray} was not one of the allowed options: [${property.options.map((option) => option.label).join(', ')}]`,
      },
    };
  }
  return { ok: true, value: raw };
}

/** [documented] A leading `;` adds to what a multiple-choice property already holds. */
export function appendChoices(property: Property, before: string, value: string): string {
  if (property.type !== 'enumeration' || property.fieldType !== 'checkbox' || !value.startsWith(';')) return value;
  const choices = new Set([...before.split(';'), ...value.split(';')].filter((choice) => choice !== ''));
  return [...choices].join(';');
}

/** Epoch milliseconds of an ISO 8601 day or instant, or of a number of milliseconds. */
export function parseInstant(raw: string): number | undefined {
  if (/^-?\d{1,15}$/.test(raw)) {
    const at = Number(raw);
    return Math.abs(at) <= latestInstant ? at : undefined;
  }
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    raw,
  );
  if (match === null) return undefined;
  const [, year, month, day, hours] = match;
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // `Date` rolls 30 February over; HubSpot refuses it.
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(day)) return undefined;
  const zoned = hours === undefined || /(?:Z|[+-]\d{2}:?\d{2})$/.test(raw) ? raw : `${raw}Z`;
  const at = Date.parse(zoned.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : at;
}

function isEmail(address: string): boolean {
  return address.length <= 254 && /^[^\s@,;<>()[\]\\"]+@[^\s@.,;<>()[\]\\"]+(\.[^\s@.,;<>()[\]\\"]+)+$/.test(address);
}

/** What text starts an activity with: its body without tags. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
