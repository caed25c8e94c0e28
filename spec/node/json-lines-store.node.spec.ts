import * as fc from 'fast-check';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import type { ChunkRecord } from '../../src/store/result-store.js';
import { makeDir } from './support/dirs.js';
import { MemoryFiles } from './support/memory-files.js';
import { codeOf, DIR, open, record, storeOn, valuesOf } from './support/runs.js';

/** The lines of a segment, without their checksums. */
function linesOf(files: MemoryFiles, segment = 1): readonly Record<string, unknown>[] {
  const bytes = files.contents().get(`${DIR}/run/00000${segment}.jsonl`) ?? Buffer.alloc(0);
  return bytes
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const { sum, ...rest } = JSON.parse(line) as Record<string, unknown>;
      expect(sum).toMatch(/^[0-9a-f]{8}$/);
      return rest;
    });
}

/** Writes records into a new run, one after another. */
async function written(records: readonly ChunkRecord[], segmentSize = 2 ** 26) {
  const files = new MemoryFiles();
  const store = storeOn(files, { segmentSize });
  const writer = await open(store);
  for (const each of records) await writer.append(each);
  await writer.close('open');
  return { files, store };
}

describe('jsonLinesStore', () => {
  it('should refuse wrong arguments at the call', () => {
    const made = (dir: unknown, options?: unknown) =>
      codeOf(() => jsonLinesStore(dir as string, options as never));

    return Promise.all(
      (
        [
          [made(undefined), 'ERR_INVALID_ARG_TYPE'],
          [made(5), 'ERR_INVALID_ARG_TYPE'],
          [made(''), 'ERR_OUT_OF_RANGE'],
          [made('a\0b'), 'ERR_OUT_OF_RANGE'],
          [made('a', { durability: 'memory' }), 'ERR_OUT_OF_RANGE'],
          [made('a', { durability: 5 }), 'ERR_INVALID_ARG_TYPE'],
          [made('a', { durabilty: 'power' }), 'ERR_UNKNOWN_OPTION'],
          [made('a', null), 'ERR_INVALID_ARG_TYPE'],
          [made('a', { durability: undefined }), undefined],
          [made('a'), undefined],
        ] as const
      ).map(async ([code, expected]) => {
        expect(await code).toBe(expected);
      }),
    );
  });

  it('should keep its place when the process goes elsewhere', async () => {
    const dir = await makeDir();
    const before = process.cwd();
    try {
      process.chdir(dir.parent);
      const store = jsonLinesStore('runs');
      process.chdir(before);
      const writer = await open(store);
      await writer.append(record(0, 2));
      await writer.close('completed');
      expect(await readdir(join(dir.path, 'run'))).toEqual(['000001.jsonl']);
    } finally {
      process.chdir(before);
      await dir.remove();
    }
  });

  it('should write a line of JSON for each chunk, with what is needed to go on', async () => {
    const { files } = await written([
      { ...record(0, 2, ['a', { b: null }]), mark: { position: 2, cursor: { byte: 9 } } },
      record(2, 4, [undefined, undefined]),
      {
        ranges: [
          [7, 8],
          [4, 6],
        ],
        values: [undefined, 'x', undefined],
        failures: new Map([[0, { kind: 'skipped', reason: 'twice' }]]),
      },
    ]);
    const at = jasmine.any(Number);
    const mark = { position: 2, cursor: { byte: 9 } };

    expect(linesOf(files)).toEqual([
      {
        format: 'sluice-results',
        version: 1,
        runId: 'run',
        segment: 1,
        epoch: 1,
        createdAt: at,
        fingerprint: { identity: 'position' },
        previous: 0,
        recovered: [],
        done: [],
        items: 0,
        failed: 0,
        at,
      },
      {
        ranges: [[0, 2]],
        values: ['a', { b: null }],
        mark,
        done: [[0, 2]],
        items: 2,
        failed: 0,
        at,
      },
      { ranges: [[2, 4]], mark, done: [[0, 4]], items: 4, failed: 0, at },
      {
        ranges: [
          [7, 8],
          [4, 6],
        ],
        failures: [{ place: 0, kind: 'skipped', reason: 'twice' }],
        undefined: [2],
        values: [null, 'x', null],
        mark,
        done: [
          [0, 6],
          [7, 8],
        ],
        items: 7,
        failed: 1,
        at,
      },
    ]);
  });

  it('should give back what JSON can hold exactly as it was', async () => {
    const values = fc.array(
      fc.option(fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }), { nil: undefined }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(values, async (all) => {
        // -0 is what JSON cannot hold, and has a spec of its own.
        const given = all.map((value): unknown =>
          value === undefined ? undefined : JSON.parse(JSON.stringify(value)),
        );
        const { store } = await written([record(0, given.length, given)]);

        expect(await valuesOf(store)).toEqual(given);
      }),
      { numRuns: 200 },
    );
  });

  it('should give back texts of any kind', async () => {
    const texts = ['\ud800', 'a\udfffb', '\u2028\u2029', '\0\n\r"\\', '𝄞é', '__proto__', ''];
    const values = [...texts, JSON.parse('{"__proto__":{"a":1},"constructor":2}'), texts];
    const { store } = await written([record(0, values.length, values)]);
    const read = await valuesOf(store);

    expect(read).toEqual(values);
    expect(Object.keys(read[texts.length] as object)).toEqual(['__proto__', 'constructor']);
  });
});
