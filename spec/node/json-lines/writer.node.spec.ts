import type { StoreWriteError } from '../../../src/core/store-write-error.js';
import { UnstorableValueError } from '../../../src/core/unstorable-value-error.js';
import type { ChunkRecord } from '../../../src/store/result-store.js';
import { errorOf, faultyFiles, type Hook } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, DIR, numbers, open, record, storeOn, valuesOf } from '../support/runs.js';

const KEY = { fingerprint: { identity: 'key' } } as const;

/** Writes records into a new run, one after another. */
async function written(records: readonly ChunkRecord[], segmentSize = 2 ** 26) {
  const files = new MemoryFiles();
  const store = storeOn(files, { segmentSize });
  const writer = await open(store);
  for (const each of records) await writer.append(each);
  await writer.close('open');
  return { files, store };
}

/** An open run, the calls that it makes from now on, and a sync that waits until it is let go. */
async function watched(durability: 'power' | 'process' = 'power') {
  const files = new MemoryFiles();
  const calls: string[] = [];
  let held: Promise<void> | undefined;
  const hook: Hook = async ({ operation }) => {
    calls.push(operation);
    if (operation === (durability === 'power' ? 'sync' : 'write')) await held;
    return undefined;
  };
  const store = storeOn(faultyFiles(files, hook), { durability });
  const writer = await open(store);
  calls.length = 0;
  const hold = () => {
    let go: () => void = () => undefined;
    held = new Promise((resolve) => (go = resolve));
    return () => {
      held = undefined;
      go();
    };
  };
  return { files, store, writer, calls, hold };
}

/** Lets everything happen that waits for nothing from outside. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Writer', () => {
  it('should store the values as they were when they were given', async () => {
    const files = new MemoryFiles();
    const store = storeOn(files);
    const writer = await open(store);
    const value = { n: 1 };
    const appends = [0, 1, 2].map((at) => {
      const appended = writer.append(record(at, at + 1, [value]));
      value.n++;
      return appended;
    });
    await Promise.all(appends);
    await writer.close('open');

    expect(await valuesOf(store)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('should refuse a record whose values do not fit its ranges, and go on', async () => {
    const store = storeOn(new MemoryFiles());
    const writer = await open(store);
    const bad = { ...record(0, 3), values: [1] };
    const codes = await Promise.all(
      [bad, record(0, 2)].map((each) => codeOf(() => writer.append(each))),
    );
    await writer.close('open');

    expect(codes).toEqual(['ERR_INVALID_ARG_TYPE', undefined]);
    expect(await valuesOf(store)).toEqual([0, 1]);
  });

  it('should leave out a cursor that JSON would change, and keep one of undefined', async () => {
    const store = storeOn(new MemoryFiles());
    const writer = await open(store);
    await writer.append({ ...record(0, 1), mark: { position: 1, cursor: new Date() } });
    await writer.close('open');
    const second = await open(store);
    expect(second.mark).toBeUndefined();
    await second.append({ ...record(1, 2), mark: { position: 2, cursor: undefined } });
    await second.close('open');
    const third = await open(store);
    await third.close('open');

    expect(third.mark).toEqual({ position: 2, cursor: undefined });
  });

  it('should begin another segment when one is full, and read over all of them', async () => {
    const { files, store } = await written(
      numbers(0, 40).map((at) => record(at, at + 1)),
      1000,
    );
    const names = [...files.contents().keys()];

    expect(names.length).toBeGreaterThan(5);
    expect(names).toEqual(
      names.map((_, i) => `${DIR}/run/${String(i + 1).padStart(6, '0')}.jsonl`),
    );
    expect(await valuesOf(store)).toEqual(numbers(0, 40));
    const writer = await open(store);
    expect(writer.done).toEqual([[0, 40]]);
    await writer.close('completed');
  });

  it('should wait with closing for what is being written, and write nothing after', async () => {
    const store = storeOn(new MemoryFiles());
    const writer = await open(store);
    const order: string[] = [];
    const appends = [0, 1, 2].map((at) =>
      writer.append(record(at, at + 1)).then(() => order.push(`stored ${at}`)),
    );
    await writer.close('completed');
    order.push('closed');
    await Promise.all(appends);

    expect(order).toEqual(['stored 0', 'stored 1', 'stored 2', 'closed']);
    expect(await valuesOf(store)).toEqual([0, 1, 2]);
    expect(await codeOf(() => writer.append(record(3, 4)))).toBe('ERR_STORE_WRITE');
    expect((await store.runs())[0]?.state).toBe('completed');
  });

  it('should acknowledge a record when it is synced, not before', async () => {
    const { writer, hold, calls } = await watched();
    const letGo = hold();
    let acknowledged = false;
    const append = writer.append(record(0, 2)).then(() => (acknowledged = true));
    await settle();
    expect([calls, acknowledged]).toEqual([['write', 'sync'], false]);
    letGo();
    await append;
    await writer.close('open');
  });

  it('should write without a sync where only the process may die', async () => {
    const { writer, hold, calls } = await watched('process');
    const letGo = hold();
    let acknowledged = false;
    const append = writer.append(record(0, 2)).then(() => (acknowledged = true));
    await settle();
    expect(acknowledged).toBeFalse();
    letGo();
    await append;
    await writer.close('completed');
    expect(calls).not.toContain('sync');
  });

  it('should write those that wait together, and share their sync', async () => {
    const { writer, store, hold, calls } = await watched();
    const letGo = hold();
    const appends = numbers(0, 8).map((at) => writer.append(record(at, at + 1)));
    await settle();
    letGo();
    await Promise.all(appends);
    expect(calls).toEqual(['write', 'sync', 'write', 'sync']);
    await writer.close('open');
    expect(await valuesOf(store)).toEqual(numbers(0, 8));
  });

  it('should say that sixteen records at once are worth their while', async () => {
    const { writer } = await watched();
    expect(writer.concurrency).toBe(16);
    await writer.close('open');
  });

  it('should know keys that are stored, not those that are on their way', async () => {
    const { writer, store, hold } = await watched();
    await writer.close('open');
    const again = await open(store, { ...KEY, resume: 'force' });
    const letGo = hold();
    const append = again.append({ ...record(0, 2), keys: ['a', 'b'] });
    expect(await again.isDone(['a'])).toEqual([false]);
    letGo();
    await append;
    expect(await again.isDone(['b', 'c', 'a'])).toEqual([true, false, true]);
    await again.close('open');
    const third = await open(store, KEY);
    await third.append({ ...record(2, 3), keys: ['c'] });
    expect(await third.isDone(['a', 'c', 'd'])).toEqual([true, true, false]);
    await third.close('open');
  });

  it('should read the keys of earlier openings once, and only when it is asked', async () => {
    const { writer, store, calls } = await watched();
    await writer.append({ ...record(0, 1), keys: ['a'] });
    await writer.close('open');
    const again = await open(store);
    calls.length = 0;
    await again.append({ ...record(1, 2), keys: ['b'] });
    expect(calls).not.toContain('read');
    await again.isDone(['a']);
    const reads = calls.filter((call) => call === 'read').length;
    await again.isDone(['b']);
    expect(calls.filter((call) => call === 'read').length).toBe(reads);
    await again.close('open');
  });

  it('should tell which values could not be stored, of each record by itself', async () => {
    const { writer, store } = await watched();
    const [first, second, third] = await Promise.all([
      writer.append(record(0, 3, [1, NaN, 3])),
      writer.append(record(3, 5)),
      writer.append(record(5, 6, [5n])),
    ]);
    await writer.close('open');

    expect([...(first ?? [])].map(([place, reason]) => [place, reason.code])).toEqual([
      [1, 'ERR_UNSTORABLE_VALUE'],
    ]);
    expect(first?.get(1)).toBeInstanceOf(UnstorableValueError);
    expect(second).toBeUndefined();
    expect([...(third?.keys() ?? [])]).toEqual([0]);
    expect((await store.runs())[0]?.failed).toBe(2);
  });

  it('should fail with those that wait, and go on from what is stored', async () => {
    const files = new MemoryFiles();
    let full = false;
    const store = storeOn(
      faultyFiles(files, ({ operation }) => {
        if (!full || operation !== 'write') return;
        // There is room again at once, and what waits counts on what has failed.
        full = false;
        throw errorOf('ENOSPC');
      }),
    );
    const writer = await open(store, KEY);
    await writer.append({ ...record(0, 2), keys: ['a', 'b'] });
    full = true;
    const appends = [2, 4, 6].map((at) =>
      codeOf(() => writer.append({ ...record(at, at + 2), keys: [`${at}`, `${at + 1}`] })),
    );
    expect(await Promise.all(appends)).toEqual(Array(3).fill('ERR_STORE_WRITE'));
    expect(await writer.isDone(['2', '4', 'a'])).toEqual([false, false, true]);
    await writer.append({ ...record(9, 10), keys: ['9'] });
    await writer.close('open');

    const again = await open(store, KEY);
    await again.close('open');
    expect([again.done, again.info.items]).toEqual([
      [
        [0, 2],
        [9, 10],
      ],
      3,
    ]);
  });

  it('should count nothing of a record that it could not take', async () => {
    const { writer, store } = await watched();
    const throwing = {
      get position(): never {
        throw new Error('not yours');
      },
    };
    const hostile = [
      { ...record(5, 6), values: [] },
      { ...record(5, 6), ranges: [[5, 6], null as never] as const },
      { ...record(5, 6), keys: [5n] as never },
      { ...record(5, 6), mark: throwing as never },
    ];
    for (const each of hostile) await expectAsync(writer.append(each)).toBeRejected();
    await writer.append(record(0, 2));
    await writer.close('open');
    const again = await open(store);
    await again.close('open');

    expect([again.done, again.info.items]).toEqual([[[0, 2]], 2]);
  });

  it('should refuse a record that is too large for a line, and go on', async () => {
    const { writer, store } = await watched();
    const half = 'x'.repeat(2 ** 27);
    const error = await writer.append(record(0, 2, [half, half])).catch((e: unknown) => e);
    const { code, reason, full } = error as StoreWriteError;
    expect([code, reason, full]).toEqual(['ERR_STORE_WRITE', 'ERR_RECORD_TOO_LARGE', false]);
    await writer.append(record(0, 1));
    await writer.close('open');

    expect(await valuesOf(store)).toEqual([0]);
  });

  it('should tell when its file has been removed, which no write does', async () => {
    for (const state of ['completed', 'open'] as const) {
      const { writer, store, files } = await watched();
      await writer.append(record(0, 2));
      await files.remove(`${DIR}/run/000001.jsonl`);
      const error = await writer.close(state).catch((e: unknown) => e);
      expect([(error as StoreWriteError).code, (error as StoreWriteError).reason]).toEqual([
        'ERR_STORE_WRITE',
        'ENOENT',
      ]);
      await (await open(store)).close('open');
    }
  });

  it('should give the run back, whatever fails on closing', async () => {
    for (const broken of ['write', 'sync', 'close'] as const) {
      const files = new MemoryFiles();
      let closing = false;
      const hook: Hook = ({ operation, path }) => {
        if (closing && operation === broken && path.includes('.jsonl')) throw errorOf('EIO');
      };
      const writer = await open(storeOn(faultyFiles(files, hook)));
      await writer.append(record(0, 2));
      closing = true;
      expect(await codeOf(() => writer.close('completed')))
        .withContext(broken)
        .toBe('ERR_STORE_WRITE');
      const again = await open(storeOn(files));
      expect(again.done).toEqual([[0, 2]]);
      await again.close('open');
    }
  });
});
