/**
 * Lists of a handful, of which a decision makes a dozen: most have one entry or none. The engine gives a list that grows from
 * nothing room for seventeen, and its sort some hundred bytes of its own; at a million customers that is most of the garbage.
 */

/** The list with an entry more, which may be another list than before; undefined is the empty one. The first take no more room than they need. */
export function append<T>(list: T[] | undefined, entry: T): T[] {
  if (list === undefined) return [entry];
  switch (list.length) {
    case 1:
      return [list[0] as T, entry];
    case 2:
      return [list[0] as T, list[1] as T, entry];
    default:
      list.push(entry);
      return list;
  }
}

/** Sorts a short list in place by insertion; what compares as equal keeps its order. */
export function sortFew<T>(list: T[], compare: (a: T, b: T) => number): T[] {
  for (let i = 1; i < list.length; i += 1) {
    const entry = list[i] as T;
    let at = i;
    for (; at > 0 && compare(entry, list[at - 1] as T) < 0; at -= 1) list[at] = list[at - 1] as T;
    list[at] = entry;
  }
  return list;
}

export const ascending = (a: number, b: number): number => a - b;

interface InSlot {
  readonly slot: number;
}
export const bySlot = (a: InSlot, b: InSlot): number => a.slot - b.slot;
