import Papa from 'papaparse';
import { parseDay } from '../domain/calendar/day.ts';
import { CONTACT_FACTS, NATIVE_CONTACT_FACTS, type PropertyDefinition } from '../hubspot/model.ts';

export interface CustomerRow {
  /** Line in the file, the header being line 1. */
  readonly line: number;
  /** Property values as HubSpot takes them; empty cells are left out. */
  readonly properties: { readonly email: string; readonly [name: string]: string };
}

export interface CsvProblem {
  readonly line: number;
  readonly reason: string;
}

export interface CustomersFile {
  readonly rows: readonly CustomerRow[];
  readonly problems: readonly CsvProblem[];
}

const FACTS = new Map(CONTACT_FACTS.map((property) => [property.name, property]));
const KNOWN = new Set<string>([...NATIVE_CONTACT_FACTS, ...FACTS.keys()]);
const LIFECYCLE_STAGES = new Set(
  'subscriber lead marketingqualifiedlead salesqualifiedlead opportunity customer evangelist other'.split(' '),
);

/**
 * Reads a customers CSV: headers are contact property names, dates `YYYY-MM-DD`, lists joined by `;`.
 *
 * Good rows are returned whatever the others hold; each bad row is a problem with its line and every reason. A column
 * that is no property of ours is a problem of line 1 and is left out.
 */
export function readCustomersCsv(text: string): CustomersFile {
  const plain = text.replace(/^\uFEFF/, '');
  const parsed = Papa.parse<string[]>(plain, { delimiter: delimiterOf(plain), skipEmptyLines: false });
  const problems: CsvProblem[] = [];
  const [header = []] = parsed.data;
  const names = header.map((name) => name.trim());
  for (const [index, name] of names.entries()) {
    if (!KNOWN.has(name)) problems.push({ line: 1, reason: `unknown column ${JSON.stringify(name)}; it is left out` });
    else if (names.indexOf(name) !== index) problems.push({ line: 1, reason: `column ${name} comes twice` });
  }
  if (!names.includes('email')) {
    return {
      rows: [],
      problems: [...problems, { line: 1, reason: 'the column email is missing: every customer needs one' }],
    };
  }

  const rows: CustomerRow[] = [];
  const lineOfEmail = new Map<string, number>();
  let line = 1;
  for (const cells of parsed.data.slice(1)) {
    // A quoted cell may hold line breaks: the next row starts that much further down.
    line += 1;
    const at = line;
    line += cells.reduce((breaks, cell) => breaks + (cell.match(/\n/g)?.length ?? 0), 0);
    if (cells.every((cell) => cell.trim() === '')) continue;
    const reasons: string[] = [];
    if (cells.length > names.length) reasons.push(`has ${cells.length} cells, the header has ${names.length}`);
    const properties: { [name: string]: string } = {};
    for (const [index, name] of names.entries()) {
      const value = cells[index]?.trim() ?? '';
      if (value === '' || !KNOWN.has(name)) continue;
      const reason = refusalOf(name, value);
      if (reason) reasons.push(reason);
      else properties[name] = value;
    }
    const email = properties.email?.toLowerCase();
    if (email) {
      const before = lineOfEmail.get(email);
      if (before !== undefined) reasons.push(`email ${email} is on line ${before} already`);
      else lineOfEmail.set(email, at);
      properties.email = email;
    } else if (!reasons.some((reason) => reason.startsWith('email'))) {
      reasons.push('email is empty');
    }
    if (reasons.length > 0) problems.push({ line: at, reason: reasons.join('; ') });
    else rows.push({ line: at, properties: properties as CustomerRow['properties'] });
  }
  return { rows, problems };
}

/** Why a value cannot be taken; undefined when it can. */
function refusalOf(name: string, value: string): string | undefined {
  const quoted = JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (name === 'email') return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : `email ${quoted} is none`;
  if (name === 'hubspot_owner_id' || name === 'rv_service_owner' || name === 'rv_care_owner')
    return /^\d+$/.test(value) ? undefined : `${name} ${quoted} is not an owner id (digits)`;
  if (name === 'lifecyclestage')
    return LIFECYCLE_STAGES.has(value) ? undefined : `lifecyclestage ${quoted} is none of HubSpot’s`;
  if (name === 'rv_birthday')
    return parseDay(`2024-${value}`) ? undefined : `rv_birthday ${quoted} is not a day as MM-DD`;
  const property = FACTS.get(name);
  return property ? refusedByType(property, value, quoted) : undefined;
}

function refusedByType(property: PropertyDefinition, value: string, quoted: string): string | undefined {
  const { name, type, fieldType, options } = property;
  switch (type) {
    case 'date':
      return parseDay(value) === undefined ? `${name} ${quoted} is not a day that exists (YYYY-MM-DD)` : undefined;
    case 'datetime':
      return parseDay(value.slice(0, 10)) === undefined || Number.isNaN(Date.parse(value))
        ? `${name} ${quoted} is not an instant (YYYY-MM-DD or ISO 8601)`
        : undefined;
    case 'number':
      return Number.isFinite(Number(value)) ? undefined : `${name} ${quoted} is not a number`;
    case 'bool':
      return value === 'true' || value === 'false' ? undefined : `${name} ${quoted} must be true or false`;
    case 'enumeration': {
      const allowed = new Set(options?.map((option) => option.value));
      const parts = fieldType === 'checkbox' ? value.split(';').filter(Boolean) : [value];
      const wrong = parts.filter((part) => !allowed.has(part));
      return wrong.length === 0
        ? undefined
        : `${name} ${JSON.stringify(wrong.join(';'))} is not one of ${[...allowed].join(', ')}`;
    }
    case 'string':
      return undefined;
  }
}

/** What stands between the headers: a short file with lists in it is guessed wrong, no header holds a separator itself. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  return [',', '\t', ';'].find((delimiter) => header.includes(delimiter)) ?? ',';
}

/** A CSV with the columns that any row uses. */
export function writeCustomersCsv(rows: readonly { readonly [name: string]: string }[]): string {
  const used = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== '')));
  const columns = [...KNOWN].filter((name) => used.has(name));
  return `${Papa.unparse({ fields: columns, data: rows.map((row) => columns.map((name) => row[name] ?? '')) }, { newline: '\n' })}\n`;
}
