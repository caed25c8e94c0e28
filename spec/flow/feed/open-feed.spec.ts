import { delay, of, Subject, type ObservableInput } from 'rxjs';
import { chunkBy } from '../../../src/chunk/chunk-by.js';
import { SourceConsumedError } from '../../../src/core/source-consumed-error.js';
import { fromSource, type Source } from '../../../src/flow/from-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { processChunks } from '../../../src/work/process-chunks.js';
import { Reader } from '../../support/reader.js';

const free = { flow: null };

function* generator() {
  yield* [1, 2, 3];
}

async function* asyncGenerator() {
  yield* [1, 2, 3];
}

function stream(): ReadableStream<number> {
  const left = [1, 2, 3];
  return new ReadableStream({
    pull(controller) {
      const item = left.shift();
      if (item === undefined) controller.close();
      else controller.enqueue(item);
    },
  });
}

function pullSource() {
  const pages = [[1], [], [2, 3]];
  return { pull: () => pages.shift() ?? null };
}

function asyncPullSource() {
  const source = pullSource();
  return { pull: async () => source.pull() };
}

/** Sources that begin anew whenever they are read. */
const again: Record<string, () => Source<number>> = {
  'an array': () => [1, 2, 3],
  'a set': () => new Set([1, 2, 3]),
  'a typed array': () => new Uint8Array([1, 2, 3]),
  'an iterable': () => ({ [Symbol.iterator]: generator }),
  'an async iterable': () => ({ [Symbol.asyncIterator]: asyncGenerator }),
  'a cold Observable': () => of(1, 2, 3),
  'an asynchronous Observable': () => of(1, 2, 3).pipe(delay(0)),
};

/** Sources that can be read once. */
const once: Record<string, () => Source<number>> = {
  'a generator object': generator,
  'an async generator object': asyncGenerator,
  'the iterator of an array': () => [1, 2, 3].values(),
  'a web stream': () => stream(),
  'a pull source': pullSource,
  'an asynchronous pull source': asyncPullSource,
};

for (const [kind, make] of Object.entries({ ...again, ...once })) {
  describe(`fromSource of ${kind}`, () => {
    it('should read it to its end', async () => {
      const reader = new Reader().read(fromSource(make(), free));
      await reader.over;

      expect(reader.items).toEqual([1, 2, 3]);
      expect(reader.end).toBe('complete');
    });

    it('should read it through a function that makes it, for every subscriber', async () => {
      const source$ = fromSource(() => make(), free);
      for (const reader of [new Reader(), new Reader()]) {
        reader.read(source$);
        await reader.over;

        expect(reader.items).toEqual([1, 2, 3]);
        expect(reader.end).toBe('complete');
      }
    });

    it('should read it for items that are worked on one by one', async () => {
      const reader = new Reader().read(
        fromSource(make()).pipe(mapConcurrent((item) => of(item), { concurrency: 1, prefetch: 0 })),
      );
      await reader.over;

      expect(reader.items).toEqual([1, 2, 3]);
      expect(reader.end).toBe('complete');
    });

    it('should read it for chunks', async () => {
      const chunks: unknown[] = [];
      const reader = new Reader<unknown>().read(
        fromSource(make()).pipe(
          chunkBy(2),
          processChunks(async (items) => {
            chunks.push(items);
          }),
        ),
      );
      await reader.over;

      expect(chunks).toEqual([[1, 2], [3]]);
      expect(reader.end).toBe('complete');
    });
  });
}

for (const [kind, make] of Object.entries(again)) {
  it(`fromSource should begin anew with each subscriber of ${kind}`, async () => {
    const source$ = fromSource(make(), free);
    const readers = [new Reader(), new Reader()];
    for (const reader of readers) reader.read(source$);
    for (const reader of readers) {
      await reader.over;

      expect(reader.items).toEqual([1, 2, 3]);
    }
  });
}

for (const [kind, make] of Object.entries(once)) {
  describe(`fromSource of ${kind}, which can be read once`, () => {
    const consumed = { error: jasmine.any(SourceConsumedError) };

    it('should refuse a second subscriber, before and after the first has read it', async () => {
      const source$ = fromSource(make(), free);
      const first = new Reader().read(source$);
      expect(new Reader().read(source$).end).toEqual(consumed);
      await first.over;

      expect(first.items).toEqual([1, 2, 3]);
      expect(new Reader().read(source$).end).toEqual(consumed);
    });

    it('should refuse it also when it comes back in another fromSource', async () => {
      const source = make();
      await new Reader().read(fromSource(source, free)).over;
      const second = new Reader().read(fromSource(source, free));

      expect(second.end).toEqual(consumed);
      const { error } = second.end as { error: SourceConsumedError };
      expect(error.code).toBe('ERR_SOURCE_CONSUMED');
    });

    it('should refuse it when a function gives it a second time', async () => {
      const source = make();
      const source$ = fromSource(() => source, free);
      await new Reader().read(source$).over;

      expect(new Reader().read(source$).end).toEqual(consumed);
    });
  });
}

describe('fromSource of a promise', () => {
  it('should give its value', async () => {
    const reader = new Reader().read(fromSource(Promise.resolve(7), free));
    expect(reader.items).toEqual([]);
    await reader.over;

    expect(reader.items).toEqual([7]);
    expect(reader.end).toBe('complete');
  });

  it('should give a value that is an array as one item', async () => {
    const reader = new Reader<number[]>().read(fromSource(Promise.resolve([1, 2]), free));
    await reader.over;

    expect(reader.items).toEqual([[1, 2]]);
  });

  it('should fail with its reason', async () => {
    const reader = new Reader().read(fromSource(Promise.reject<number>('no'), free));
    await reader.over;

    expect(reader.end).toEqual({ error: 'no' });
  });

  it('should give its value to every subscriber', async () => {
    const source$ = fromSource(Promise.resolve(7), free);
    for (const reader of [new Reader(), new Reader()]) {
      await reader.read(source$).over;

      expect(reader.items).toEqual([7]);
    }
  });

  it('should take a thenable of another make, whose then gives nothing', async () => {
    const thenable = { then: (give: (item: number) => void) => give(7) } as PromiseLike<number>;
    const reader = new Reader().read(fromSource(thenable, free));
    await reader.over;

    expect(reader.items).toEqual([7]);
    expect(reader.end).toBe('complete');
  });

  it('should fail when its then throws', async () => {
    const thenable = {
      then: () => {
        throw 'no then';
      },
    } as unknown as PromiseLike<number>;
    const reader = new Reader().read(fromSource(thenable, free));
    await reader.over;

    expect(reader.end).toEqual({ error: 'no then' });
  });
});

describe('fromSource of a web stream', () => {
  interface Underlying {
    readonly source$: ReturnType<typeof fromSource<number>>;
    readonly controller: ReadableStreamDefaultController<number>;
    readonly cancelled: unknown[];
  }
  function underlying(): Underlying {
    const cancelled: unknown[] = [];
    let controller!: ReadableStreamDefaultController<number>;
    const stream = new ReadableStream<number>({
      start: (given) => {
        controller = given;
      },
      cancel: (reason) => {
        cancelled.push(reason);
      },
    });
    const source$ = fromSource(stream as unknown as ObservableInput<number>, free);
    return { source$, controller, cancelled };
  }

  it('should cancel it when it is left while a read is pending', async () => {
    const { source$, controller, cancelled } = underlying();
    const first = new Subject<void>();
    const reader = new Reader();
    reader.onItem = () => first.complete();
    reader.read(source$);
    controller.enqueue(1);
    await new Promise<void>((resolve) => first.subscribe({ complete: resolve }));
    reader.leave();

    expect(cancelled.length).toBe(1);
    expect(reader.items).toEqual([1]);
  });

  it('should pass on its error', async () => {
    const { source$, controller, cancelled } = underlying();
    const reader = new Reader().read(source$);
    controller.error('reset');
    await reader.over;

    expect(reader.end).toEqual({ error: 'reset' });
    expect(cancelled).toEqual([]);
  });

  it('should not cancel one that has ended', async () => {
    const { source$, controller, cancelled } = underlying();
    const reader = new Reader().read(source$);
    controller.close();
    await reader.over;

    expect(reader.end).toBe('complete');
    expect(cancelled).toEqual([]);
  });
});
