import { segmentName } from '../../../src/node/json-lines/layout.js';
import type { ChunkRecord } from '../../../src/store/result-store.js';
import { errorOf, faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, DIR, numbers, open, record, storeOn, valuesOf } from '../support/runs.js';

const FOLDER = `${DIR}/run`;

/** Writes records into a new run, one after another. */
async function written(records: readonly ChunkRecord[], segmentSize = 2 ** 26) {
  const files = new MemoryFiles();
  const store = storeOn(files, { segmentSize });
  const writer = await open(store);
  for (const each of records) await writer.append(each);
  await writer.close('open');
  return { files, store };
}

describe('openRun', () => {
  it('should leave no segment behind that has no records', async () => {
    const { files, store } = await written([record(0, 2)]);
    for (let i = 0; i < 5; i++) await (await open(store)).close('completed');
    expect([...files.contents().keys()].length).toBe(2);
    const writer = await open(store);
    expect(writer.info.state).toBe('completed');
    await writer.append(record(2, 4));
    await writer.close('open');

    expect([...files.contents().keys()].length).toBe(2);
    expect(await valuesOf(store)).toEqual([0, 1, 2, 3]);
    expect((await store.runs())[0]?.state).toBe('open');
  });

  it('should read heads and tails only when it opens a run', async () => {
    const large = numbers(0, 200).map((at) => record(at, at + 1, ['x'.repeat(10_000)]));
    const { files } = await written(large, 300_000);
    const total = [...files.contents().values()].reduce((sum, bytes) => sum + bytes.length, 0);
    let bytesRead = 0;
    const counting = {
      ...delegated(files),
      open: async (path: string, how: 'read' | 'edit' | 'create') => {
        const file = await files.open(path, how);
        return {
          ...file,
          read: async (into: Uint8Array, position: number) => {
            const count = await file.read(into, position);
            bytesRead += count;
            return count;
          },
        };
      },
    };
    const writer = await open(storeOn(counting));
    await writer.close('open');

    expect(writer.info.items).toBe(200);
    expect(total).toBeGreaterThan(2_000_000);
    expect(bytesRead).toBeLessThan(500_000);
  });

  it('should read the rest of a run of which a crash has left a hole before a whole line', async () => {
    const key = { fingerprint: { identity: 'key' } } as const;
    const files = new MemoryFiles();
    const writer = await open(storeOn(files), key);
    const keyed = (at: number) => ({ ...record(at, at + 1), keys: [`no. ${at}`] });
    await writer.append(keyed(0));
    const whole = files.contents().get(`${FOLDER}/000001.jsonl`)?.length ?? 0;
    // The first is written at once, the others together.
    await Promise.all([1, 2, 3].map((at) => writer.append(keyed(at))));
    await writer.close('open');
    const path = `${FOLDER}/000001.jsonl`;
    const bytes = files.contents().get(path) ?? Buffer.alloc(0);
    const second = bytes.indexOf(10, whole) + 1;
    bytes.fill(0, second, second + 20);
    files.put(path, bytes);

    for (const retryFailed of [false, true]) {
      const next = await open(storeOn(files), { ...key, retryFailed });
      expect(next.done).toEqual([[0, 2]]);
      expect(await next.isDone(['no. 0', 'no. 1', 'no. 2'])).toEqual([true, true, false]);
      await next.close('open');
      files.put(path, bytes);
    }
  });

  it('should have the folders on the device before anything is in them', async () => {
    const calls: string[] = [];
    const files = faultyFiles(new MemoryFiles(), ({ operation, path }) => {
      if (['makeFolder', 'syncFolder', 'create'].includes(operation)) {
        calls.push(`${operation} ${path.replace(/\.[0-9a-f-]{36}\.tmp$/, '')}`);
      }
    });
    await (await open(storeOn(files))).close('open');
    expect(calls).toEqual([
      `makeFolder ${DIR}`,
      'syncFolder /',
      `makeFolder ${FOLDER}`,
      `syncFolder ${DIR}`,
      `create ${FOLDER}/lock`,
      `create ${FOLDER}/000001.jsonl`,
      `syncFolder ${FOLDER}`,
    ]);
    calls.length = 0;
    await (await open(storeOn(files))).close('open');
    expect(calls.filter((call) => call.startsWith('makeFolder'))).toEqual([]);
  });

  it('should leave no folder behind when it fails in a new one, and leave one that was there', async () => {
    for (const operation of ['link', 'create', 'rename'] as const) {
      const files = new MemoryFiles();
      await files.makeFolder(`${DIR}/there`);
      const failing = faultyFiles(files, (call) => {
        if (call.operation === operation) throw errorOf('EACCES');
      });
      for (const runId of ['run', 'there']) {
        expect(await codeOf(() => open(storeOn(failing), { runId }))).toBe('ERR_STORE_WRITE');
      }
      expect(await files.list(DIR))
        .withContext(operation)
        .toEqual(['there']);
      expect([...files.contents()]).toEqual([]);
    }
  });

  it('should keep what a run is called, and since when it is there, over openings', async () => {
    const { store } = await written([record(0, 1)]);
    const [before] = await store.runs();
    const writer = await open(store);
    await writer.append(record(1, 2));
    await writer.close('completed');
    const [after] = await store.runs();

    expect([after?.createdAt, after?.runId, after?.items]).toEqual([before?.createdAt, 'run', 2]);
    // As it was when it was opened; of the bytes those that list it have been told.
    const { bytes, ...rest } = before!;
    expect(bytes).toBeGreaterThan(0);
    expect(writer.info).toEqual({ ...rest, holder: undefined });
  });

  it('should cut off what is torn, once the next segment says so', async () => {
    const { files, store } = await written([record(0, 1), record(1, 2)]);
    const path = `${FOLDER}/${segmentName(1, 'json')}`;
    const whole = files.contents().get(path) ?? Buffer.alloc(0);
    files.put(path, whole.subarray(0, -9));
    const calls: string[] = [];
    const watched = faultyFiles(files, ({ operation }) => {
      if (['rename', 'truncate'].includes(operation)) calls.push(operation);
    });
    const writer = await open(storeOn(watched));
    await writer.close('open');
    const { length } = files.contents().get(path) ?? Buffer.alloc(0);

    expect(calls).toEqual(['rename', 'truncate']);
    expect(writer.info.recovered).toEqual([
      { file: path, offset: length, bytes: whole.length - 9 - length, positions: [[1, 2]] },
    ]);
    expect((await store.verify('run')).problems).toEqual([]);
    expect(await valuesOf(store)).toEqual([0]);
  });

  it('should remember what it cut off over segments that had no records', async () => {
    const { files, store } = await written([record(0, 1), record(1, 2)]);
    const path = `${FOLDER}/${segmentName(1, 'json')}`;
    files.put(path, (files.contents().get(path) ?? Buffer.alloc(0)).subarray(0, -9));
    for (let i = 0; i < 3; i++) await (await open(store)).close('open');
    const [info] = await store.runs();

    expect(info?.recovered.length).toBe(1);
    expect((await store.verify('run')).recovered.length).toBe(1);
  });

  it('should take a fingerprint for the same in whatever order its members are', async () => {
    const files = new MemoryFiles();
    const one = { identity: 'key', of: 'id' } as never;
    const other = { of: 'id', identity: 'key' } as never;
    await (await open(storeOn(files), { fingerprint: one })).close('open');
    await (await open(storeOn(files), { fingerprint: other })).close('open');
    const third = { fingerprint: { of: 'name', identity: 'key' } as never };
    expect(await codeOf(() => open(storeOn(files), third))).toBe('ERR_RUN_CHANGED');
  });
});

/** A spread leaves out what stands on the prototype. */
function delegated(files: MemoryFiles) {
  return {
    kind: (path: string) => files.kind(path),
    list: (path: string) => files.list(path),
    makeFolder: (path: string) => files.makeFolder(path),
    rename: (from: string, to: string) => files.rename(from, to),
    link: (from: string, to: string) => files.link(from, to),
    remove: (path: string) => files.remove(path),
    removeFolder: (path: string) => files.removeFolder(path),
    syncFolder: (path: string) => files.syncFolder(path),
  };
}
