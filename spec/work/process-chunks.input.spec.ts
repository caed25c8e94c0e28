import { asyncScheduler, NEVER, of, Subject } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import { processChunks, type ProcessChunksOptions } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';

const same = <T>(items: readonly T[]): readonly T[] => items;

describe('input of processChunks', () => {
  describe('given plain arrays', () => {
    const chunks = (...arrays: string[][]): Chunk<string>[] => {
      const seen: Chunk<string>[] = [];
      of(...arrays)
        .pipe(processChunks(same, { scheduler: asyncScheduler }))
        .subscribe(({ chunk }) => seen.push(chunk));
      return seen;
    };

    it('should count their items, and leave out those that are empty', () => {
      const seen = chunks([], ['a', 'b'], [], ['c'], []);

      expect(seen.map(({ items, ranges }) => ({ items, ranges }))).toEqual([
        { items: ['a', 'b'], ranges: [[0, 2]] },
        { items: ['c'], ranges: [[2, 3]] },
      ]);
    });

    it('should say what it can of the chunks that they are', () => {
      const [chunk] = chunks(['a', 'b']);

      expect(chunk?.weight).toBe(2);
      expect(chunk?.closedBy).toBe('closeWhen');
      expect(chunk?.openedAt).toBe(chunk?.closedAt);
    });

    it('should complete where all of them are empty', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a-a-|', { a: [] });
        const e1subs = '   ^----!';
        const expected = ' -----|';

        expectObservable(e1.pipe(processChunks(same))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should leave out a chunk without items, which a chunker never makes', () => {
      const empty = { items: [], ranges: [] } as unknown as Chunk<string>;
      const seen: unknown[] = [];
      of(empty)
        .pipe(processChunks(same))
        .subscribe((result) => seen.push(result));

      expect(seen).toEqual([]);
    });
  });

  it('should end the run, and abort its work, when something arrives that is no chunk', () => {
    const noChunks: unknown[] = [5, 'ab', null, undefined, { items: ['a'] }, new Set(['a'])];
    for (const input of noChunks) {
      const source = new Subject<string[]>();
      const seen: unknown[] = [];
      source
        .pipe(
          processChunks((_, { signal }) => {
            signal.addEventListener('abort', () => seen.push('aborted'));
            return NEVER;
          }),
        )
        .subscribe({ error: (error: unknown) => seen.push(error) });
      source.next(['a']);
      source.next(input as string[]);

      const error: unknown = jasmine.objectContaining({
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: jasmine.stringContaining('processChunks: "source" must be chunks or arrays'),
      });
      expect(seen).toEqual([error, 'aborted']);
    }
  });

  describe('given wrong arguments', () => {
    const wrong: [string, unknown, 'TypeError' | 'RangeError', string][] = [
      ['concurrency', 0, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', 10_001, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', 1.5, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', NaN, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', Infinity, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', '4', 'TypeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', null, 'TypeError', 'an integer from 1 to 10000, or an Observable'],
      ['prefetch', -1, 'RangeError', 'an integer >= 0'],
      ['prefetch', 0.5, 'RangeError', 'an integer >= 0'],
      ['prefetch', '1', 'TypeError', 'an integer >= 0'],
      ['ordered', 1, 'TypeError', 'a boolean, or { key: function }'],
      ['ordered', { key: 'id' }, 'TypeError', 'a boolean, or { key: function }'],
      ['flow', {}, 'TypeError', 'a flow made by createFlow, or null'],
      ['scheduler', { now: () => 0 }, 'TypeError', 'a SchedulerLike'],
    ];
    for (const [name, value, type, rule] of wrong) {
      it(`should refuse ${name}: ${String(value)} (${typeof value}) at the call`, () => {
        const options = { [name]: value } as ProcessChunksOptions;
        const code = type === 'TypeError' ? 'ERR_INVALID_ARG_TYPE' : 'ERR_OUT_OF_RANGE';

        expect(() => processChunks(same, options)).toThrow(
          jasmine.objectContaining({
            name: type,
            code,
            message: jasmine.stringContaining(`processChunks: "${name}" must be ${rule}; received`),
          }),
        );
      });
    }

    it('should refuse work that is no function, and an option that it does not have', () => {
      const call = (...args: unknown[]) =>
        (processChunks as unknown as (...args: unknown[]) => unknown)(...args);

      expect(() => call()).toThrowMatching(
        ({ code }: { code?: string }) => code === 'ERR_INVALID_ARG_TYPE',
      );
      expect(() => call(same, { lanes: 4 })).toThrowMatching(
        ({ code }: { code?: string }) => code === 'ERR_UNKNOWN_OPTION',
      );
      expect(() => call(same, 4)).toThrowMatching(
        ({ code }: { code?: string }) => code === 'ERR_INVALID_ARG_TYPE',
      );
    });

    it('should take the bounds themselves', () => {
      const bounds: ProcessChunksOptions[] = [
        { concurrency: 1 },
        { concurrency: 10_000, prefetch: 0 },
        { concurrency: undefined, prefetch: undefined, ordered: undefined, flow: null },
      ];
      for (const options of bounds) expect(() => processChunks(same, options)).not.toThrow();
    });
  });
});
