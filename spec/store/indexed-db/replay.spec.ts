import { changed, freshName, removeDatabase } from '../../support/indexed-db.js';
import { VirtualTimeScheduler } from 'rxjs';
import type { RunRow } from '../../../src/store/records/run-database.js';
import {
  IndexedDbRuns,
  type IndexedDbRunsOptions,
} from '../../../src/store/indexed-db/indexed-db-runs.js';
import { openDatabase } from '../../../src/store/indexed-db/open-database.js';

const row = (members: Partial<RunRow> = {}): RunRow => ({
  runId: 'run',
  version: 1,
  createdAt: 1,
  fingerprint: { identity: 'position' },
  state: 'open',
  epoch: 1,
  ...members,
});
const record = { runId: 'run', seq: 1, head: '{"items":1}', body: '[1]', sum: 1 };
const unknown = () => new DOMException('server lost', 'UnknownError');

/** It is complete, and tells that it is not. */
function answerLost(real: IDBTransaction): IDBTransaction {
  return new Proxy(changed(real, { error: unknown() }), {
    set: (target, name, value: (() => void) | null) =>
      name === 'oncomplete' || Reflect.set(target, name === 'onabort' ? 'oncomplete' : name, value),
  });
}

/** It ends while its requests are on their way. */
function undone(real: IDBTransaction): IDBTransaction {
  queueMicrotask(() => {
    real.abort();
  });
  return changed(real, { error: unknown() });
}

describe('IndexedDbRuns, when a transaction fails', () => {
  let name: string;
  let opened: IDBDatabase[];
  let transactions: number;

  /** The first transaction fails like that; those on other connections go well. */
  const make = (
    fail: (real: IDBTransaction) => IDBTransaction,
    options: Partial<IndexedDbRunsOptions> = {},
  ) => {
    let isFirst = true;
    return new IndexedDbRuns({
      name,
      durability: 'relaxed',
      open: async (blocked) => {
        const db = await openDatabase(name, blocked);
        opened.push(db);
        const fails = isFirst;
        isFirst = false;
        return changed(db, {
          transaction: (...args) => {
            transactions++;
            const real = db.transaction(...args);
            return fails ? fail(real) : real;
          },
        });
      },
      ...options,
    });
  };
  const sound = () => make((real) => real);

  beforeEach(() => {
    name = freshName();
    opened = [];
    transactions = 0;
  });

  afterEach(async () => {
    for (const db of opened) db.close();
    await removeDatabase(name);
  });

  it('should open a run once, though the answer to it was lost', async () => {
    const runs = make(answerLost);
    const holder = { ...runs.self(), epoch: 1 };
    const stored = await runs.change('run', (found) =>
      row({ epoch: (found?.row.epoch ?? 0) + 1, holder }),
    );
    expect([transactions, stored.epoch]).toEqual([2, 1]);
    expect((await sound().run('run'))?.row.epoch).toBe(1);
  });

  it('should store a record once, though the answer to it was lost', async () => {
    await sound().change('run', () => row());
    transactions = 0;
    await make(answerLost).append('run', 1, [record]);
    expect(transactions).toBe(2);
    expect(await sound().records('run', 0, 9)).toEqual([record]);
  });

  it('should remove a run, though the answer to it was lost', async () => {
    await sound().change('run', () => row());
    transactions = 0;
    await make(answerLost).remove('run', () => undefined);
    expect(transactions).toBe(2);
    expect(await sound().runs()).toEqual([]);
  });

  it('should write and read again what the platform has undone', async () => {
    const holder = { ...sound().self(), epoch: 1 };
    await make(undone).change('run', () => row({ holder }));
    await make(undone).append('run', 1, [record]);
    expect(await make(undone).records('run', 0, 9)).toEqual([record]);
    expect(transactions).toBe(6);
  });

  it('should write on a new connection when a transaction does not end', async () => {
    await sound().change('run', () => row());
    const scheduler = new VirtualTimeScheduler();
    const stuck = (real: IDBTransaction) => {
      real.abort();
      queueMicrotask(() => {
        scheduler.flush();
      });
      const put = { put: () => ({}), get: () => ({}) } as unknown as IDBObjectStore;
      const silent = { objectStore: () => put, abort: () => undefined, commit: () => undefined };
      return silent as unknown as IDBTransaction;
    };
    const runs = make(stuck, { scheduler });
    await runs.append('run', 1, [record]);
    expect(scheduler.now()).toBe(10_000);
    expect(await runs.records('run', 0, 9)).toEqual([record]);
  });
});
