// @ts-check
// Apart from the other fixtures, since a page needs these, and has no files.

/** A record of 200 B. @param {number} i */
export const recordOf = (i) => ({
  id: i,
  name: `target number ${i}`,
  url: `https://example.org/items/${i}/details`,
  score: i * 1.37,
  ok: i % 2 === 0,
  tags: ['alpha', 'beta', 'gamma'],
  note: 'x'.repeat(43),
});

/**
 * @param {number} count chunks
 * @param {number} size records of each
 */
export const chunksOf = (count, size) =>
  Array.from({ length: count }, (_, c) =>
    Array.from({ length: size }, (_, i) => recordOf(c * size + i)),
  );
