/** A search request, checked: what it asks, in a form that can be answered and compared. */
import { invalid, type ValueProblem } from '../errors.ts';
import type { Property } from '../objects/property.ts';
import type { ObjectType } from '../objects/types.ts';
import { parseInstant } from '../objects/values.ts';

export const operators = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const;
export type Operator = (typeof operators)[number];

export type Key = number | string;

export interface Filter {
  readonly property: Property;
  readonly operator: Operator;
  /** Operands in the property's own kind: numbers for numbers and dates, text without case for text. */
  readonly operands: readonly Key[];
}

/** `associations.contact`: the records joined to one of these. */
export interface AssociationFilter {
  readonly toTypeWord: string;
  readonly operator: 'EQ' | 'IN' | 'NEQ' | 'NOT_IN' | 'HAS_PROPERTY' | 'NOT_HAS_PROPERTY';
  readonly ids: readonly string[];
}

export interface SearchQuery {
  readonly groups: readonly (readonly Filter[])[];
  readonly associationFilters: readonly (readonly AssociationFilter[])[];
  readonly text: readonly string[];
  readonly sort: { readonly property: Property; readonly descending: boolean } | undefined;
  readonly limit: number;
  readonly offset: number;
  readonly properties: readonly string[];
}

/** [documented] https://developers.hubspot.com/docs/api-reference/search/guide */
const most = {
  bodyCharacters: 3_000,
  groups: 5,
  filtersInGroup: 6,
  filters: 18,
  sorts: 1,
  limit: 200,
  results: 10_000,
};

type PropertyLookup = (name: string) => Property | undefined;

export function parseSearch(
  body: unknown,
  bodyLength: number,
  type: ObjectType,
  propertyOf: PropertyLookup,
): SearchQuery {
  if (bodyLength > most.bodyCharacters) {
    throw invalid(`The request body is too long: ${bodyLength} characters, at most ${most.bodyCharacters} are allowed`);
  }
  const request = asObject(body, 'the search request');
  const groups = asArray(request.filterGroups, 'filterGroups').map((group) => {
    const filters = asArray(asObject(group, 'filterGroups').filters, 'filters');
    if (filters.length > most.filtersInGroup) {
      throw invalid(`A filter group may hold at most ${most.filtersInGroup} filters, got ${filters.length}`);
    }
    return filters;
  });
  if (groups.length > most.groups) {
    throw invalid(`A search may have at most ${most.groups} filterGroups, got ${groups.length}`);
  }
  const count = groups.reduce((sum, filters) => sum + filters.length, 0);
  if (count > most.filters) throw invalid(`A search may have at most ${most.filters} filters in all, got ${count}`);
  const sorts = asArray(request.sorts, 'sorts');
  if (sorts.length > most.sorts) throw invalid(`A search may have at most ${most.sorts} sort, got ${sorts.length}`);
  const limit = parseCount(request.limit ?? 10, 'limit');
  if (limit > most.limit) throw invalid(`limit must be at most ${most.limit}, got ${limit}`);
  const offset = parseCount(request.after ?? 0, 'after');
  if (offset + limit > most.results) {
    throw invalid(
      `A search answers at most ${most.results} results; after ${offset} with limit ${limit} goes beyond them`,
    );
  }
  const isAssociation = (filter: unknown) =>
    String(asObject(filter, 'filters').propertyName).startsWith('associations.');
  return {
    groups: groups.map((filters) =>
      filters
        .filter((filter) => !isAssociation(filter))
        .map((filter) => parseFilter(asObject(filter, 'filters'), propertyOf)),
    ),
    associationFilters: groups.map((filters) =>
      filters.filter(isAssociation).map((filter) => parseAssociationFilter(asObject(filter, 'filters'), type)),
    ),
    text: request.query === undefined || request.query === null ? [] : words(String(request.query)),
    sort: sorts.length === 0 ? undefined : parseSort(sorts[0], propertyOf),
    limit,
    offset,
    properties: asArray(request.properties, 'properties').map(String),
  };
}

function parseFilter(filter: Record<string, unknown>, propertyOf: PropertyLookup): Filter {
  const name = filter.propertyName;
  if (typeof name !== 'string') throw invalid('Every filter needs a propertyName');
  const property = propertyOf(name);
  if (property === undefined) throw unknownProperty(name);
  const operator = operators.find((candidate) => candidate === filter.operator);
  if (operator === undefined)
    throw invalid(`${String(filter.operator)} is not one of the operators [${operators.join(', ')}]`);
  const operand = (value: unknown, word: string): Key => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw invalid(`The filter on ${name} with ${operator} needs ${word}`);
    }
    return operandKey(property, String(value));
  };
  switch (operator) {
    case 'HAS_PROPERTY':
    case 'NOT_HAS_PROPERTY':
      return { property, operator, operands: [] };
    case 'BETWEEN':
      return { property, operator, operands: [operand(filter.value, 'value'), operand(filter.highValue, 'highValue')] };
    case 'IN':
    case 'NOT_IN': {
      const values = asArray(filter.values, 'values');
      if (values.length === 0) throw invalid(`The filter on ${name} with ${operator} needs values`);
      // [documented] Text is compared as given with what was stored in lower case, so a capital letter never matches.
      const asGiven = (value: unknown) => (isText(property) ? String(value) : operand(value, 'values'));
      return { property, operator, operands: values.map(asGiven) };
    }
    default:
      return { property, operator, operands: [operand(filter.value, 'value')] };
  }
}

function parseAssociationFilter(filter: Record<string, unknown>, type: ObjectType): AssociationFilter {
  const toTypeWord = String(filter.propertyName).slice('associations.'.length);
  // [documented] Not supported for custom objects.
  if (type.custom || /^(2-\d+|p\d+_.*)$/i.test(toTypeWord)) {
    throw invalid('Searching by associations is not supported for custom objects');
  }
  const known = ['EQ', 'IN', 'NEQ', 'NOT_IN', 'HAS_PROPERTY', 'NOT_HAS_PROPERTY'] as const;
  const operator = known.find((candidate) => candidate === filter.operator);
  if (operator === undefined)
    throw invalid(`${String(filter.operator)} does not work on ${String(filter.propertyName)}`);
  const ids = filter.values === undefined ? [filter.value] : asArray(filter.values, 'values');
  return { toTypeWord, operator, ids: ids.filter((id) => id !== undefined).map(String) };
}

/** [documented] `sorts` takes objects; a bare name is taken too, `-name` for the other way round. */
function parseSort(sort: unknown, propertyOf: PropertyLookup): SearchQuery['sort'] {
  const { propertyName, direction = 'ASCENDING' } =
    typeof sort === 'string'
      ? { propertyName: sort.replace(/^-/, ''), direction: sort.startsWith('-') ? 'DESCENDING' : 'ASCENDING' }
      : asObject(sort, 'sorts');
  if (typeof propertyName !== 'string') throw invalid('Every sort needs a propertyName');
  if (direction !== 'ASCENDING' && direction !== 'DESCENDING') {
    throw invalid(`${String(direction)} is not one of the directions [ASCENDING, DESCENDING]`);
  }
  const property = propertyOf(propertyName);
  if (property === undefined) throw unknownProperty(propertyName);
  return { property, descending: direction === 'DESCENDING' };
}

function unknownProperty(name: string) {
  const problem: ValueProblem = {
    name,
    code: 'PROPERTY_DOESNT_EXIST',
    message: `Property "${name}" does not exist`,
  };
  // [unverified] The words; HubSpot answers 400.
  return invalid(problem.message, {
    errors: [{ message: problem.message, code: problem.code, context: { propertyName: [name] } }],
  });
}

export function isNumeric(property: Property): boolean {
  return property.type === 'number' || property.type === 'date' || property.type === 'datetime';
}

/** Enumerations are compared as they are, everything else that is not a number without regard to case. [documented] */
function isText(property: Property): boolean {
  return !isNumeric(property) && property.type !== 'enumeration' && property.type !== 'bool';
}

export function isMultiple(property: Property): boolean {
  return property.type === 'enumeration' && property.fieldType === 'checkbox';
}

/** What a stored value is compared by; a value that cannot be compared has no key. */
export function keyOf(property: Property, value: string | undefined): Key | undefined {
  if (value === undefined || value === '') return undefined;
  if (property.type === 'number') return Number.isNaN(Number(value)) ? undefined : Number(value);
  if (property.type === 'date' || property.type === 'datetime') return parseInstant(value);
  return isText(property) ? value.toLowerCase() : value;
}

function operandKey(property: Property, value: string): Key {
  if (!isNumeric(property)) return isText(property) ? value.toLowerCase() : value;
  const key = property.type === 'number' ? Number(value.trim() === '' ? Number.NaN : value) : parseInstant(value);
  if (key === undefined || Number.isNaN(key))
    throw invalid(`${value} cannot be compared with the ${property.type} ${property.name}`);
  return key;
}

/** How HubSpot takes text apart is not documented: runs of letters and digits, and each Han character. [unverified] */
export function words(text: string): string[] {
  return text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}_]+/gu) ?? [];
}

function asObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${where} must be an object`);
  return value as Record<string, unknown>;
}

function asArray(value: unknown, where: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`${where} must be an array`);
  return value;
}

function parseCount(value: unknown, word: string): number {
  const text = String(value);
  if (!/^\d{1,9}$/.test(text)) throw invalid(`${word} must be a whole number that is not negative, got ${text}`);
  return Number(text);
}
