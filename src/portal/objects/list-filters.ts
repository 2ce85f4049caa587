/**
 * Filter branches of lists: OR of ANDs of conditions on properties and on membership in other lists.
 * https://developers.hubspot.com/docs/api-reference/crm-lists-v3/lists-filters. Other kinds of filter are refused.
 */
import type { Core } from '../core.ts';
import { invalid } from '../errors.ts';
import type { StoredRecord } from '../store.ts';
import { asArray, asObject, asText } from './input.ts';
import type { ObjectType } from './types.ts';
import { parseInstant } from './values.ts';

export type RecordTest = (record: StoredRecord) => boolean;

export function compileBranch(core: Core, type: ObjectType, value: unknown, depth = 0): RecordTest {
  if (depth > 8) throw invalid('A filter branch is nested too deeply');
  const branch = asObject(value, 'filterBranch');
  const kind = asText(branch.filterBranchType, 'filterBranchType');
  if (kind !== 'AND' && kind !== 'OR') throw invalid(`This portal answers AND and OR filter branches, not ${kind}`);
  const tests = [
    ...asArray(branch.filterBranches ?? [], 'filterBranches').map((inner) =>
      compileBranch(core, type, inner, depth + 1),
    ),
    ...asArray(branch.filters ?? [], 'filters').map((filter) => compileFilter(core, type, filter)),
  ];
  // [unverified] A branch without conditions takes in nobody.
  if (tests.length === 0) return () => false;
  return kind === 'AND'
    ? (record) => tests.every((test) => test(record))
    : (record) => tests.some((test) => test(record));
}

function compileFilter(core: Core, type: ObjectType, value: unknown): RecordTest {
  const filter = asObject(value, 'filter');
  const kind = asText(filter.filterType, 'filterType');
  if (kind === 'IN_LIST') {
    const listId = asText(filter.listId, 'listId');
    const inside = filter.operator !== 'NOT_IN_LIST';
    return (record) => core.store.members(listId).has(record.id) === inside;
  }
  if (kind !== 'PROPERTY') throw invalid(`This portal answers PROPERTY and IN_LIST filters, not ${kind}`);
  const name = asText(filter.property, 'property');
  if (core.store.property(type.typeId, name)?.archived !== false) throw invalid(`Property "${name}" does not exist`);
  const operation = asObject(filter.operation, 'operation');
  const operator = asText(operation.operator, 'operator');
  const withoutValue = operation.includeObjectsWithNoValueSet === true;
  const test = compileOperation(operator, operation.values ?? operation.value ?? operation.timestamp);
  return (record) => {
    const held = record.values[name] ?? '';
    if (operator === 'IS_KNOWN') return held !== '';
    if (operator === 'IS_UNKNOWN') return held === '';
    return held === '' ? withoutValue : test(held);
  };
}

function compileOperation(operator: string, operand: unknown): (held: string) => boolean {
  const values = (Array.isArray(operand) ? operand : [operand])
    .filter((value) => value !== undefined && value !== null)
    .map(String);
  const lower = values.map((value) => value.toLowerCase());
  const number = Number(values[0]);
  const at = parseInstant(values[0] ?? '');
  const time = (held: string) => parseInstant(held) ?? Number.NaN;
  const choices = (held: string) => held.split(';');
  switch (operator) {
    case 'IS_KNOWN':
    case 'IS_UNKNOWN':
      return () => true;
    case 'IS_EQUAL_TO':
    case 'IS_EXACTLY':
      return (held) =>
        lower.includes(held.toLowerCase()) || (values.length === 1 && held !== '' && Number(held) === number);
    case 'IS_NOT_EQUAL_TO':
    case 'IS_NOT_EXACTLY':
      return (held) => !lower.includes(held.toLowerCase()) && Number(held) !== number;
    case 'IS_ANY_OF':
    case 'CONTAINS_EXACTLY':
      return (held) => choices(held).some((choice) => values.includes(choice));
    case 'IS_NONE_OF':
      return (held) => !choices(held).some((choice) => values.includes(choice));
    case 'HAS_EVER_BEEN_ANY_OF':
      return (held) => choices(held).some((choice) => values.includes(choice));
    case 'IS':
      return (held) => held.toLowerCase() === lower[0];
    case 'CONTAINS':
      return (held) => lower.some((part) => held.toLowerCase().includes(part));
    case 'DOES_NOT_CONTAIN':
      return (held) => !lower.some((part) => held.toLowerCase().includes(part));
    case 'STARTS_WITH':
      return (held) => lower.some((part) => held.toLowerCase().startsWith(part));
    case 'ENDS_WITH':
      return (held) => lower.some((part) => held.toLowerCase().endsWith(part));
    case 'IS_GREATER_THAN':
      return (held) => Number(held) > number;
    case 'IS_GREATER_THAN_OR_EQUAL_TO':
      return (held) => Number(held) >= number;
    case 'IS_LESS_THAN':
      return (held) => Number(held) < number;
    case 'IS_LESS_THAN_OR_EQUAL_TO':
      return (held) => Number(held) <= number;
    case 'IS_AFTER':
      return (held) => at !== undefined && time(held) > at;
    case 'IS_BEFORE':
      return (held) => at !== undefined && time(held) < at;
    default:
      throw invalid(`This portal does not answer the operator ${operator}`);
  }
}
