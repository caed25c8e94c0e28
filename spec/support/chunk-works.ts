import { map, type OperatorFunction } from 'rxjs';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { scriptedWork } from '../../src/testing/scripted-work.js';

/** Makes each item an array of its own, which `processChunks` takes as a chunk. */
export const alone = <T>(): OperatorFunction<T, T[]> => map((item: T) => [item]);

/** The values of each result in one word, as a marble shows it. */
export const words = (): OperatorFunction<ChunkResult<unknown, unknown>, string> =>
  map(({ values }) => values.join(''));

/** Work that gives its items back after so many frames. */
export const after =
  (frames: number) =>
  <T>(items: readonly T[]) =>
    scriptedWork<T>({ frames })(items, { attempt: 1 });
