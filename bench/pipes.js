// @ts-check
import { from, map } from 'rxjs';
import {
  chunkBy,
  fromSource,
  mapConcurrent,
  memoryStore,
  processChunks,
  storeTo,
  trackProgress,
} from 'sluice';
import { numbers, numbersLater, peer } from './fixtures.js';

export const CHUNK = 1000;
const LANES = 4;

/** @typedef {{ base?: string, pipe: () => import('rxjs').Observable<unknown>, takes?: (value: any) => number, share?: number }} Row */

const nothing = () => undefined;
const resolved = () => Promise.resolve();
const ofChunk = (/** @type {import('sluice').Chunk<number>} */ chunk) => chunk.items.length;
const ofResult = (/** @type {import('sluice').ChunkResult<number, unknown>} */ result) =>
  result.chunk.items.length;
const next = (/** @type {number} */ value) => value + 1;

/** A source that gives pages, as large as it is asked for. @param {number[]} list */
function pagesOf(list) {
  let at = 0;
  return {
    pull: (/** @type {number} */ max) => (at < list.length ? list.slice(at, (at += max)) : null),
  };
}

/**
 * Every row with the row that it stands on: the difference is what its last operator adds.
 * @param {number[]} list
 * @returns {Record<string, Row>}
 */
export function pipesOf(list) {
  const { length } = list;
  const tenth = length / 10;
  const few = list.slice(0, tenth);
  const array$ = () => fromSource(list);
  const generator$ = () => fromSource(() => numbers(length));
  const pages$ = () => fromSource(() => pagesOf(list));
  const chunk$ = () => array$().pipe(chunkBy(CHUNK));
  const done$ = () => chunk$().pipe(processChunks(nothing, { concurrency: LANES }));
  let run = 0;
  return {
    [`${peer('rxjs')} from(array)`]: { pipe: () => from(list) },
    array: { pipe: array$ },
    [`${peer('rxjs')} from(generator)`]: { pipe: () => from(numbers(length)) },
    generator: { pipe: generator$ },
    [`${peer('rxjs')} from(async generator)`]: {
      pipe: () => from(numbersLater(tenth)),
      share: 0.1,
    },
    'async generator': { pipe: () => fromSource(() => numbersLater(tenth)), share: 0.1 },
    pages: { pipe: pages$ },
    'array, map': { base: 'array', pipe: () => array$().pipe(map(next)) },
    'array, chunkBy': { pipe: chunk$, takes: ofChunk },
    'pages, chunkBy': { pipe: () => pages$().pipe(chunkBy(CHUNK)), takes: ofChunk },
    'generator, chunkBy': {
      base: 'generator',
      pipe: () => generator$().pipe(chunkBy(CHUNK)),
      takes: ofChunk,
    },
    'array, map, chunkBy': {
      base: 'array, map',
      pipe: () => array$().pipe(map(next), chunkBy(CHUNK)),
      takes: ofChunk,
    },
    '.. processChunks, sync': { base: 'array, chunkBy', pipe: done$, takes: ofResult },
    '.. processChunks, promise': {
      base: 'array, chunkBy',
      pipe: () => chunk$().pipe(processChunks(resolved, { concurrency: LANES })),
      takes: ofResult,
    },
    '.. sync, trackProgress': {
      base: '.. processChunks, sync',
      pipe: () => done$().pipe(trackProgress({ next: nothing })),
      takes: ofResult,
    },
    '.. sync, storeTo(memoryStore)': {
      base: '.. processChunks, sync',
      pipe: () => done$().pipe(storeTo(memoryStore(), { runId: `bench-${run++}` })),
      takes: ofResult,
    },
    'array, mapConcurrent, promise': {
      base: 'array',
      pipe: () =>
        fromSource(few).pipe(
          mapConcurrent((/** @type {number} */ n) => Promise.resolve(n), { concurrency: 64 }),
        ),
      share: 0.1,
    },
  };
}
