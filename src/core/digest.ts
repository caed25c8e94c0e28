/**
 * A short name for texts: the same texts in the same order have the same, others by all odds another.
 *
 * cyrb53 of bryc (https://github.com/bryc/code, public domain), with two seeds: 106 bits.
 */
export function digest(texts: readonly string[]): string {
  // With its length before each text: ['ab', 'c'] is not ['a', 'bc'].
  const text = texts.map((each) => `${each.length}:${each}`).join('');
  return cyrb53(text, 0) + cyrb53(text, 1);
}

function cyrb53(text: string, seed: number): string {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  const sum = 4294967296 * (2097151 & low) + (high >>> 0);
  return sum.toString(36).padStart(11, '0');
}
