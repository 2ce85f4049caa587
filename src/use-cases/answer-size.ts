/** Bytes an answer may have on its way to a tab card or a page. */
export const TAB_BYTES = 24_000;

/**
 * The longest answer that fits: `make` is asked for fewer and fewer entries until its JSON is at most `bytes` long.
 *
 * What is left out is there on demand, so `make` says in the answer where it goes on.
 */
export function fitting<A>(most: number, bytes: number, make: (entries: number) => A): A {
  for (let entries = most; ; entries -= 1) {
    const answer = make(entries);
    if (entries <= 0 || fits(answer, bytes)) return answer;
  }
}

export function fits(value: unknown, bytes: number): boolean {
  return new TextEncoder().encode(JSON.stringify(value)).length <= bytes;
}
