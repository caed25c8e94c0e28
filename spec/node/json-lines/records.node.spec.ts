import { checkpointMembers } from '../../../src/store/codec/checkpoint.js';
import { stateLine } from '../../../src/node/json-lines/format.js';
import { sealed } from '../../../src/node/json-lines/line.js';
import { keysIn, Reader } from '../../../src/node/json-lines/records.js';
import type { RunFiles, SegmentFile } from '../../../src/node/json-lines/run-files.js';
import { faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, numbers } from '../support/runs.js';

const START = 7;
const path = (number: number) => `/store/${number}`;

/** The record of the position before `items`. */
function line(items: number, padding = 0, keys?: readonly string[]): Buffer {
  const members = `"ranges":[[${items - 1},${items}]],"keys":${JSON.stringify(keys ?? [])}`;
  const checkpoint = { done: [[0, items]] as const, items, failed: 0, at: 0 };
  return sealed(`${members},"values":["${'x'.repeat(padding)}"]${checkpointMembers(checkpoint)}`);
}

/** A run of segments that have these lines, and counts of files that are open. */
function runOf(...segments: readonly (readonly Buffer[])[]) {
  let [open, most] = [0, 0];
  const contents = segments.map((lines, i) => {
    const bytes = Buffer.concat([Buffer.alloc(START), ...lines]);
    return [path(i + 1), bytes] as const;
  });
  const files = faultyFiles(MemoryFiles.of(new Map(contents)), ({ operation }) => {
    if (operation === 'open') most = Math.max(most, ++open);
    if (operation === 'close') open--;
  });
  let items = 0;
  const run = {
    segments: contents.map(([file, bytes], i) => {
      const header = { items } as SegmentFile['header'];
      items += segments[i]?.length ?? 0;
      return { number: i + 1, path: file, header, start: START, end: bytes.length };
    }),
    torn: { bytes: Buffer.alloc(0), lines: false },
  } as unknown as RunFiles;
  return { files, run, opened: () => ({ open, most }) };
}

/** Lets the first segment end before it does. */
function shorten({ segments }: RunFiles, bytes: number): void {
  (segments[0] as { end: number }).end -= bytes;
}

async function positionsIn({ files, run }: ReturnType<typeof runOf>) {
  const reader = new Reader(files);
  const positions: number[] = [];
  try {
    for await (const [record] of reader.records(run)) positions.push(record.ranges[0]?.[0] ?? -1);
  } finally {
    await reader.close();
  }
  return positions;
}

describe('Reader', () => {
  it('should read all records, over pages and segments, whatever their length', async () => {
    const lengths = [0, 262_000, 262_144, 5, 600_000, 0, 1_100_000, 1];
    const lines = lengths.map((length, i) => line(i + 1, length));
    const made = runOf(lines.slice(0, 3), [], lines.slice(3));
    // Segments without records are passed over.
    expect(await positionsIn(made)).toEqual(numbers(0, lengths.length));
    expect(made.opened().open).toBe(0);
  });

  it('should give each line its place, by which it is found again', async () => {
    const { files, run } = runOf([line(1, 300_000), line(2)], [line(3)]);
    const reader = new Reader(files);
    const places = [];
    for await (const [record, place] of reader.records(run)) places.push({ record, place });
    for (const { record, place } of places.reverse()) {
      expect(await reader.record(place)).toEqual(record);
    }
    await reader.close();
    expect(places.map(({ place }) => [place.path, place.offset])).toEqual([
      [path(2), START],
      [path(1), START + line(1, 300_000).length],
      [path(1), START],
    ]);
  });

  it('should pass over what says how a run ended, and what has no end yet', async () => {
    const end = stateLine('completed', { done: [[0, 1]], items: 1, failed: 0, at: 0 });
    expect(await positionsIn(runOf([line(1), end]))).toEqual([0]);
    expect(await positionsIn(runOf([line(1), line(2).subarray(0, -1)]))).toEqual([0]);
  });

  it('should read only as far as the segment belongs to the run', async () => {
    const made = runOf([line(1), line(2)]);
    shorten(made.run, line(2).length);
    expect(await positionsIn(made)).toEqual([0]);
  });

  it('should fail at what is damaged, missing or there twice', async () => {
    const damaged = line(2);
    damaged[20] = (damaged[20] ?? 0) ^ 1;
    const wrong = {
      damaged: runOf([line(1), damaged, line(3)]),
      missing: runOf([line(1), line(3)]),
      twice: runOf([line(1), line(1), line(2)]),
      'missing at the end of a segment': runOf([line(1), line(2)], [line(3)]),
      'no record': runOf([line(1), sealed('"other":1}')]),
    };
    shorten(wrong['missing at the end of a segment'].run, line(2).length);
    for (const [name, made] of Object.entries(wrong)) {
      expect(await codeOf(() => positionsIn(made)))
        .withContext(name)
        .toBe('ERR_STORE_CORRUPT');
      expect(made.opened().open).withContext(name).toBe(0);
    }
  });

  it('should fail at the end where an end of a line is in what was torn off', async () => {
    const made = runOf([line(1)]);
    (made.run.torn as { lines: boolean }).lines = true;
    expect(await codeOf(() => positionsIn(made))).toBe('ERR_STORE_CORRUPT');
  });

  it('should fail to read again what has been damaged meanwhile', async () => {
    const { files } = runOf([line(1)]);
    const reader = new Reader(files);
    const place = { path: path(1), offset: START, length: line(1).length - 2 };
    expect(await codeOf(() => reader.record(place))).toBe('ERR_STORE_CORRUPT');
    await reader.close();
  });

  it('should have eight segments open at most, and none when it is closed', async () => {
    const made = runOf(...numbers(1, 21).map((items) => [line(items)]));
    expect(await positionsIn(made)).toEqual(numbers(0, 20));
    expect(made.opened().open).toBe(0);
    expect(made.opened().most).toBeLessThanOrEqual(9);
  });
});

describe('keysIn', () => {
  it('should give the keys of all records, and close what it has opened', async () => {
    const made = runOf([line(1, 0, ['a', '__proto__'])], [line(2, 0, ['b']), line(3)]);
    expect([...(await keysIn(made.files, made.run))]).toEqual(['a', '__proto__', 'b']);
    expect(made.opened().open).toBe(0);
  });

  it('should be empty where there is no run', async () => {
    expect((await keysIn(new MemoryFiles(), undefined)).size).toBe(0);
  });
});
