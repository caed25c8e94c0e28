import { map, NEVER, of, repeat, retry, take, type Observable } from 'rxjs';
import { SourceConsumedError } from '../../src/core/source-consumed-error.js';
import { fromSource, type FromSourceOptions, type Source } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { claimWarnings } from '../support/claims.js';
import { Reader } from '../support/reader.js';

const free = { flow: null };

describe('fromSource', () => {
  const lists: Record<string, readonly number[]> = {
    empty: [],
    one: [1],
    many: Array.from({ length: 1_000 }, (_, i) => i),
  };
  for (const [name, items] of Object.entries(lists)) {
    it(`should give ${name} in order, and complete`, async () => {
      const reader = new Reader().read(fromSource(items, free));
      await reader.over;

      expect(reader.items).toEqual(items.slice());
      expect(reader.end).toBe('complete');
    });
  }

  it('should give nothing of a source that never answers', () => {
    const reader = new Reader().read(fromSource<number>(new Promise(() => undefined), free));

    expect(reader.items).toEqual([]);
    expect(reader.end).toBeUndefined();
  });

  it('should stop a synchronous source that take ends', () => {
    let made = 0;
    const source = function* () {
      for (;;) yield made++;
    };
    const reader = new Reader().read(fromSource(source, free).pipe(take(3)));

    expect(reader.items).toEqual([0, 1, 2]);
    expect(made).toBe(3);
  });

  it('should read again for a subscriber inside next', () => {
    const log: string[] = [];
    const source$ = fromSource([1, 2], free);
    source$.subscribe((outer) => {
      source$.subscribe((inner) => log.push(`${outer}.${inner}`));
    });

    expect(log).toEqual(['1.1', '1.2', '2.1', '2.2']);
  });

  it('should make no subscriber wait for another', () => {
    const source$ = fromSource([1, 2, 3]);
    const held = new Reader().read(
      source$.pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 })),
    );
    const other = new Reader().read(source$.pipe(mapConcurrent((item) => of(item))));

    expect(held.items).toEqual([]);
    expect(other.items).toEqual([1, 2, 3]);
    held.leave();
  });

  it('should complete when it is left inside next of the last item', () => {
    const reader = new Reader();
    reader.onItem = (item) => {
      if (item === 2) reader.leave();
    };
    reader.read(fromSource([1, 2], free));

    expect(reader.items).toEqual([1, 2]);
    expect(reader.end).toBe('complete');
  });

  describe('of a function', () => {
    it('should make the source when it is subscribed, not before', () => {
      const make = jasmine.createSpy().and.returnValue([1]);
      const source$ = fromSource<number>(make, free);
      expect(make).not.toHaveBeenCalled();
      source$.subscribe();

      expect(make).toHaveBeenCalledTimes(1);
    });

    it('should make the source again with repeat and retry', () => {
      let made = 0;
      const failingOnce = function* () {
        yield 1;
        if (made++ === 0) throw 'broken';
        yield 2;
      };
      const retried = new Reader().read(fromSource(failingOnce, free).pipe(retry(1)));
      expect(retried.items).toEqual([1, 1, 2]);
      expect(retried.end).toBe('complete');

      const repeated = new Reader().read(fromSource(() => [1, 2], free).pipe(repeat(2)));
      expect(repeated.items).toEqual([1, 2, 1, 2]);
    });

    it('should pass on what it throws', () => {
      const make = (): never => {
        throw 'not made';
      };
      const reader = new Reader().read(fromSource<number>(make, free));

      expect(reader.end).toEqual({ error: 'not made' });
    });

    const wrong = {
      nothing: undefined,
      null: null,
      'a string': 'abc',
      'a plain object': {},
      'another function': () => [1],
    };
    for (const [kind, made] of Object.entries(wrong)) {
      it(`should fail when it makes ${kind}`, () => {
        const reader = new Reader().read(fromSource<number>((() => made) as never, free));

        expect(reader.end).toEqual({ error: jasmine.any(TypeError) });
        const { error } = reader.end as { error: { code: string } };
        expect(error.code).toBe('ERR_INVALID_ARG_TYPE');
      });
    }
  });

  describe('of an iterator, which can be read once', () => {
    const consumed = { error: jasmine.any(SourceConsumedError) };

    it('should fail when it is to be retried, and lose nothing silently', () => {
      const failing = (function* () {
        yield* [1, 2];
        throw 'broken';
      })();
      const reader = new Reader().read(fromSource(failing, free).pipe(retry(1)));

      expect(reader.items).toEqual([1, 2]);
      expect(reader.end).toEqual(consumed);
    });

    it('should fail when it is to be repeated', () => {
      const reader = new Reader().read(fromSource([1, 2].values(), free).pipe(repeat(2)));

      expect(reader.items).toEqual([1, 2]);
      expect(reader.end).toEqual(consumed);
    });
  });

  describe('called wrongly', () => {
    const kinds = 'an array, iterable, async iterable, ReadableStream';
    const values: Record<string, unknown> = {
      undefined: undefined,
      null: null,
      true: true,
      'a number': 7,
      'a bigint': 5n,
      'a symbol': Symbol('source'),
      'a plain object': {},
      'a date': new Date(0),
      'an iterator that is no iterable': { next: () => ({ done: true, value: undefined }) },
    };
    for (const [kind, value] of Object.entries(values)) {
      it(`should throw a TypeError for ${kind} as its source`, () => {
        expect(() => fromSource(value as Source<unknown>)).toThrowMatching(
          (error: TypeError & { code: string }) =>
            error instanceof TypeError &&
            error.code === 'ERR_INVALID_ARG_TYPE' &&
            error.message.startsWith(`fromSource: "source" must be ${kinds}`),
        );
      });
    }

    it('should throw a TypeError for a string, and say how to pass its characters', () => {
      expect(() => fromSource('abc')).toThrowError(TypeError, /\[\.\.\.text\].*"abc" \(string\)/);
    });

    it('should throw a TypeError for a stream that somebody else has locked', () => {
      const stream = new ReadableStream<number>();
      stream.getReader();

      expect(() => fromSource(stream as unknown as Source<number>)).toThrowError(
        TypeError,
        /a ReadableStream that nobody has locked/,
      );
    });

    const options: [string, unknown, string][] = [
      ...[0, -1, 1.5, NaN, Infinity, 2 ** 31].map((buffer): [string, unknown, string] => [
        `buffer ${buffer}`,
        { buffer },
        'ERR_OUT_OF_RANGE',
      ]),
      ...['5', null, {}, 5n, true].map((buffer): [string, unknown, string] => [
        `buffer of type ${typeof buffer}`,
        { buffer },
        'ERR_INVALID_ARG_TYPE',
      ]),
      ['another overflow', { overflow: 'dropAll' }, 'ERR_OUT_OF_RANGE'],
      ['an inherited overflow', { overflow: 'constructor' }, 'ERR_OUT_OF_RANGE'],
      ['an overflow that is no string', { overflow: 1 }, 'ERR_INVALID_ARG_TYPE'],
      ['a flow that is none', { flow: {} }, 'ERR_INVALID_ARG_TYPE'],
      ['a scheduler that is none', { scheduler: {} }, 'ERR_INVALID_ARG_TYPE'],
      ['a name it does not know', { bufer: 1 }, 'ERR_UNKNOWN_OPTION'],
      ['options that are null', null, 'ERR_INVALID_ARG_TYPE'],
      ['options that are an array', [], 'ERR_INVALID_ARG_TYPE'],
      ['options that are a number', 100, 'ERR_INVALID_ARG_TYPE'],
    ];
    for (const [what, wrong, code] of options) {
      it(`should throw ${code} for ${what}, and make no source`, () => {
        const make = jasmine.createSpy();

        expect(() => fromSource(make, wrong as FromSourceOptions)).toThrowMatching(
          (error: Error & { code: string }) =>
            error.code === code && error.message.startsWith('fromSource: '),
        );
        expect(make).not.toHaveBeenCalled();
      });
    }

    it('should take undefined for an option that is not given', () => {
      const options = { buffer: undefined, overflow: undefined, scheduler: undefined, flow: null };
      const reader = new Reader().read(fromSource([1], options));

      expect(reader.items).toEqual([1]);
    });
  });

  describe('with nothing below it that asks for items', () => {
    it('should read on, and say so once, however often it is subscribed', () => {
      const source$ = fromSource([1, 2]);
      const readers = [new Reader().read(source$), new Reader().read(source$.pipe(map((x) => x)))];

      for (const reader of readers) expect(reader.items).toEqual([1, 2]);
      expect(claimWarnings()).toEqual([
        jasmine.stringMatching(/^sluice: fromSource found nothing below it that asks for items/),
      ]);
    });

    it('should say nothing with flow: null', () => {
      const reader = new Reader().read(fromSource([1, 2], free));

      expect(reader.items).toEqual([1, 2]);
      expect(claimWarnings()).toEqual([]);
    });

    it('should say nothing when a boundary stands below', () => {
      const passed: Observable<number> = fromSource([1, 2]).pipe(mapConcurrent((item) => of(item)));
      const reader = new Reader().read(passed);

      expect(reader.items).toEqual([1, 2]);
      expect(claimWarnings()).toEqual([]);
    });
  });

  // "should match the marble of its docs": from-source.time.spec.ts. Each kind of source, and those that
  // can be read once: feed/open-feed.spec.ts. Unsubscribing: feed/feed.spec.ts, for each kind.
});
