import { headerLine } from '../../../src/node/json-lines/format.js';
import { sealed } from '../../../src/node/json-lines/line.js';
import {
  checkHeader,
  headed,
  lastHeader,
  readRun,
  segmentsIn,
} from '../../../src/node/json-lines/run-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, DIR, open, record, storeOn } from '../support/runs.js';

const FOLDER = `${DIR}/run`;
const path = (number: number) => `${FOLDER}/00000${number}.jsonl`;

const HEADER = {
  version: 1,
  runId: 'run',
  segment: 1,
  epoch: 1,
  createdAt: 5,
  fingerprint: { identity: 'position' },
  previous: 0,
  recovered: [],
  done: [],
  items: 0,
  failed: 0,
  at: 9,
} as const;

/** Three segments of a record each. */
async function threeSegments(): Promise<Map<string, Buffer>> {
  const files = new MemoryFiles();
  const writer = await open(storeOn(files, { segmentSize: 1 }));
  for (const at of [0, 1, 2]) await writer.append(record(at, at + 1));
  await writer.close('open');
  // The first has no records: a segment that is full is left for the next one at once.
  return files.contents();
}

describe('segmentsIn', () => {
  it('should be the segments of a run that is there', async () => {
    const files = MemoryFiles.of(await threeSegments());
    expect(await segmentsIn(files, FOLDER)).toEqual([1, 2, 3, 4].map((n) => `00000${n}.jsonl`));
    expect(await segmentsIn(files, `${DIR}/none`)).toEqual([]);
  });

  it('should be none of a run that is being deleted', async () => {
    const contents = await threeSegments();
    contents.set(`${FOLDER}/deleting`, Buffer.alloc(0));
    expect(await segmentsIn(MemoryFiles.of(contents), FOLDER)).toEqual([]);
  });

  it('should refuse what is no folder', async () => {
    const files = MemoryFiles.of(new Map([[FOLDER, Buffer.alloc(0)]]));
    expect(await codeOf(() => segmentsIn(files, FOLDER))).toBe('ERR_STORE_CORRUPT');
  });
});

describe('lastHeader', () => {
  it('should be that of the last segment, or none', async () => {
    const files = MemoryFiles.of(await threeSegments());
    expect((await lastHeader(files, FOLDER))?.segment).toBe(4);
    expect(await lastHeader(files, `${DIR}/none`)).toBeUndefined();
  });
});

describe('readRun', () => {
  it('should know where records begin and end, and how far the run is', async () => {
    const contents = await threeSegments();
    const run = await readRun(MemoryFiles.of(contents), FOLDER, 'run');
    const sizes = [1, 2, 3, 4].map((number) => contents.get(path(number))?.length);

    expect(run?.segments.map(({ number, end }) => [number, end])).toEqual(
      sizes.map((size, i) => [i + 1, size ?? 0]),
    );
    expect(run?.segments.map(({ header }) => header.items)).toEqual([0, 0, 1, 2]);
    expect([run?.last.items, run?.completed, run?.torn.bytes.length]).toEqual([3, false, 0]);
  });

  it('should end a segment where the next one says, whatever lies behind it', async () => {
    const contents = await threeSegments();
    const second = contents.get(path(2)) ?? Buffer.alloc(0);
    contents.set(path(2), Buffer.concat([second, Buffer.from('left by a crash')]));
    const run = await readRun(MemoryFiles.of(contents), FOLDER, 'run');

    expect(run?.segments[1]?.end).toBe(second.length);
  });

  it('should be nothing where there is no run, and refuse one with a segment less', async () => {
    const contents = await threeSegments();
    expect(await readRun(MemoryFiles.of(contents), `${DIR}/none`, 'none')).toBeUndefined();
    for (const number of [1, 2, 3]) {
      const some = new Map(contents);
      some.delete(path(number));
      const error = await readRun(MemoryFiles.of(some), FOLDER, 'run').catch((e: unknown) => e);
      expect(error).toEqual(jasmine.objectContaining({ file: path(number), offset: 0 }));
    }
  });

  it('should refuse a segment that has lost its end', async () => {
    const contents = await threeSegments();
    const second = contents.get(path(2)) ?? Buffer.alloc(0);
    contents.set(path(2), second.subarray(0, -1));
    expect(await codeOf(() => readRun(MemoryFiles.of(contents), FOLDER, 'run'))).toBe(
      'ERR_STORE_CORRUPT',
    );
  });
});

describe('headed', () => {
  const headOf = (bytes: Buffer) =>
    headed(MemoryFiles.of(new Map([[path(1), bytes]])), FOLDER, '000001.jsonl');

  it('should read a header of any length', async () => {
    for (const count of [0, 300, 10_000]) {
      const done = Array.from({ length: count }, (_, i) => [2 * i, 2 * i + 1] as const);
      const line = headerLine({ ...HEADER, done });
      const head = await headOf(Buffer.concat([line, Buffer.from('more')]));
      expect([head.start, head.size]).toEqual([line.length, line.length + 4]);
      expect(head.header.done).toEqual(done);
    }
  });

  it('should refuse what is no header, and what has no end', async () => {
    const line = headerLine(HEADER);
    for (const bytes of [
      Buffer.alloc(0),
      line.subarray(0, -1),
      Buffer.alloc(10_000, 'x'),
      sealed('"ranges":[[0,1]],"done":[],"items":1,"failed":0,"at":0}'),
    ]) {
      expect(await codeOf(() => headOf(bytes))).toBe('ERR_STORE_CORRUPT');
    }
  });

  it('should refuse a newer version by what it is', async () => {
    const line = sealed('"format":"sluice-results","version":5}');
    const error = await headOf(line).catch((reason: unknown) => reason);
    expect(error).toEqual(
      jasmine.objectContaining({ code: 'ERR_STORE_VERSION', version: 5, newest: 4 }),
    );
  });
});

describe('checkHeader', () => {
  const headWith = (change: object = {}, size = 100) =>
    ({ number: 1, path: path(1), start: 10, size, header: { ...HEADER, ...change } }) as never;
  const reasonOf = (change: object, before?: never) => {
    try {
      checkHeader(headWith(change), 'run', before);
      return undefined;
    } catch (error) {
      return (error as Error).message.replace(/^.*: /, '');
    }
  };

  it('should take the one that follows', () => {
    expect(reasonOf({})).toBeUndefined();
    expect(reasonOf({ items: 4, previous: 100 }, headWith({ items: 4 }))).toBeUndefined();
  });

  it('should refuse what belongs elsewhere', () => {
    const before = headWith({ items: 4 });
    expect(reasonOf({ runId: 'other' })).toBe('it belongs to the run "other"');
    expect(reasonOf({ segment: 2 })).toBe('it is segment 2');
    expect(reasonOf({ createdAt: 6 }, before)).toBe('it belongs to another run of the same name');
    expect(reasonOf({ items: 3 }, before)).toBe('it is older than the segment before');
    expect(reasonOf({ items: 4, previous: 101 }, before)).toBe('it had 101 bytes');
  });
});
