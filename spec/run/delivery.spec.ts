import { concat, map, mergeMap, NEVER, take, timer, type Observable } from 'rxjs';
import { createFlow } from '../../src/flow/create-flow.js';
import { FLOW } from '../../src/flow/reach.js';
import { Delivery } from '../../src/run/delivery.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { claimWarnings, expectUnhandled } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { Reader } from '../support/reader.js';
import { macrotask } from '../support/ticks.js';

/** Values of a source that minds the flow. */
function delivering() {
  const flow = createFlow();
  flow[FLOW].listen();
  const controller = new AbortController();
  return { flow, controller, delivery: new Delivery<number>(flow, controller.signal) };
}

describe('Delivery', () => {
  it('should hand values to all who listen at the time', () => {
    const { delivery } = delivering();
    delivery.deliver([0]);
    const first = new Reader().read(delivery.values$);
    delivery.deliver([1, 2]);
    const second = new Reader().read(delivery.values$);
    delivery.deliver([3]);
    delivery.complete();

    expect([first.items, second.items]).toEqual([[1, 2, 3], [3]]);
    expect([first.end, second.end]).toEqual(['complete', 'complete']);
  });

  it('should not look at values that nobody wants', () => {
    const looked = jasmine.createSpy('looked');
    const values = {
      *[Symbol.iterator]() {
        looked();
        yield 1;
      },
    };
    delivering().delivery.deliver(values);

    expect(looked).not.toHaveBeenCalled();
  });

  it('should give the same end to those who come too late', () => {
    const error = new Error('failed');
    const [completed, failed] = [delivering().delivery, delivering().delivery];
    completed.complete();
    failed.error(error);

    expect(new Reader().read(completed.values$).end).toBe('complete');
    expect(new Reader().read(failed.values$).end).toEqual({ error });
  });

  it('should let a listener leave, or others come and go, while values are handed on', () => {
    const { delivery } = delivering();
    const other = new Reader();
    const leaving = new Reader();
    leaving.onItem = () => {
      other.leave();
      leaving.leave();
    };
    leaving.read(delivery.values$);
    other.read(delivery.values$);
    const staying = new Reader().read(delivery.values$);
    delivery.deliver([1, 2]);

    expect([leaving.items, other.items, staying.items]).toEqual([[1], [], [1, 2]]);
  });

  it('should hand on nothing more once the signal aborts, also not the rest, to no listener', () => {
    const { controller, delivery } = delivering();
    const first = new Reader();
    first.onItem = (item) => {
      if (item === 2) controller.abort();
    };
    first.read(delivery.values$);
    const second = new Reader().read(delivery.values$);
    delivery.deliver([1, 2, 3]);
    delivery.deliver([4]);

    expect([first.items, second.items]).toEqual([[1, 2], []]);
  });

  it('should keep a listener that throws from no other, and tell it further values', async () => {
    const { delivery } = delivering();
    const seen: number[] = [];
    delivery.values$.subscribe((value) => {
      seen.push(value);
      throw new Error(`no ${value}`);
    });
    const other = new Reader().read(delivery.values$);
    delivery.deliver([1, 2]);
    await new Promise((resolve) => setTimeout(resolve));

    expectUnhandled(new Error('no 1'), new Error('no 2'));
    expect([seen, other.items]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('should close the flow while a listener is busy, and only as long as it listens', () => {
    const { flow, delivery } = delivering();
    const open = () => flow.open;
    const subscription = delivery.values$
      .pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 }))
      .subscribe();
    const before = open();
    delivery.deliver([1]);
    const during = open();
    subscription.unsubscribe();

    expect([before, during, open()]).toEqual([true, false, true]);
  });

  it('should not be held up by a boundary that listens to something else by now', () => {
    const { flow, delivery } = delivering();
    concat(delivery.values$.pipe(take(1)), NEVER)
      .pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 }))
      .subscribe();
    delivery.deliver([1]);

    expect(flow.open).toBeTrue();
  });

  it('should mind the slowest of several', () => {
    marbles(({ expectObservable, flush }) => {
      const { flow, delivery } = delivering();
      const busy = (frames: number): Observable<number> =>
        delivery.values$.pipe(
          mapConcurrent((value) => timer(frames).pipe(map(() => value)), {
            concurrency: 1,
            prefetch: 0,
          }),
        );
      const open: boolean[] = [];
      timer(1).subscribe(() => delivery.deliver([1]));
      for (const frame of [2, 4, 6]) timer(frame).subscribe(() => open.push(flow.open));

      expectObservable(busy(2), '-------!').toBe('---b---', { b: 1 });
      expectObservable(busy(4), '-------!').toBe('-----d-', { d: 1 });
      flush();
      expect(open).toEqual([false, false, true]);
    });
  });

  it('should not take what the run was allowed to read for what nobody asked for', async () => {
    const { delivery } = delivering();
    const lanes = { concurrency: 1, prefetch: 0 };
    const result$ = delivery.values$.pipe(mapConcurrent(async (value) => value, lanes));
    const reader = new Reader().read(result$);
    const count = 100_000;
    delivery.deliver(Array(count).keys());
    delivery.complete();
    await reader.over;

    expect(reader.end).toBe('complete');
    expect(reader.items.length).toBe(count);
    expect(claimWarnings()).toEqual([]);
  });

  it('should hold up nobody for a listener without a boundary', async () => {
    const { flow, delivery } = delivering();
    const reader = new Reader().read(
      delivery.values$.pipe(
        mergeMap(async (value) => value),
        take(1),
      ),
    );
    delivery.deliver([1]);

    expect(flow.open).toBeTrue();
    await macrotask();
    expect([reader.items, reader.end]).toEqual([[1], 'complete']);
  });
});
