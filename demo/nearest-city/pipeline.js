// @ts-check
import { chunkBy, fromSource, processChunks, trackProgress } from 'sluice';

/**
 * @typedef {object} Options
 * @property {import('./client.js').Client} client
 * @property {number} chunkSize places per request
 * @property {number} concurrency requests at the same time
 * @property {number} total
 * @property {(progress: import('sluice').Progress) => void} onProgress
 */

/**
 * The whole use of the library: places in, one result per chunk out. The places are read only as
 * fast as the service answers, and a refused chunk is an outcome of its places, not an end.
 *
 * @param {Iterable<import('./data.js').Place>} places
 * @param {Options} options
 */
export function findNearestCities(places, { client, chunkSize, concurrency, total, onProgress }) {
  return fromSource(places).pipe(
    chunkBy(chunkSize),
    processChunks((chunk, { signal }) => client.nearestCities(chunk, signal), { concurrency }),
    trackProgress({ to: onProgress, total, sample: 100 }),
  );
}
