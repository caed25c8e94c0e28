import * as fc from 'fast-check';
import type { Range } from '../../../src/core/chunk.js';
import { inOrder } from '../../../src/node/json-lines/in-order.js';
import { readRun } from '../../../src/node/json-lines/run-files.js';
import type { ChunkRecord } from '../../../src/store/result-store.js';
import { faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, DIR, numbers, open, positionsIn, record, storeOn } from '../support/runs.js';

/** Files of a run that has these records, stored one after another. */
async function written(records: readonly ChunkRecord[], segmentSize = 2 ** 26) {
  const files = new MemoryFiles();
  const identity = records[0]?.keys === undefined ? 'position' : 'key';
  const writer = await open(storeOn(files, { segmentSize }), { fingerprint: { identity } });
  for (const each of records) await writer.append(each);
  await writer.close('open');
  return files;
}

/** All outcomes, and how many bytes were read and files left open. */
async function outcomesOf(files: MemoryFiles) {
  let open = 0;
  let reads = 0;
  const watched = faultyFiles(files, ({ operation }) => {
    if (operation === 'open') open++;
    if (operation === 'close') open--;
    if (operation === 'read') reads++;
  });
  const run = await readRun(files, `${DIR}/run`, 'run');
  const outcomes = [];
  for await (const page of inOrder(watched, run!)) outcomes.push(...page);
  return { outcomes, open, reads };
}

describe('inOrder', () => {
  it('should give results in order, however they were cut, mixed and spread over segments', async () => {
    const shapes = fc
      .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 })
      .chain((sizes) =>
        fc.tuple(
          fc.constant(sizes),
          fc.shuffledSubarray([...sizes.keys()], { minLength: sizes.length }),
          fc.integer({ min: 1, max: 6 }),
          fc.constantFrom(500, 2 ** 26),
        ),
      );
    await fc.assert(
      fc.asyncProperty(shapes, async ([sizes, order, perRecord, segmentSize]) => {
        const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
        const records: ChunkRecord[] = [];
        for (let i = 0; i < order.length; i += perRecord) {
          const ranges = order
            .slice(i, i + perRecord)
            .map((at): Range => [starts[at] ?? 0, (starts[at] ?? 0) + (sizes[at] ?? 0)]);
          records.push({ ranges, values: positionsIn(ranges), failures: new Map() });
        }
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const { outcomes, open } = await outcomesOf(await written(records, segmentSize));

        expect(outcomes).toEqual(
          numbers(0, total).map((position) => ({ position, status: 'fulfilled', value: position })),
        );
        expect(open).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('should give what is there where positions between are missing', async () => {
    const { outcomes } = await outcomesOf(await written([record(8, 10), record(2, 4)]));
    expect(outcomes.map(({ position }) => position)).toEqual([2, 3, 8, 9]);
  });

  it('should give what was stored twice at the same positions, the first first', async () => {
    const { outcomes, open } = await outcomesOf(
      await written([
        { ...record(0, 3, ['a', 'b', 'c']), keys: ['a', 'b', 'c'] },
        { ...record(5, 6, ['f']), keys: ['f'] },
        { ...record(1, 7, ['B', 'C', 'd', 'e', 'F', 'g']), keys: 'B C d e F g'.split(' ') },
        { ...record(2, 3, ['3']), keys: ['3'] },
      ]),
    );
    expect(
      outcomes.map((each) => [each.position, each.key, 'value' in each && each.value]),
    ).toEqual([
      [0, 'a', 'a'],
      [1, 'b', 'b'],
      [1, 'B', 'B'],
      [2, 'c', 'c'],
      [2, 'C', 'C'],
      [2, '3', '3'],
      [3, 'd', 'd'],
      [4, 'e', 'e'],
      [5, 'f', 'f'],
      [5, 'F', 'F'],
      [6, 'g', 'g'],
    ]);
    expect(open).toBe(0);
  });

  it('should give overlapping ones in order, however they lie', async () => {
    const range = fc
      .tuple(fc.nat({ max: 12 }), fc.integer({ min: 1, max: 6 }))
      .map(([start, size]): Range => [start, start + size]);
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 8 }), async (ranges) => {
        const records = ranges.map(([start, end], age) => ({
          ...record(
            start,
            end,
            numbers(start, end).map((position) => [position, age]),
          ),
          keys: numbers(start, end).map((position) => `${age}:${position}`),
        }));
        const { outcomes } = await outcomesOf(await written(records));
        const expected = ranges
          .flatMap(([start, end], age) => numbers(start, end).map((at) => [at, age] as const))
          .sort(([a, ageOfA], [b, ageOfB]) => a - b || ageOfA - ageOfB);

        expect(outcomes.map((each) => 'value' in each && each.value)).toEqual(
          expected.map(([...pair]) => pair),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('should read a run that was stored in order once, and keep records that are due soon', async () => {
    const ordered = numbers(0, 60).map((at) => record(at, at + 1));
    const { reads } = await outcomesOf(await written(ordered));
    const swapped = numbers(0, 60).map((at) => ordered[at ^ 7] ?? record(at, at + 1));
    const mixed = await outcomesOf(await written(swapped));

    expect(mixed.outcomes.map(({ position }) => position)).toEqual(numbers(0, 60));
    expect(mixed.reads).toBe(reads);
    const reversed = await outcomesOf(await written([...ordered].reverse()));
    expect(reversed.outcomes.map(({ position }) => position)).toEqual(numbers(0, 60));
    expect(reversed.reads).toBeGreaterThan(reads);
  });

  it('should close what it has opened when nobody reads on', async () => {
    const files = await written([record(0, 2), record(2, 4)]);
    let open = 0;
    const watched = faultyFiles(files, ({ operation }) => {
      if (operation === 'open') open++;
      if (operation === 'close') open--;
    });
    const run = await readRun(files, `${DIR}/run`, 'run');
    const pages = inOrder(watched, run!);
    expect((await pages.next()).value?.length).toBe(2);
    expect(open).toBe(1);
    await pages.return();
    expect(open).toBe(0);
  });

  it('should fail where records are not those that the run counts', async () => {
    const run = await readRun(await written([record(0, 2)]), `${DIR}/run`, 'run');
    const wrong = { ...run!, last: { ...run!.last, done: [[0, 3]], items: 3 } as const };
    const files = await written([record(0, 2)]);
    const all = async () => {
      for await (const page of inOrder(files, wrong)) expect(page.length).toBe(2);
    };
    expect(await codeOf(all)).toBe('ERR_STORE_CORRUPT');
  });
});
