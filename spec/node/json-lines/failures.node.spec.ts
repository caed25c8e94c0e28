import { Failures, failuresIn } from '../../../src/node/json-lines/failures.js';
import { readRun } from '../../../src/node/json-lines/run-files.js';
import type { ItemFailure } from '../../../src/core/outcome.js';
import { errorOf, faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, DIR, open, record, storeOn, valuesOf } from '../support/runs.js';

const FOLDER = `${DIR}/run`;
const AGAIN = { retryFailed: true };
const NO: ItemFailure = { kind: 'rejected', reason: 'no' };
const failed = (...places: number[]) => new Map(places.map((place) => [place, NO]));

/** A run of four items, the second and the third of which failed. */
async function fourItems(files = new MemoryFiles()) {
  const writer = await open(storeOn(files));
  await writer.append({ ...record(0, 4), failures: failed(1, 2) });
  await writer.close('completed');
  return files;
}

/** What the headers of the segments say of their version. */
const versionsIn = (files: MemoryFiles) =>
  [...files.contents()].map(
    ([, bytes]) =>
      (JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString()) as { version: number }).version,
  );

describe('Failures', () => {
  it('should find those of a record, by key or else by position', () => {
    const failures = new Failures();
    failures.add('a', 7);
    failures.add(3, 3);

    expect(failures.ranges).toEqual([
      [3, 4],
      [7, 8],
    ]);
    expect(failures.countAmong({ ranges: [[2, 5]] })).toBe(1);
    expect(failures.countAmong({ ranges: [[2, 5]], keys: ['b', '3', 'a'] })).toBe(1);
    failures.remove('a');
    expect([failures.size, failures.has('a'), failures.has(3)]).toEqual([1, false, true]);
  });

  it('should fail on damage before anything is written, and close what it has opened', async () => {
    const files = await fourItems();
    const path = `${FOLDER}/000001.jsonl`;
    const bytes = Buffer.from(files.contents().get(path) ?? Buffer.alloc(0));
    const at = bytes.indexOf('"ranges"') + 12;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    files.put(path, Buffer.concat([bytes]));
    const before = [...files.contents().keys()];

    expect(await codeOf(() => open(storeOn(files), AGAIN))).toBe('ERR_STORE_CORRUPT');
    expect([...files.contents().keys()].filter((name) => !name.includes('lock'))).toEqual(
      before.filter((name) => !name.includes('lock')),
    );
  });

  it('should be read and close every file', async () => {
    const files = await fourItems();
    let opened = 0;
    const watched = faultyFiles(files, ({ operation }) => {
      if (operation === 'open') opened++;
      if (operation === 'close') opened--;
    });
    const run = await readRun(files, FOLDER, 'run');
    const failures = await failuresIn(watched, run!, { identity: 'position' });

    expect([failures.ranges, opened]).toEqual([[[1, 3]], 0]);
    expect((await failuresIn(watched, run!, { identity: 'key' })).size).toBe(0);
  });
});

describe('a run whose failed items are tried again', () => {
  it('should have a version of its own, which older readers refuse, and others not', async () => {
    const files = await fourItems();
    const store = storeOn(files);
    await (await open(store)).close('open');
    expect(versionsIn(files)).toEqual([1, 1]);
    const again = await open(store, AGAIN);
    await again.append(record(1, 2, ['again']));
    await again.close('open');
    expect(versionsIn(files)).toEqual([1, 2]);
    const next = await open(store);
    await next.append(record(4, 5));
    await next.close('open');

    expect(versionsIn(files)).toEqual([1, 2, 2]);
  });

  it('should stay as it was where there was nothing to try', async () => {
    const files = new MemoryFiles();
    const writer = await open(storeOn(files));
    await writer.append(record(0, 4));
    await writer.close('open');
    const again = await open(storeOn(files), AGAIN);
    await again.append(record(4, 5));
    await again.close('open');

    expect(versionsIn(files)).toEqual([1, 1]);
  });

  it('should keep what it tried also where as many are stored as before', async () => {
    const files = await fourItems();
    const store = storeOn(files);
    const tries = [
      { ...record(1, 3, ['first', undefined]), failures: failed(1) },
      record(2, 3, ['second']),
    ];
    for (const each of tries) {
      const again = await open(store, AGAIN);
      await again.append(each);
      await again.close('completed');
      await (await open(store)).close('completed');
    }

    expect(await valuesOf(store)).toEqual([0, 'first', 'second', 3]);
  });

  it('should count a try that could not be written as none, and allow it again', async () => {
    const files = await fourItems();
    let broken = false;
    const failing = faultyFiles(files, ({ operation }) => {
      if (broken && operation === 'write') throw errorOf('ENOSPC');
    });
    const writer = await open(storeOn(failing), AGAIN);
    broken = true;
    const appends = [record(1, 2, ['b']), record(4, 5)].map((each) => writer.append(each));
    expect(await Promise.all(appends.map((each) => codeOf(() => each)))).toEqual([
      'ERR_STORE_WRITE',
      'ERR_STORE_WRITE',
    ]);
    broken = false;
    await writer.append(record(1, 3, ['B', 'C']));
    await writer.close('completed');

    const store = storeOn(files);
    expect(await valuesOf(store)).toEqual([0, 'B', 'C', 3]);
    const [info] = await store.runs();
    expect([info?.items, info?.failed]).toEqual([4, 0]);
    expect((await store.verify('run')).problems).toEqual([]);
  });

  it('should go on over several segments', async () => {
    const files = await fourItems();
    const store = storeOn(files, { segmentSize: 300 });
    const again = await open(store, AGAIN);
    for (const at of [2, 4, 1, 5]) await again.append(record(at, at + 1, [`again ${at}`]));
    await again.close('completed');

    expect(versionsIn(files).length).toBeGreaterThan(3);
    expect(await valuesOf(store)).toEqual([0, 'again 1', 'again 2', 3, 'again 4', 'again 5']);
    expect((await store.verify('run')).problems).toEqual([]);
  });
});
