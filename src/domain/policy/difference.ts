import type { Policy } from './policy.ts';

/** One thing that two policies have differently. A side that is absent has no such thing. */
export interface PolicyDifference {
  /** As in the document, items that have an `id` by it instead of by their place: `rules.P11.window.target.n`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Said by the version itself, not by who wrote it. */
const NOT_COMPARED = new Set(['version', 'schema']);

/**
 * What `after` has differently, in the order of the document.
 *
 * A rule that is there on one side alone is one difference; lists without ids are compared as a whole.
 *
 * @example differences(policy, { ...policy, leadDays: 5 }) // [{ path: 'leadDays', before: 7, after: 5 }]
 */
export function differences(before: Policy, after: Policy): readonly PolicyDifference[] {
  const found: PolicyDifference[] = [];
  compare('', before, after, found);
  return found;
}

/** What one admin changed, put onto what another one has put in force meanwhile. */
export interface Rebased {
  readonly policy: Policy;
  /** Where both changed the same: the other's stands, `after` is what was wanted. */
  readonly conflicts: readonly PolicyDifference[];
}

/** Takes over the changes from `base` to `mine` into `theirs`; where both changed the same, theirs stands and is told. */
export function rebase(base: Policy, mine: Policy, theirs: Policy): Rebased {
  const conflicts: PolicyDifference[] = [];
  let policy = theirs;
  for (const difference of differences(base, mine)) {
    const standing = valueAt(policy, difference.path);
    if (same(standing, difference.after)) continue;
    if (same(standing, difference.before)) policy = withValue(policy, difference.path, difference.after) as Policy;
    else conflicts.push(present(difference.path, standing, difference.after));
  }
  return { policy, conflicts };
}

/** The value at a path of {@link PolicyDifference}; undefined: there is none. */
export function valueAt(policy: Policy, path: string): unknown {
  let at: unknown = policy;
  for (const key of path.split('.')) {
    if (isIdentified(at)) at = at.find(({ id }) => id === key);
    else if (isObject(at)) at = at[key];
    else return undefined;
  }
  return at;
}

function compare(path: string, before: unknown, after: unknown, found: PolicyDifference[]): void {
  if (same(before, after)) return;
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (isIdentified(before) && isIdentified(after)) {
    const ids = [...new Set([...before, ...after].map(({ id }) => id))];
    for (const id of ids) {
      const [was, is] = [before, after].map((list) => list.find((item) => item.id === id));
      if (was === undefined || is === undefined) found.push(present(at(id), was, is));
      else compare(at(id), was, is, found);
    }
  } else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (path === '' && NOT_COMPARED.has(key)) continue;
      compare(at(key), before[key], after[key], found);
    }
  } else found.push(present(path, before, after));
}

function present(path: string, before: unknown, after: unknown): PolicyDifference {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** The document with one value put in place of another; undefined takes it away. Items without ids are named by their place. */
export function withValue(at: unknown, path: string, value: unknown): unknown {
  const [key = '', ...rest] = path.split('.');
  const last = rest.length === 0;
  if (isIdentified(at)) {
    const known = at.some(({ id }) => id === key);
    if (!last) return at.map((item) => (item.id === key ? withValue(item, rest.join('.'), value) : item));
    if (value === undefined) return at.filter(({ id }) => id !== key);
    return known ? at.map((item) => (item.id === key ? value : item)) : [...at, value];
  }
  if (Array.isArray(at)) {
    const next = last ? value : withValue(at[Number(key)], rest.join('.'), value);
    return at.map((item, place) => (place === Number(key) ? next : item));
  }
  const object = isObject(at) ? at : {};
  const next = last ? value : withValue(object[key], rest.join('.'), value);
  if (next === undefined) {
    const { [key]: _, ...others } = object;
    return others;
  }
  return { ...object, [key]: next };
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => same(each, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIdentified(value: unknown): value is readonly { readonly id: string }[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && typeof item.id === 'string')
  );
}
