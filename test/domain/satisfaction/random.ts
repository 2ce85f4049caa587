/** Mulberry32: the same numbers between 0 and 1 in every run of a seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many of `of` tries succeed. */
export function drawn(random: () => number, of: number, share: number): number {
  let hits = 0;
  for (let i = 0; i < of; i += 1) if (random() < share) hits += 1;
  return hits;
}
