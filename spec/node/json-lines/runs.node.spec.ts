import { fromSource } from '../../../src/flow/from-source.js';
import type { ChunkRecord } from '../../../src/store/result-store.js';
import { faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { DIR, numbers, open, read, record, storeOn, valuesOf } from '../support/runs.js';

/** Writes records into a new run, one after another. */
async function written(records: readonly ChunkRecord[]) {
  const files = new MemoryFiles();
  const store = storeOn(files);
  const writer = await open(store);
  for (const each of records) await writer.append(each);
  await writer.close('open');
  return { files, store };
}

describe('Runs', () => {
  it('should stop reading when nobody reads any more', async () => {
    const { store } = await written(numbers(0, 5).map((at) => record(at, at + 1)));
    const source = store.results('run');
    const aborted = Promise.resolve(source.pull(1, AbortSignal.abort('enough')));

    await expectAsync(aborted).toBeRejectedWith('enough');
    await new Promise<void>((resolve, reject) => {
      const seen: number[] = [];
      fromSource(store.results('run'), { flow: null }).subscribe({
        next: ({ position }) => seen.push(position),
        error: reject,
        complete: () => {
          expect(seen).toEqual([0, 1, 2, 3, 4]);
          resolve();
        },
      });
    });
  });

  it('should list all runs by name, be one of them damaged, being deleted, or no run', async () => {
    const files = new MemoryFiles();
    const store = storeOn(files);
    const names = numbers(0, 40).map((i) => `run-${String(i).padStart(2, '0')}`);
    for (const runId of names) {
      const writer = await open(store, { runId });
      await writer.append(record(0, 3));
      await writer.close('completed');
    }
    files.put(`${DIR}/run-07/000001.jsonl`, Buffer.from('damaged'));
    files.put(`${DIR}/run-08/deleting`, Buffer.alloc(0));
    files.put(`${DIR}/notes/text.txt`, Buffer.from('mine'));
    files.put(`${DIR}/a-file`, Buffer.from('mine'));
    files.put(`${DIR}/no name!/000001.jsonl`, Buffer.from('mine'));
    const infos = await store.runs();

    expect(infos.map(({ runId }) => runId)).toEqual(names.filter((name) => name !== 'run-08'));
    const damaged = infos.filter(({ state }) => state !== 'completed');
    expect(damaged.map(({ runId, state }) => [runId, state])).toEqual([['run-07', 'unreadable']]);
    expect(infos.every(({ state, items }) => state === 'unreadable' || items === 3)).toBeTrue();
  });

  it('should have no runs where there is no folder', async () => {
    expect(await storeOn(new MemoryFiles()).runs()).toEqual([]);
  });

  it('should give pages of the size that is asked for, and read no further than it has to', async () => {
    const { files } = await written(numbers(0, 6).map((at) => record(3 * at, 3 * at + 3)));
    let open = 0;
    const watched = faultyFiles(files, ({ operation }) => {
      if (operation === 'open') open++;
      if (operation === 'close') open--;
    });
    const source = storeOn(watched).results('run');
    const { signal } = new AbortController();
    expect(open).toBe(0);
    const sizes = [];
    for (const max of [1, 5, 2, Infinity, 1]) sizes.push((await source.pull(max, signal))?.length);
    expect(sizes).toEqual([1, 2, 2, 1, 1]);
    expect(open).toBe(1);
    await source.close?.();
    expect(open).toBe(0);
    expect(await source.pull(1, signal)).not.toEqual([]);
  });

  it('should find the failures among many', async () => {
    const failures = new Map([[1, { kind: 'rejected', reason: 'no' } as const]]);
    const records = numbers(0, 10).map((at) => {
      const whole = record(3 * at, 3 * at + 3);
      return at % 4 === 3 ? { ...whole, failures } : whole;
    });
    const { store } = await written(records);
    const found = await read(store.failures('run'));

    expect(found).toEqual(
      [10, 22].map((position) => ({ position, status: 'rejected', reason: 'no' })),
    );
    expect((await valuesOf(store)).length).toBe(30);
  });

  it('should begin each reading anew', async () => {
    const { store } = await written([record(0, 4)]);
    const one = store.results('run');
    const { signal } = new AbortController();
    await one.pull(2, signal);
    expect((await read(store.results('run'))).length).toBe(4);
    expect((await one.pull(2, signal))?.map(({ position }) => position)).toEqual([2, 3]);
    await one.close?.();
  });
});
