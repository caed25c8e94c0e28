// @ts-check
import { setTimeout as wait } from 'node:timers/promises';
import { RefusedError } from './client.js';

const WAIT = 100; // ms before a refused request is sent again

/**
 * Does the same work as the pipeline without the library, for a while, to have its rate.
 *
 * @param {Iterable<import('./data.js').Place>} places
 * @param {object} options
 * @param {import('./client.js').Client} options.client
 * @param {number} options.chunkSize
 * @param {number} options.loops 1 is the plain loop; more of them share one iterator, and so the work
 * @param {number} options.duration ms after which no new request begins
 * @returns {Promise<{ rate: number } | { error: unknown }>} places per second, or what ended the loop
 */
export async function timePlainLoop(places, { client, chunkSize, loops, duration }) {
  const start = performance.now();
  const chunks = chunksOf(places, chunkSize);
  let answered = 0;

  async function loop() {
    for (const chunk of chunks) {
      const answers = await ask(client, chunk);
      answered += answers.length;
      if (performance.now() - start > duration) return;
    }
  }

  try {
    await Promise.all(Array.from({ length: loops }, loop));
  } catch (error) {
    return { error };
  }
  return { rate: (answered / (performance.now() - start)) * 1000 };
}

/**
 * What a loop needs to get past a busy service.
 * @param {import('./client.js').Client} client
 * @param {readonly import('./data.js').Place[]} chunk
 */
async function ask(client, chunk) {
  for (;;) {
    try {
      return await client.nearestCities(chunk);
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status !== 503) throw error;
      await wait(WAIT);
    }
  }
}

/**
 * @template T
 * @param {Iterable<T>} items
 * @param {number} size
 * @returns {Generator<T[], void, void>}
 */
function* chunksOf(items, size) {
  /** @type {T[]} */
  let chunk = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
