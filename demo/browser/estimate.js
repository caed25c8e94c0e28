// @ts-check

/** @typedef {import('sluice').Progress} Progress */
/** @typedef {{ read: number | undefined, size: number | undefined }} Bytes */

const SETTLED = 2_000; // ms

/**
 * How many rows a file has, judged by those that are read: nobody counts them beforehand. Undefined
 * while nothing is read, and of a file whose size says nothing.
 * @param {Progress} progress
 * @param {Bytes} bytes
 * @param {number} before rows that were stored before
 */
export function rowsInAll({ done, running, waiting, state }, { read, size }, before) {
  if (state === 'completed') return before + done;
  const rows = before + done + running + waiting;
  if (!read || !size || rows === 0) return undefined;
  return Math.round((rows * size) / read);
}

/**
 * How long the rest takes, in ms: at the rate of the last ten seconds, and at that of the whole run.
 * @param {Progress} progress
 * @param {number | undefined} total
 * @param {number} before rows that were stored before
 */
export function timeLeft({ done, elapsed, rate }, total, before) {
  if (total === undefined || elapsed < SETTLED || rate === 0) return undefined;
  const rows = Math.max(0, total - before - done);
  const times = [rate, (done * 1000) / elapsed].map((perSecond) => (rows * 1000) / perSecond);
  return { low: Math.min(...times), high: Math.max(...times) };
}
