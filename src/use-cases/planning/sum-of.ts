/** Changes whenever the text does: two 32-bit FNV-1a sums, in base 36. */
export function sumOf(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x01000197);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36);
}
