import { from } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { later } from '../../src/testing/later.js';
import { marbles } from '../support/marbles.js';

describe('later', () => {
  it('should answer after so many frames, in that very frame', () => {
    marbles(({ scheduler, flush }) => {
      const seen: unknown[] = [];
      const see = (answer: unknown) => seen.push([scheduler.now(), answer]);
      later(scheduler, 3, 'a').then(see);
      later(scheduler, 0).then(see);
      later(scheduler, 5, new TypeError('no')).then(see, (reason: unknown) => see([reason]));
      flush();

      expect(seen).toEqual([
        [0, undefined],
        [3, 'a'],
        [5, [new TypeError('no')]],
      ]);
    });
  });

  it('should count from the call, whenever somebody listens', () => {
    marbles(({ scheduler, flush }) => {
      const seen: number[] = [];
      const answer = later(scheduler, 3, 'a');
      const listen = () => answer.then(() => seen.push(scheduler.now()));
      scheduler.schedule(() => void listen(), 2);
      scheduler.schedule(() => void listen(), 4);
      flush();

      expect(seen).toEqual([3, 4]);
    });
  });

  it('should take the place of a promise in a pull source', () => {
    marbles(({ scheduler, expectObservable }) => {
      const pages = [['a', 'b'], ['c'], null];
      const source = { pull: () => later(scheduler, 5, pages.shift() ?? null) };
      const expected = '-----(ab)-c----|';

      expectObservable(fromSource(source, { flow: null })).toBe(expected);
    });
  });

  it('should be chained in virtual time', () => {
    marbles(({ scheduler, flush }) => {
      const seen: unknown[] = [];
      later(scheduler, 2, 1)
        .then((n) => later(scheduler, 3, n + 1))
        .then((n) => seen.push([scheduler.now(), n]));
      flush();

      expect(seen).toEqual([[5, 2]]);
    });
  });

  it('should be a promise to RxJS, which hears it outside of virtual time', async () => {
    const scheduler = { now: () => 0, schedule: (work: () => void) => work() };
    const seen: unknown[] = [];
    await from(later(scheduler as never, 3, 'a')).forEach((value) => seen.push(value));

    expect(seen).toEqual(['a']);
  });

  it('should refuse wrong arguments', () => {
    marbles(({ scheduler }) => {
      const coded = (code: string) => jasmine.objectContaining({ code }) as never;
      expect(() => later({} as never, 1)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => later(scheduler, '1' as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => later(scheduler, -1)).toThrow(coded('ERR_OUT_OF_RANGE'));
    });
  });
});
