import { changed, freshName, isReal, removeDatabase } from '../../support/indexed-db.js';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import type { RecordRow, RunRow } from '../../../src/store/records/run-database.js';
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

const record = (seq: number, members: Partial<RecordRow> = {}): RecordRow => ({
  runId: 'run',
  seq,
  head: JSON.stringify({ items: seq * 10 }),
  body: `[${seq}]`,
  sum: seq,
  ...members,
});

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Record<string, unknown>,
  );

describe('IndexedDbRuns', () => {
  let name: string;
  let opened: IDBDatabase[];

  const make = (options: Partial<IndexedDbRunsOptions> = {}, factory = indexedDB) =>
    new IndexedDbRuns({
      name,
      durability: 'relaxed',
      open: async (blocked) => {
        const db = await openDatabase(name, blocked, factory);
        opened.push(db);
        return db;
      },
      ...options,
    });

  beforeEach(() => {
    name = freshName();
    opened = [];
  });

  afterEach(async () => {
    for (const db of opened) db.close();
    await removeDatabase(name);
  });

  it('should find rows and the last record of each run', async () => {
    const runs = make();
    expect(await runs.runs()).toEqual([]);
    expect(await runs.run('run')).toBeUndefined();
    for (const runId of ['b', 'run', 'a']) await runs.change(runId, () => row({ runId }));
    await runs.append('run', 1, [record(1), record(2)]);
    expect(await runs.runs()).toEqual([
      { row: row({ runId: 'a' }), last: undefined },
      { row: row({ runId: 'b' }), last: undefined },
      { row: row(), last: record(2) },
    ]);
    expect(await make().run('run')).toEqual({ row: row(), last: record(2) });
    expect(await runs.run('ru')).toBeUndefined();
  });

  it('should read records in order, some at a time, and single ones', async () => {
    const runs = make();
    await runs.change('run', () => row());
    const body = new Uint8Array([1, 2]);
    await runs.append('run', 1, [record(1, { body }), record(2, { body: undefined }), record(3)]);
    expect(await runs.records('run', 0, 2)).toEqual([
      record(1, { body }),
      record(2, { body: undefined }),
    ]);
    expect(await runs.records('run', 2, 2)).toEqual([record(3)]);
    expect(await runs.record('run', 1)).toEqual(record(1, { body }));
    expect(await runs.record('run', 4)).toBeUndefined();
  });

  it('should find records by the keys of their items, of that run only', async () => {
    const runs = make();
    for (const runId of ['other', 'run']) await runs.change(runId, () => row({ runId }));
    const keys = ['a', '__proto__', '\ud800', ''];
    await runs.append('run', 1, [record(1, { keys })]);
    await runs.append('other', 1, [record(1, { runId: 'other', keys: ['theirs'] })]);
    expect(await runs.hasKeys('run', [...keys, 'theirs'])).toEqual([true, true, true, true, false]);
    expect(await runs.hasKeys('other', [...keys, 'theirs'])).toEqual([
      ...[false, false, false, false, true],
    ]);
    expect((await runs.record('run', 1))?.keys).toEqual(keys);
    await runs.remove('run', () => undefined);
    expect(await runs.hasKeys('run', keys)).toEqual([false, false, false, false]);
  });

  it('should store nothing of a write that another opening has overtaken', async () => {
    const runs = make();
    await runs.change('run', () => row({ epoch: 2 }));
    const error = await errorOf(runs.append('run', 1, [record(1), record(2)]));
    expect(error).toEqual(jasmine.objectContaining({ code: 'ERR_RUN_TAKEN_OVER', current: 2 }));
    expect(await runs.records('run', 0, 9)).toEqual([]);
  });

  it('should store nothing of a write of which one record cannot be cloned', async () => {
    const runs = make();
    await runs.change('run', () => row());
    const bad = { ...record(2), head: (() => 0) as unknown as string };
    const error = await errorOf(runs.append('run', 1, [record(1), bad]));
    expect(error?.['code']).toBe('ERR_STORE_WRITE');
    expect(await runs.records('run', 0, 9)).toEqual([]);
  });

  it('should undo a change that throws, and pass on what it has thrown', async () => {
    const runs = make();
    await runs.change('run', () => row());
    const thrown = new Error('no');
    const refuse = () => {
      throw thrown;
    };
    expect(await errorOf(runs.change('run', refuse))).toBe(thrown as never);
    expect(await errorOf(runs.remove('run', refuse))).toBe(thrown as never);
    expect((await runs.run('run'))?.row).toEqual(row());
  });

  it('should remove a run and no other, and say where there is none', async () => {
    const runs = make();
    for (const runId of ['ru', 'run', 'run2']) await runs.change(runId, () => row({ runId }));
    await runs.append('run', 1, [record(1)]);
    await runs.remove('run', () => undefined);
    expect((await runs.runs()).map((each) => each.row.runId)).toEqual(['ru', 'run2']);
    const error = await errorOf(runs.remove('run', () => undefined));
    expect(error?.['code']).toBe('ERR_RUN_NOT_FOUND');
  });

  it('should say how much is lost when the data goes while it is open', async () => {
    const runs = make();
    await runs.change('run', () => row());
    await runs.append('run', 1, [record(1), record(2)]);
    await removeDatabase(name); // also asks the connection to let go
    for (const call of [
      () => runs.append('run', 1, [record(3)]),
      () => runs.records('run', 1, 5),
    ]) {
      const error = await errorOf(call());
      expect(error).toEqual(jasmine.objectContaining({ code: 'ERR_STORE_LOST', items: 20 }));
    }
    expect(await runs.runs()).toEqual([]);
  });

  it('should let another version in, and leave a newer database as it is', async () => {
    const runs = make();
    await runs.change('run', () => row());
    const writing = runs.append('run', 1, [record(1)]);
    const newer = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 7);
      request.onsuccess = () => {
        resolve(request.result);
      };
      request.onerror = () => {
        reject(request.error);
      };
    });
    opened.push(newer);
    await writing;
    const error = await errorOf(runs.append('run', 1, [record(2)]));
    expect(error).toEqual(jasmine.objectContaining({ code: 'ERR_STORE_VERSION', version: 7 }));
    expect(newer.version).toBe(7);
    expect([...newer.objectStoreNames]).toEqual(['sluice']);
  });

  it('should say that it is blocked, and close what opens after all', async () => {
    const scheduler = new VirtualTimeScheduler();
    const late = new Subject<IDBDatabase>();
    let block: (() => void) | undefined;
    const open = (blocked: () => void) => {
      block = blocked;
      return new Promise<IDBDatabase>((resolve) => late.subscribe(resolve));
    };
    const failed = errorOf(make({ scheduler, open }).records('run', 0, 1));
    block?.();
    scheduler.flush();
    const error = await failed;
    expect(error).toEqual(
      jasmine.objectContaining({ code: 'ERR_STORE_BLOCKED', action: 'open', waited: 5000 }),
    );
    let isClosed = false;
    late.next({ close: () => (isClosed = true) } as unknown as IDBDatabase);
    await Promise.resolve();
    expect(isClosed).toBeTrue();
  });

  it('should say that there is no IndexedDB, or that the page may not use it', async () => {
    const none = make({ open: (blocked) => openDatabase(name, blocked, null as never) });
    const forbidden = changed(indexedDB, {
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    for (const runs of [make({}, forbidden), none]) {
      const error = await errorOf(runs.runs());
      expect(error?.['code']).toBe('ERR_STORE_UNAVAILABLE');
    }
  });

  it('should fail within the limit where opening does not end', async () => {
    const scheduler = new VirtualTimeScheduler();
    const failed = errorOf(
      make({ scheduler, open: () => new Promise(() => undefined) }).record('r', 1),
    );
    scheduler.flush();
    expect(await failed).toEqual(jasmine.objectContaining({ action: 'open', waited: 10_000 }));
  });

  it('should write again on a new connection, three times, what fails for no reason', async () => {
    const runs = make();
    await runs.change('run', () => row());
    let failures = 0;
    const failing = (times: number) => (blocked: () => void) =>
      openDatabase(name, blocked).then((db) => {
        opened.push(db);
        const transaction = () => {
          throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
        };
        return failures++ < times ? changed(db, { transaction }) : db;
      });
    await make({ open: failing(3) }).append('run', 1, [record(1)]);
    expect(failures).toBe(4);
    failures = 0;
    const error = await errorOf(make({ open: failing(9) }).append('run', 1, [record(2)]));
    expect(error).toEqual(
      jasmine.objectContaining({ code: 'ERR_STORE_WRITE', reason: 'UnknownError' }),
    );
    expect(failures).toBe(4);
    expect(await runs.records('run', 0, 9)).toEqual([record(1)]);
  });

  it('should refuse what has no room, and take it when there is', async () => {
    let usage = 10_000;
    const runs = make({ estimate: () => Promise.resolve({ quota: 10_000, usage }) });
    await runs.change('run', () => row());
    await runs.append('run', 1, [record(1)]); // asks meanwhile
    const error = await errorOf(runs.append('run', 1, [record(2)]));
    expect(error).toEqual(jasmine.objectContaining({ code: 'ERR_STORE_WRITE', full: true }));
    usage = 0;
    await errorOf(runs.append('run', 1, [record(2)]));
    await runs.append('run', 1, [record(2)]);
    expect(await runs.records('run', 0, 9)).toEqual([record(1), record(2)]);
  });

  it('should ask for the durability that it was told', async () => {
    const asked: unknown[] = [];
    const open = async (blocked: () => void) => {
      const db = await openDatabase(name, blocked);
      opened.push(db);
      return changed(db, {
        transaction: (...args) => {
          asked.push(args[2]);
          return db.transaction(...args);
        },
      });
    };
    for (const durability of ['relaxed', 'strict'] as const) {
      await make({ durability, open }).change('run', () => row());
    }
    expect(asked).toEqual([{ durability: 'relaxed' }, { durability: 'strict' }]);
  });

  it('should have one holder, in this page and others, by the locks of the platform', async () => {
    const [one, other] = [make(), make()];
    const release = await one.lock('run');
    const holder = { ...one.self(), epoch: 1 };
    await one.change('run', () => row({ holder }));
    expect((await other.run('run'))?.row.holder?.epoch).toBe(1);
    const { row: held } = (await one.run('run')) ?? {};
    expect(other.isAlive(held?.holder ?? holder)).toBeTrue();
    if (isReal) expect(await other.lock('run')).toBeUndefined();
    release?.();
    if (!isReal) return;
    const next = await other.lock('run');
    expect(next).toBeDefined();
    expect(other.isAlive(held?.holder ?? holder)).toBeFalse();
    next?.();
    expect((await make().run('run'))?.row.holder).toBeUndefined();
  });
});
