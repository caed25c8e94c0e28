import { mergeMap, NEVER, Subject, type Observable } from 'rxjs';
import { BufferOverflowError } from '../../src/core/buffer-overflow-error.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import { toAsyncIterable, type ToAsyncIterableOptions } from '../../src/flow/to-async-iterable.js';
import { claimWarnings } from '../support/claims.js';
import { visiblePulls } from '../support/pulls.js';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const iterate = <T>(iterable: AsyncIterable<T>) => {
  const iterator = iterable[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    leave: () => iterator.return!(),
  };
};
const value = <T>(value: T) => ({ done: false as const, value });

describe('toAsyncIterable', () => {
  describe('with values that nobody asked for', () => {
    it('should warn of many, and fail beyond 65,536, after the values', async () => {
      const source$ = new Subject<number>();
      const { next } = iterate(toAsyncIterable(source$));
      const first = next();
      for (let i = 0; i < 65_540; i++) source$.next(i);
      expect(claimWarnings()).toEqual([
        jasmine.stringMatching(/^sluice: toAsyncIterable: 1000 values came that nobody asked for/),
      ]);
      expect(source$.observed).toBeFalse();

      expect(await first).toEqual(value(0));
      // One in the loop, one that may wait, and 65,536 that were not asked for.
      for (let i = 1; i < 65_538; i++) {
        const result = await next();
        if (result.value !== i) fail(`${JSON.stringify(result)} instead of ${i}`);
      }
      await expectAsync(next()).toBeRejectedWith(
        new BufferOverflowError('toAsyncIterable', 65_537, 65_536),
      );
    });

    it('should count them anew when they have been taken', async () => {
      const source$ = new Subject<number>();
      const { next, leave } = iterate(toAsyncIterable(source$));
      for (let round = 0; round < 3; round++) {
        const answers = [next()];
        for (let i = 0; i < 900; i++) source$.next(i);
        for (let i = 1; i < 900; i++) answers.push(next());

        expect((await Promise.all(answers)).map(({ value }) => value as number)).toEqual(upTo(900));
      }
      await leave();

      expect(claimWarnings()).toEqual([]);
    });

    it('should take any number that come within a turn, as the tail of a pull', async () => {
      const count = 70_000;
      // One pull, which an operator of RxJS flattens.
      const source$ = fromSource([upTo(count)]).pipe(mergeMap((page) => page));
      const { next, leave } = iterate(toAsyncIterable(source$));

      expect(await next()).toEqual(value(0));
      await leave();
    });
  });

  describe('with a flow', () => {
    it('should close the flow while nobody asks', async () => {
      const flow = createFlow();
      const { source, perFrame } = visiblePulls(upTo(5));
      const source$ = new Subject<number>();
      const { next, leave } = iterate(toAsyncIterable(source$, { flow, readAhead: 0 }));
      expect(flow.open).toBeTrue();
      const first = next();
      fromSource(source, { flow }).subscribe(source$);
      expect(await first).toEqual(value(0));

      expect(flow.open).toBeFalse();
      expect(perFrame).toEqual({ 0: 1 });
      expect(await next()).toEqual(value(1));
      expect(perFrame).toEqual({ 0: 2 });
      await leave();
      expect(flow.open).toBeTrue();
    });
  });

  describe('called wrongly', () => {
    for (const result$ of [undefined, null, 7, 'text', {}, [1], Promise.resolve(1), () => NEVER]) {
      it(`should throw a TypeError for ${Object.prototype.toString.call(result$)}`, () => {
        expect(() => toAsyncIterable(result$ as Observable<number>)).toThrowMatching(
          (error: TypeError & { code: string }) =>
            error instanceof TypeError &&
            error.code === 'ERR_INVALID_ARG_TYPE' &&
            error.message.startsWith('toAsyncIterable: "result$" must be an Observable'),
        );
      });
    }

    const wrong: [string, unknown, string][] = [
      ...[-1, 0.5, NaN, Infinity, 2 ** 31].map((readAhead): [string, unknown, string] => [
        `readAhead ${readAhead}`,
        { readAhead },
        'ERR_OUT_OF_RANGE',
      ]),
      ['readAhead of a string', { readAhead: '1' }, 'ERR_INVALID_ARG_TYPE'],
      ['readAhead of null', { readAhead: null }, 'ERR_INVALID_ARG_TYPE'],
      ['a flow that is none', { flow: {} }, 'ERR_INVALID_ARG_TYPE'],
      ['a name it does not know', { readahead: 1 }, 'ERR_UNKNOWN_OPTION'],
      ['options that are a number', 1, 'ERR_INVALID_ARG_TYPE'],
      ['options that are null', null, 'ERR_INVALID_ARG_TYPE'],
    ];
    for (const [what, options, code] of wrong) {
      it(`should throw ${code} for ${what}`, () => {
        expect(() => toAsyncIterable(NEVER, options as ToAsyncIterableOptions)).toThrowMatching(
          (error: Error & { code: string }) =>
            error.code === code && error.message.startsWith('toAsyncIterable: '),
        );
      });
    }
  });
});
