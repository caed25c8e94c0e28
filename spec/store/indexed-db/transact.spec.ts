import { changed, freshName, removeDatabase } from '../../support/indexed-db.js';
import { asyncScheduler, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { openDatabase } from '../../../src/store/indexed-db/open-database.js';
import { transact, type Body } from '../../../src/store/indexed-db/transact.js';

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('transact', () => {
  let name: string;
  let db: IDBDatabase;
  const late = new Error('late');

  const run = <T>(body: Body<T>, on = db, scheduler: SchedulerLike = asyncScheduler) =>
    transact(
      on,
      { mode: 'readwrite', durability: 'relaxed', limit: 10_000, scheduler, late: () => late },
      body,
    );
  const count = () =>
    run<number>((store, steps) => {
      steps.on(store.count(), steps.answer);
    });

  beforeEach(async () => {
    name = freshName();
    db = await openDatabase(name, () => undefined);
  });

  afterEach(async () => {
    db.close();
    await removeDatabase(name);
  });

  it('should resolve when it is complete, not when its requests succeed', async () => {
    const order: string[] = [];
    const told = changed(db, {
      transaction: (...args) => {
        const transaction = db.transaction(...args);
        transaction.addEventListener('complete', () => order.push('complete'));
        return transaction;
      },
    });
    const value = await run<string>((store, { on, answer }) => {
      on(store.put({}, ['a', 1]), () => {
        order.push('put');
        answer('stored');
      });
    }, told);
    order.push('resolved');
    expect([value, order]).toEqual(['stored', ['put', 'complete', 'resolved']]);
  });

  it('should undo all when something is thrown, at once or in an answer', async () => {
    const thrown = new Error('no');
    const atOnce = run((store) => {
      store.put({}, ['a', 1]);
      throw thrown;
    });
    expect(await errorOf(atOnce)).toBe(thrown);
    const later = run((store, { on }) => {
      on(store.put({}, ['a', 1]), () => {
        throw thrown;
      });
      store.put({}, ['a', 2]);
    });
    expect(await errorOf(later)).toBe(thrown);
    expect(await count()).toBe(0);
  });

  it('should undo all when one value cannot be cloned, or one key is none', async () => {
    for (const [value, key] of [
      [() => 0, ['a', 2]],
      [{}, NaN],
    ] as const) {
      const failed = run((store) => {
        store.put({}, ['a', 1]);
        store.put(value, key as IDBValidKey);
      });
      expect(await errorOf(failed)).toBeInstanceOf(DOMException);
    }
    expect(await count()).toBe(0);
  });

  it('should fail when room was missing in the end, though each request had succeeded', async () => {
    const full = Object.assign(new EventTarget(), {
      objectStore: () => ({}),
      abort: () => undefined,
      error: new DOMException('full', 'QuotaExceededError'),
      onabort: null as (() => void) | null,
    });
    const failed = errorOf(
      run(() => undefined, { transaction: () => full } as unknown as IDBDatabase),
    );
    full.onabort?.();
    expect(await failed).toBe(full.error);
  });

  it('should give up one that neither completes nor aborts', async () => {
    const scheduler = new VirtualTimeScheduler();
    let aborts = 0;
    const stuck = { objectStore: () => ({}), abort: () => aborts++ };
    const fake = { transaction: () => stuck } as unknown as IDBDatabase;
    const failed = errorOf(run(() => undefined, fake, scheduler));
    scheduler.flush();
    expect(await failed).toBe(late);
    expect([aborts, scheduler.now()]).toEqual([1, 10_000]);
  });
});
