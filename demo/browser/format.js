// @ts-check

const grouped = new Intl.NumberFormat('en');
const rough = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

/** @param {number} value for example 171,075 */
export function count(value) {
  return grouped.format(Math.round(value));
}

/** @param {number} value for example 170,000 */
export function roughly(value) {
  return rough.format(value);
}

/** @param {number} ms for example "4 s" or "10 min 40 s" */
export function time(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${count(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}

/** @param {{ low: number, high: number } | undefined} range in ms, for example "4 s to 6 s" */
export function timeRange(range) {
  if (range === undefined) return '–';
  const [low, high] = [time(range.low), time(range.high)];
  return low === high ? low : `${low} to ${high}`;
}

/** @param {number} bytes for example "12.3 MB" */
export function size(bytes) {
  return bytes < 1e6 ? `${count(bytes)} bytes` : `${(bytes / 1e6).toFixed(1)} MB`;
}
