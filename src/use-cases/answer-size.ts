/** Bytes an answer may have on its way to a card. */
export const SIDEBAR_BYTES = 4_000;
export const TAB_BYTES = 24_000;

/**
 * The longest answer that fits: `make` is asked for fewer and fewer entries until its JSON is at most `bytes` long.
 *
 * What is left out is there on demand, so `make` says in the answer where it goes on.
 */
export function fitting<A>(most: number, bytes: number, make: (entries: number) => A): A {
  for (let entries = most; ; entries -= 1) {
    const answer = make(entries);
    if (entries <= 0 || byteLength(answer) <= bytes) return answer;
  }
}

function byteLength(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
