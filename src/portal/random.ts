/** Seeded randomness (mulberry32): two portals with one seed and the same requests give the same answers. */
export interface Random {
  next(): number;
  shuffled<T>(items: readonly T[]): T[];
  reseed(seed: number): void;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    shuffled<T>(items: readonly T[]): T[] {
      const result = [...items];
      for (let last = result.length - 1; last > 0; last--) {
        const other = Math.floor(next() * (last + 1));
        const moved = result[last] as T;
        result[last] = result[other] as T;
        result[other] = moved;
      }
      return result;
    },
    reseed(newSeed) {
      state = newSeed >>> 0;
    },
  };
}
