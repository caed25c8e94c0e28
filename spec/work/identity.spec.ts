import { lastValueFrom, of, Subject, toArray } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { Gate } from '../../src/flow/gate.js';
import { Resume } from '../../src/flow/resume.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { Identity } from '../../src/work/identity.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';

/** As it is above a store. */
const stored = (keyOf?: (item: unknown) => string) => {
  const gate = new Gate();
  gate.resume = new Resume();
  gate.resume.run = { runId: 'run', keyOf };
  return new Identity(gate);
};

describe('Identity', () => {
  it('should name an item by its run, and its position or key', () => {
    expect(stored().keyOf('a', 7)).toBe('run:7');
    expect(stored((item) => `k${String(item)}`).keyOf('a', 7)).toBe('run:ka');
  });

  it('should name items together by their stretches of positions', () => {
    const ranges = [
      [0, 3],
      [5, 6],
      [9, 11],
    ] as const;

    expect(stored().keyOfAll(['a', 'b', 'c', 'd', 'e', 'f'], ranges)).toBe('run:0-2,5,9-10');
  });

  it('should name items together by all their keys', () => {
    const identity = stored(String);
    const name = identity.keyOfAll(['a', 'b'], [[0, 2]]);

    expect(name).toMatch(/^run:[0-9a-z]{22}$/);
    expect(identity.keyOfAll(['a', 'b'], [[5, 7]])).toBe(name);
    expect(identity.keyOfAll(['a', 'c'], [[0, 2]])).not.toBe(name);
  });

  it('should have a name of its own where nobody stores, the same as long as it runs', () => {
    const identity = new Identity(new Gate());
    const [run] = identity.keyOf('a', 0).split(':');

    expect(identity.keyOf('b', 1)).toBe(`${run}:1`);
    expect(new Identity(new Gate()).keyOf('a', 0)).not.toBe(`${run}:0`);
  });

  it('should know its run also when the operator has left', () => {
    const source = new Subject<string[]>();
    const contexts: WorkContext[] = [];
    const work = (_: readonly string[], context: WorkContext) => {
      contexts.push(context);
      return new Promise<string[]>(() => undefined);
    };
    const subscription = source
      .pipe(processChunks(work), storeTo(memoryStore(), { runId: 'run' }))
      .subscribe();
    source.next(['a', 'b']);
    subscription.unsubscribe();

    expect(contexts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['run:0-1']);
  });

  it('should name the same items alike in each start of a run, also where parts are called', async () => {
    for (const key of [undefined, (item: unknown) => `k${String(item)}`]) {
      const store = memoryStore();
      const names: string[][] = [];
      const start = async (isFirst: boolean) => {
        const seen: string[] = [];
        names.push(seen);
        const work = (items: readonly string[], { idempotencyKey }: WorkContext) => {
          seen.push(`${items.join('')} ${idempotencyKey}`);
          if (isFirst && items[0] === 'c') throw new Error('crash');
          if (items.length > 1 && items.includes('d')) throw new Error('bad');
          return items;
        };
        const retry = { count: 0, classify: (error: unknown) => classOf(error) };
        const result$ = of('a', 'b', 'c', 'd').pipe(
          chunkBy(2),
          processChunks(work, { concurrency: 1, isolate: true, retry }),
          storeTo(store, { runId: 'run', key }),
          toArray(),
        );
        await lastValueFrom(result$).catch(() => undefined);
      };
      const classOf = (error: unknown) =>
        (error as Error).message === 'crash' ? ('fatal' as const) : ('tolerable' as const);
      await start(true);
      await start(false);

      expect(names[0]?.length).toBe(2);
      expect(names[1]?.[0]).toBe(names[0]?.[1]);
      expect(names[1]?.map((name) => name.split(' ')[0])).toEqual(['cd', 'c', 'd']);
      expect(new Set(names[1]?.map((name) => name.split(' ')[1])).size).toBe(3);
    }
  });

  it('should name the items of mapConcurrent, with outcomes and without', async () => {
    const seen: string[] = [];
    const fn = (item: string, { idempotencyKey }: WorkContext) => {
      seen.push(idempotencyKey.replace(/^.*:/, `${item}:`));
      return [item];
    };
    await lastValueFrom(of('a', 'b').pipe(mapConcurrent(fn)));
    await lastValueFrom(of('a', 'b').pipe(mapConcurrent(fn, { outcomes: true })));

    expect(seen).toEqual(['a:0', 'b:1', 'a:0', 'b:1']);
  });
});
