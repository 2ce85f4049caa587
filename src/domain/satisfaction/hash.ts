/**
 * A text as a whole number of 32 bits, spread evenly: FNV-1a with the last mixing of MurmurHash3. The same text gives the same number
 * on every machine; it is a draw, not a secret.
 */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Of a whole number of at least 0 the part above its lowest 32 bits. */
export function upperWord(number: number): number {
  // The divisor stands here: looked up by a name, it would be divided by, which takes many times as long as what it becomes so.
  return (number / 0x1_0000_0000) | 0;
}

/** Its lowest 32 bits, signed. */
export function lowerWord(number: number): number {
  return number | 0;
}

/** A whole number of at least 0 as 32 bits spread evenly, the last mixing of MurmurHash3. */
export function spread(number: number): number {
  let hash = lowerWord(number) ^ Math.imul(upperWord(number), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A whole number of at least 0 as 32 bits, signed, for a place in a table: quicker than {@link spread}, and good enough there
 * (multiplicative hashing, Knuth, TAOCP 3, §6.4).
 */
export function placing(number: number): number {
  return placingWords(lowerWord(number), upperWord(number));
}

/** The same of a number in two words. */
export function placingWords(lower: number, upper: number): number {
  const hash = Math.imul(lower + Math.imul(upper, 0x85ebca6b), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
