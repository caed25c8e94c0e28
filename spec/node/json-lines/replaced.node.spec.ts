import * as fc from 'fast-check';
import { addPosition } from '../../../src/core/add-position.js';
import type { ItemFailure } from '../../../src/core/outcome.js';
import { readRun } from '../../../src/node/json-lines/run-files.js';
import { inOrder } from '../../../src/node/json-lines/in-order.js';
import type { ChunkRecord, StoredOutcome } from '../../../src/store/result-store.js';
import { MemoryFiles } from '../support/memory-files.js';
import { faultyFiles } from '../support/faulty-files.js';
import { DIR, numbers, open, positionsIn, storeOn } from '../support/runs.js';

/** An opening of a run, and what it stores. */
interface Opening {
  readonly retryFailed: boolean;
  /** Per record the items, each with its failure, if it has one. */
  readonly records: readonly (readonly (readonly [item: number, failed: boolean])[])[];
}

const AGAIN = { retryFailed: true };
const NO: ItemFailure = { kind: 'rejected', reason: 'no' };

/** A record of items at their positions, whose values tell of which opening they are. */
function recordOf(items: Opening['records'][0], opening: number, keyed: boolean): ChunkRecord {
  // Keyed items are numbered as they arrive, anew in each opening.
  const positions = keyed
    ? items.map(([item], i) => opening * 50 + i * 2 + (item % 2))
    : items.map(([item]) => item);
  const ranges: [number, number][] = [];
  for (const position of positions) addPosition(ranges, position);
  return {
    ranges,
    values: items.map(([item, failed]) => (failed ? undefined : `${item} of ${opening}`)),
    failures: new Map(items.flatMap(([, failed], place) => (failed ? [[place, NO] as const] : []))),
    ...(keyed ? { keys: items.map(([item]) => `no. ${item}`) } : {}),
  };
}

/** Each item once as new, in an order of its own, and again whenever it failed before and is tried. */
const openings = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 2, max: 5 }), fc.nat({ max: 1e6 }))
  .map(([count, times, seed]): Opening[] => {
    let state = seed + 1;
    const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const fresh = numbers(0, count).sort(() => chance() - 0.5);
    const failed = new Set<number>();
    return numbers(0, times).map((opening) => {
      const retryFailed = opening > 0 && chance() < 0.7;
      const tried = retryFailed ? [...failed].filter(() => chance() < 0.6) : [];
      const taken = fresh.splice(0, Math.ceil((chance() * 2 * count) / times));
      const items = [...tried, ...taken].sort((a, b) => (chance() < 0.5 ? a - b : chance() - 0.5));
      const records = [];
      while (items.length > 0) {
        const record = items.splice(0, Math.ceil(chance() * 6)).map((item) => {
          const fails = chance() < 0.5;
          if (fails) failed.add(item);
          else failed.delete(item);
          return [item, fails] as const;
        });
        records.push(record);
      }
      return { retryFailed, records };
    });
  });

async function written(all: readonly Opening[], keyed: boolean, segmentSize: number) {
  const files = new MemoryFiles();
  const store = storeOn(files, { segmentSize });
  const fingerprint = { identity: keyed ? 'key' : 'position' } as const;
  for (const [at, { retryFailed, records }] of all.entries()) {
    const writer = await open(store, { retryFailed, fingerprint });
    await Promise.all(records.map((record) => writer.append(recordOf(record, at, keyed))));
    await writer.close('open');
  }
  return { files, store };
}

/** By item, what its last outcome is. */
function expectedOf(all: readonly Opening[]): string[] {
  const last = new Map<number, string>();
  for (const [at, { records }] of all.entries()) {
    for (const [item, fails] of records.flat()) last.set(item, fails ? 'no' : `${item} of ${at}`);
  }
  return [...last].sort(([a], [b]) => a - b).map(([item, text]) => `${item}: ${text}`);
}

const itemOf = ({ key, position }: StoredOutcome) =>
  key === undefined ? position : Number(key.slice(4));
const textOf = (outcome: StoredOutcome) =>
  `${itemOf(outcome)}: ${String('value' in outcome ? outcome.value : outcome.reason)}`;

describe('outcomes that were replaced', () => {
  for (const keyed of [false, true]) {
    it(`should be the last of each item, in order, whatever was tried when; by ${keyed ? 'key' : 'position'}`, async () => {
      const sizes = fc.constantFrom(600, 2 ** 26);
      await fc.assert(
        fc.asyncProperty(openings, sizes, async (all, segmentSize) => {
          const { files, store } = await written(all, keyed, segmentSize);
          const run = await readRun(files, `${DIR}/run`, 'run');
          let open = 0;
          const watched = faultyFiles(files, ({ operation }) => {
            if (operation === 'open') open++;
            if (operation === 'close') open--;
          });
          const outcomes: StoredOutcome[] = [];
          for await (const page of inOrder(watched, run!)) outcomes.push(...page);

          const positions = outcomes.map(({ position }) => position);
          expect(positions).toEqual([...positions].sort((a, b) => a - b));
          const sorted = [...outcomes].sort((a, b) => itemOf(a) - itemOf(b));
          const expected = expectedOf(all);
          expect(sorted.map(textOf)).toEqual(expected);
          const [info] = await store.runs();
          const failed = expected.filter((text) => text.endsWith('no')).length;
          expect([info?.items, info?.failed]).toEqual([expected.length, failed]);
          const found = await store.verify('run');
          expect([found.problems, found.items]).toEqual([[], expected.length]);
          expect(open).toBe(0);
        }),
        { numRuns: 150 },
      );
    });
  }

  it('should not be read twice where nothing was replaced', async () => {
    const reads = async (retried: boolean) => {
      const files = new MemoryFiles();
      const store = storeOn(files);
      for (const at of numbers(0, 3)) {
        const writer = await open(store, { retryFailed: retried });
        const items = numbers(at * 10, at * 10 + 10).map((item) => [item, false] as const);
        await writer.append(recordOf(items, at, false));
        await writer.close('open');
      }
      let count = 0;
      const watched = faultyFiles(files, ({ operation }) => {
        if (operation === 'read') count++;
      });
      const run = await readRun(files, `${DIR}/run`, 'run');
      for await (const page of inOrder(watched, run!)) expect(page.length).toBe(10);
      return count;
    };

    expect(await reads(true)).toBe(await reads(false));
  });

  it('should be found in order without reading to the end of the files first', async () => {
    const files = new MemoryFiles();
    const store = storeOn(files);
    const first = await open(store);
    await first.append(recordOf([[0, true]], 0, false));
    for (const at of numbers(1, 200)) {
      await first.append({ ...recordOf([[at, false]], 0, false), values: ['x'.repeat(10_000)] });
    }
    await first.close('open');
    const again = await open(store, AGAIN);
    await again.append(recordOf([[0, false]], 1, false));
    await again.close('open');

    let bytes = 0;
    const counting = files.open.bind(files);
    files.open = async (path, how) => {
      const file = await counting(path, how);
      const read = file.read.bind(file);
      return Object.assign(Object.create(file) as typeof file, {
        read: async (into: Uint8Array, position: number) => {
          const count = await read(into, position);
          bytes += count;
          return count;
        },
      });
    };
    const run = await readRun(files, `${DIR}/run`, 'run');
    bytes = 0;
    const pages = inOrder(files, run!);
    const page = await pages.next();
    await pages.return();

    expect((page.value as StoredOutcome[]).map(textOf)).toEqual(['0: 0 of 1']);
    expect(bytes).toBeLessThan(600_000);
  });

  it('should be told apart by what tells items apart: nothing else is replaced', async () => {
    const files = new MemoryFiles();
    const store = storeOn(files);
    const byPosition = await open(store);
    await byPosition.append(recordOf([[0, true], [1, true]], 0, false)); // prettier-ignore
    await byPosition.close('open');
    const key = { fingerprint: { identity: 'key' }, resume: 'force' } as const;
    const forced = await open(store, { ...key, ...AGAIN });
    expect([forced.failed, await forced.isDone(['no. 0'])]).toEqual([[], [false]]);
    await forced.append({ ...recordOf([[0, true]], 0, true), ranges: [[0, 1]] });
    await forced.close('open');
    const back = await open(store, { resume: 'force', ...AGAIN });
    expect(positionsIn(back.failed ?? [])).toEqual([0, 1]);
    await back.append(recordOf([[0, false]], 2, false));
    await back.close('open');

    const [info] = await store.runs();
    expect([info?.items, info?.failed]).toEqual([3, 2]);
    const all = await store.aggregate<string[]>('run', (list, each) => [...list, textOf(each)], []);
    expect(all.sort()).toEqual(['0: 0 of 2', '0: no', '1: no']);
  });
});
