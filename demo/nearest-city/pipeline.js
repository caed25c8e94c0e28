// @ts-check
import { chunkBy, drainWhen, fromSource, processChunks, storeTo, trackProgress } from 'sluice';

/**
 * @typedef {object} Options
 * @property {import('./client.js').Client} client
 * @property {number} chunkSize places per request
 * @property {number} concurrency requests at the same time
 * @property {import('sluice').ResultStore} store
 * @property {string} runId
 * @property {import('rxjs').Observable<unknown>} stop$ ends the reading; what was begun is stored
 * @property {number} total places that are not stored yet
 * @property {(progress: import('sluice').Progress) => void} onProgress
 */

const LONGEST_CALL = 60_000; // ms

/**
 * The whole use of the library: places in, one stored result per chunk out. The places are read only
 * as fast as the service answers; a chunk that it is too busy for is asked for again, and one that is
 * too large in parts; what is refused for good is an outcome of its places, and an end only if that is
 * more than a tenth of them; and a run that was stopped or killed goes on where it was.
 *
 * @param {Iterable<import('./data.js').Place>} places
 * @param {Options} options
 */
export function findNearestCities(places, options) {
  const { client, chunkSize, concurrency, store, runId, stop$, total, onProgress } = options;
  return fromSource(places).pipe(
    drainWhen(stop$),
    chunkBy(chunkSize),
    processChunks((chunk, context) => client.nearestCities(chunk, context), {
      concurrency,
      retry: 8,
      timeout: LONGEST_CALL,
      isolate: true,
      tolerate: { ratio: 0.1 },
    }),
    storeTo(store, { runId }),
    trackProgress({ to: onProgress, total, sample: 100 }),
  );
}
