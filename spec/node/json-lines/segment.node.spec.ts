import { Segment } from '../../../src/node/json-lines/segment.js';
import { unsealed } from '../../../src/node/json-lines/line.js';
import { errorOf, faultyFiles, type Call } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf } from '../support/runs.js';

const FOLDER = '/store/run';
const PATH = `${FOLDER}/000003.jsonl`;
const HEADER = {
  version: 1,
  runId: 'run',
  segment: 3,
  epoch: 1,
  createdAt: 5,
  fingerprint: { identity: 'position' },
  previous: 7,
  recovered: [],
  done: [],
  items: 0,
  failed: 0,
  at: 9,
} as const;

/** A segment, the calls that it makes, and a way to have one of them fail. */
async function makeSegment(contents = new Map<string, Buffer>()) {
  const files = MemoryFiles.of(contents);
  await files.makeFolder(FOLDER);
  const calls: string[] = [];
  let broken: string | undefined;
  const hooked = faultyFiles(files, ({ operation, path, length }: Call) => {
    calls.push(path === PATH || operation === 'syncFolder' ? operation : `${operation} aside`);
    if (operation !== broken) return undefined;
    if (operation !== 'write') throw errorOf('EIO');
    // A part of it is there already.
    broken = 'failed write';
    return Math.floor(length / 2);
  });
  const failing = faultyFiles(hooked, ({ operation }) => {
    if (operation === 'write' && broken === 'failed write') throw errorOf('ENOSPC');
  });
  return {
    files,
    calls,
    create: () => Segment.create(failing, FOLDER, HEADER, 'json'),
    break: (operation: string | undefined) => (broken = operation),
    bytes: () => files.contents().get(PATH) ?? Buffer.alloc(0),
  };
}

describe('Segment', () => {
  it('should be there only when its header is on the device', async () => {
    const { create, calls, bytes, files } = await makeSegment();
    const segment = await create();

    expect(calls).toEqual(['create aside', 'write aside', 'sync aside', 'rename', 'syncFolder']);
    expect(unsealed(bytes().subarray(0, -1))).toEqual(jasmine.objectContaining(HEADER));
    expect([segment.number, segment.path, segment.length]).toEqual([3, PATH, bytes().length]);
    expect([...files.contents().keys()]).toEqual([PATH]);
  });

  it('should leave nothing behind when it cannot be made, nor harm what is there', async () => {
    const before = new Map([[PATH, Buffer.from('before')]]);
    for (const operation of ['create', 'write', 'sync', 'rename']) {
      const made = await makeSegment(before);
      made.break(operation);
      expect(await codeOf(made.create)).toBe('ERR_STORE_WRITE');
      expect(made.files.contents()).withContext(operation).toEqual(before);
    }
  });

  it('should take the place of a segment of its number', async () => {
    const { create, bytes } = await makeSegment(new Map([[PATH, Buffer.alloc(5000)]]));
    const { length } = await create();

    expect(bytes().length).toBe(length);
  });

  it('should write at its end, and sync where that is asked for', async () => {
    const { create, calls, bytes } = await makeSegment();
    const segment = await create();
    const start = segment.length;
    calls.length = 0;
    await segment.write(Buffer.from('abc'), false);
    await segment.write(Buffer.from('de'), true);

    expect(calls).toEqual(['write aside', 'write aside', 'sync aside']);
    expect(bytes().subarray(start).toString()).toBe('abcde');
    expect([segment.length, segment.usable]).toEqual([start + 5, true]);
  });

  it('should end where it did before when a write fails, and can be written again', async () => {
    const made = await makeSegment();
    const segment = await made.create();
    const start = segment.length;
    made.break('write');
    expect(await codeOf(() => segment.write(Buffer.from('abcdef'), true))).toBe('ERR_STORE_WRITE');
    expect([made.bytes().length, segment.length, segment.usable]).toEqual([start, start, true]);
    made.break(undefined);
    await segment.write(Buffer.from('xyz'), true);

    expect(made.bytes().subarray(start).toString()).toBe('xyz');
  });

  it('should not be used any more when nobody knows what it holds', async () => {
    const unsynced = await makeSegment();
    const first = await unsynced.create();
    unsynced.break('sync');
    expect(await codeOf(() => first.write(Buffer.from('abc'), true))).toBe('ERR_STORE_WRITE');
    expect(first.usable).toBeFalse();

    const files = MemoryFiles.of(new Map());
    await files.makeFolder(FOLDER);
    let broken = false;
    const failing = faultyFiles(files, ({ operation }) => {
      if (broken && ['write', 'truncate'].includes(operation)) throw errorOf('EIO');
    });
    const second = await Segment.create(failing, FOLDER, HEADER, 'json');
    const { length } = second;
    broken = true;
    expect(await codeOf(() => second.write(Buffer.from('abc'), true))).toBe('ERR_STORE_WRITE');
    expect([second.usable, second.length]).toEqual([false, length]);
  });

  it('should tell when it cannot be closed', async () => {
    const made = await makeSegment();
    const segment = await made.create();
    made.break('close');

    expect(await codeOf(() => segment.close())).toBe('ERR_STORE_WRITE');
  });
});
