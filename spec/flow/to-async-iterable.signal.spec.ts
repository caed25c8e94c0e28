import { NEVER, of, Subject } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { toAsyncIterable } from '../../src/flow/to-async-iterable.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';

/** A signal that counts its listeners. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const counts = { listeners: 0 };
  const [add, remove] = [
    signal.addEventListener.bind(signal),
    signal.removeEventListener.bind(signal),
  ];
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    counts.listeners++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    counts.listeners--;
    remove(...args);
  };
  return { controller, signal, counts };
}

describe('toAsyncIterable with a signal', () => {
  it('should refuse the value that is waited for with the reason, and leave the source', async () => {
    const { controller, signal } = countedSignal();
    const source$ = new Subject<number>();
    const iterator = toAsyncIterable(source$, { signal })[Symbol.asyncIterator]();
    const next = iterator.next();
    controller.abort('enough');

    await expectAsync(next).toBeRejectedWith('enough');
    expect(source$.observed).toBeFalse();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('should hand over the values that were there before', async () => {
    const { controller, signal } = countedSignal();
    const source$ = new Subject<number>();
    const iterator = toAsyncIterable(source$, { signal })[Symbol.asyncIterator]();
    const first = iterator.next();
    source$.next(1);
    source$.next(2);
    controller.abort('enough');

    expect(await first).toEqual({ done: false, value: 1 });
    expect(await iterator.next()).toEqual({ done: false, value: 2 });
    await expectAsync(iterator.next()).toBeRejectedWith('enough');
  });

  it('should tell the reason to the source and to work', async () => {
    const { controller, signal } = countedSignal();
    const reasons: unknown[] = [];
    const keep = (told: AbortSignal) => {
      told.addEventListener('abort', () => reasons.push(told.reason));
    };
    const result$ = fromSource((context) => {
      keep(context.signal);
      return [1, 2, 3][Symbol.iterator]();
    }).pipe(
      mapConcurrent(
        (_, context) => {
          keep(context.signal);
          return NEVER;
        },
        { concurrency: 1, prefetch: 0 },
      ),
    );
    const next = toAsyncIterable(result$, { signal })[Symbol.asyncIterator]().next();
    controller.abort('enough');

    await expectAsync(next).toBeRejectedWith('enough');
    expect(reasons).toEqual(['enough', 'enough']);
  });

  it('should subscribe to nothing if it has aborted already', async () => {
    const source$ = new Subject<number>();
    let subscribed = 0;
    const counted$ = new Subject<number>();
    counted$.subscribe = (() => subscribed++) as never;
    const signal = AbortSignal.abort('before');

    for (const result$ of [source$, counted$]) {
      const next = toAsyncIterable(result$, { signal })[Symbol.asyncIterator]().next();
      await expectAsync(next).toBeRejectedWith('before');
    }
    expect(subscribed).toBe(0);
  });

  it('should leave no listener behind, however the loop ends', async () => {
    const { controller, signal, counts } = countedSignal();
    const seen: number[] = [];
    for await (const item of toAsyncIterable(of(1, 2), { signal })) seen.push(item);
    expect([seen, counts.listeners]).toEqual([[1, 2], 0]);

    const left = toAsyncIterable(of(1, 2), { signal })[Symbol.asyncIterator]();
    await left.next();
    await left.return?.();
    expect(counts.listeners).toBe(0);

    const next = toAsyncIterable(NEVER, { signal })[Symbol.asyncIterator]().next();
    expect(counts.listeners).toBe(1);
    controller.abort('enough');
    await expectAsync(next).toBeRejected();
    expect(counts.listeners).toBe(0);
  });
});
