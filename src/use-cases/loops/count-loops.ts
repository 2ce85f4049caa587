import type { Ports } from '../ports/ports.ts';

/**
 * How many loops of a customer are open, counted and never added up, so that a call that is repeated cannot miscount.
 *
 * The index may not show yet what was created a moment ago: `created` is counted in any case.
 */
export async function countOpenLoops(customerKey: string, created: readonly string[], ports: Ports): Promise<number> {
  const { issues, total } = await ports.issues.open(customerKey);
  const shown = new Set(issues.map((issue) => issue.key));
  return total + created.filter((key) => !shown.has(key)).length;
}
