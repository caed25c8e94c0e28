import { asyncScheduler, Observable, Subject, type Subscriber } from 'rxjs';
import { Chunker, type ChunkerLimits } from '../../src/chunk/chunker.js';
import type { Chunk } from '../../src/core/chunk.js';
import { fulfilled } from '../../src/core/outcome.js';
import { Gate } from '../../src/flow/gate.js';
import { Inlet } from '../../src/flow/inlet.js';

const NONE = {
  maxSize: Infinity,
  maxWeight: Infinity,
  weight: undefined,
  maxWait: undefined,
  closeWhen: undefined,
  scheduler: asyncScheduler,
};

/** A chunker, what it has emitted, and the subscriber below it. */
function open<T>(limits: Partial<ChunkerLimits<T>>, gate?: Gate) {
  const seen: Chunk<T>[] = [];
  let chunker: Chunker<T> | undefined;
  let below: Subscriber<Chunk<T>> | undefined;
  const subscription = new Observable<Chunk<T>>((subscriber) => {
    const receiver = {
      arrive: (chunk: Chunk<T>) => seen.push(chunk),
      finish: () => subscriber.complete(),
      fail: (error: unknown) => subscriber.error(error),
    };
    below = new Inlet<Chunk<T>>(subscriber, receiver, gate);
    chunker = new Chunker<T>(below, { ...NONE, ...limits });
    return below;
  }).subscribe();
  return { seen, subscription, chunker: chunker!, below: below! };
}

describe('Chunker', () => {
  it('should tell the tree of its gate what waits in the open chunk, until it is left', () => {
    const gate = new Gate();
    const { chunker, subscription } = open<number>({ maxSize: 3 }, gate);
    const waiting = () => [...gate.tree.stages].map((stage) => stage.waiting);
    const seen = [waiting()];
    for (const item of [1, 2, 3, 4]) {
      chunker.arrive(item);
      seen.push(waiting());
    }
    subscription.unsubscribe();
    seen.push(waiting());

    expect(seen).toEqual([[0], [1], [2], [0], [1], []]);
    expect([chunker.kind, chunker.mask, chunker.running]).toEqual(['chunker', 0, 0]);
  });

  it('should find the gate below, and do without', () => {
    const gate = new Gate();

    expect(open({}, gate).chunker.gate).toBe(gate);
    expect(open({}).chunker.gate).toBeUndefined();
  });

  it('should offer to take ranges only where no function of the user looks at the items', () => {
    expect(open({ maxSize: 2 }).chunker.arriveRange).toBeDefined();
    expect(open({ maxSize: 2, maxWait: 5 }).chunker.arriveRange).toBeDefined();
    expect(open({ weight: () => 1 }).chunker.arriveRange).toBeUndefined();
    expect(open({ closeWhen: () => false }).chunker.arriveRange).toBeUndefined();
  });

  it('should take of a range what completes one chunk', () => {
    const { chunker, seen } = open<string>({ maxSize: 3 });
    const page = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const stops = [0];
    while (stops.at(-1)! < page.length) {
      stops.push(chunker.arriveRange?.(page, stops.at(-1)!, page.length) ?? page.length);
    }

    expect(stops).toEqual([0, 3, 6, 8]);
    expect(seen.map(({ items }) => items.join(''))).toEqual(['abc', 'def']);
  });

  it('should first fill the open chunk from a range', () => {
    const { chunker, seen } = open<string>({ maxSize: 3 });
    chunker.arrive('x');

    expect(chunker.arriveRange?.(['a', 'b', 'c', 'd'], 0, 4)).toBe(2);
    expect(seen.map(({ items, ranges }) => [items.join(''), ranges])).toEqual([['xab', [[0, 3]]]]);
  });

  it('should respect the end of a range', () => {
    const { chunker, seen } = open<string>({ maxSize: 2 });

    expect(chunker.arriveRange?.(['a', 'b', 'c', 'd'], 1, 2)).toBe(2);
    expect(seen).toEqual([]);

    chunker.arrive('z');

    expect(seen.map(({ items }) => items.join(''))).toEqual(['bz']);
  });

  it('should copy what it takes, so that a page can be used again', () => {
    const { chunker, seen } = open<string>({ maxSize: 2 });
    const page = ['a', 'b'];
    chunker.arriveRange?.(page, 0, 2);
    page[0] = 'changed';

    expect(seen[0]?.items).toEqual(['a', 'b']);
  });

  it('should keep the positions of outcomes in a range', () => {
    const { chunker, seen } = open<unknown>({ maxSize: 2 });
    const page = [7, 8].map((position) => fulfilled('item', position, 'value'));
    chunker.arriveRange?.(page, 0, 2);

    expect(seen[0]?.ranges).toEqual([[7, 9]]);
  });

  it('should end within one turn, so that the gate opens after the end is told', () => {
    const gate = new Gate();
    const { chunker, below } = open<number>({}, gate);
    const depths: number[] = [];
    below.add(() => depths.push(gate.tree.depth));
    chunker.arrive(1);
    chunker.finish();

    expect(depths).toEqual([1]);
    expect(gate.tree.depth).toBe(0);
  });

  it('should cut by a notifier, and end the inlet with its error', () => {
    const { chunker, seen } = open<number>({});
    const errors: unknown[] = [];
    const inlet = new Subject<number>();
    inlet.subscribe({ error: (error: unknown) => errors.push(error) });
    const flush$ = new Subject<void>();
    chunker.cutOn(flush$, inlet as unknown as Subscriber<number>);
    chunker.arrive(1);
    flush$.next();
    flush$.error('error');

    expect(seen.map(({ closedBy }) => closedBy)).toEqual(['flush']);
    expect(errors).toEqual(['error']);
  });
});
