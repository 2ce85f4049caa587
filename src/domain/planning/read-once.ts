/**
 * Reads texts as `read` does, but one that comes again is not read again: of many customers who say the same, what was read is one and the
 * same, which takes a fraction of the room and is near at hand. Forgets all of them when they are too many.
 *
 * @param most texts that are remembered
 */
export function readOnce<T>(read: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = read(text);
    if (known.size >= most) known.clear();
    known.set(text, found);
    return found;
  };
}
