// @ts-check

const grouped = new Intl.NumberFormat('en');

/** @param {number} value for example 171,075 */
export function count(value) {
  return grouped.format(Math.round(value));
}

/** @param {number} ms for example "4 s" or "10 min 40 s" */
export function time(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** @param {number} bytes for example "210 MB" */
export function megabytes(bytes) {
  return `${count(bytes / 1e6)} MB`;
}
