import * as rx from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { inWords, judge, SHAPES, verdictOn } from './canary-cases.js';
import { ALLOWED, SOURCE_KINDS, stall } from './canary-stall.js';

describe('canary', () => {
  for (const shape of SHAPES) {
    for (const kind of SOURCE_KINDS) {
      const verdict = inWords(verdictOn(shape, kind));
      it(`should find what we say of "${shape.shape}" over a source that is ${kind}: ${verdict}`, async () => {
        expect(judge(shape, kind, await stall(shape.build, kind))).toEqual([]);
      });
    }
  }

  it('should read of a source what the boundary may hold, no item less or more', async () => {
    const seen = await stall(({ source }) => source(), 'sync');

    expect(seen).toEqual({
      pulled: ALLOWED,
      passed: 3000,
      done: 3000,
      outcome: 'complete',
      warnings: [],
    });
  });

  it('should run ahead of a concatMap below the boundary, and not of a mapConcurrent', () => {
    const readAhead = (save: rx.OperatorFunction<unknown, unknown>) => {
      let read = 0;
      const rows = function* () {
        while (read < 300) yield ++read;
      };
      const work = processChunks(() => undefined, { concurrency: 2, prefetch: 1 });
      fromSource(rows).pipe(chunkBy(10), work, save).subscribe().unsubscribe();
      return read;
    };

    expect(readAhead(rx.concatMap(() => rx.NEVER))).toBe(300);
    expect(readAhead(mapConcurrent(() => rx.NEVER, { concurrency: 1 }))).toBe(20);
  });

  it('should complain of a run that is not as we say', () => {
    const [shape] = SHAPES;
    const error = new Error('no');
    const seen = { pulled: 31, passed: 2, done: 1, outcome: { error }, warnings: [] } as const;

    expect(shape && judge(shape, 'sync', { ...seen, warnings: ['NO_FLOW'] })).toEqual([
      'it ended by Error: no',
      '2 items came out',
      '1 of 2 items came out of work',
      'it warned of "NO_FLOW"',
      'it pulled 31, 30 are allowed',
    ]);
  });

  it('should have a shape for every operator and creator of RxJS', () => {
    const words = new Set(SHAPES.flatMap(({ shape }) => shape.split(/\W+/)));
    const missing = Object.entries(rx as Record<string, unknown>)
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name)
      .filter((name) => /^[a-z]/.test(name) && !words.has(name) && !NO_SOURCE.includes(name));

    expect(missing).toEqual([]);
  });
});

/** Exports of RxJS above which nothing can stand, or below which nothing. */
const NO_SOURCE = [
  ...['animationFrames', 'empty', 'fromEvent', 'fromEventPattern', 'generate', 'interval', 'never'],
  ...['pairs', 'throwError', 'bindCallback', 'bindNodeCallback'],
  ...['firstValueFrom', 'lastValueFrom', 'isObservable', 'identity', 'noop', 'pipe'],
];
