import * as fc from 'fast-check';
import type { Range } from '../../src/core/chunk.js';
import type { ItemFailure } from '../../src/core/outcome.js';
import { fromSource } from '../../src/flow/from-source.js';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import type { ChunkRecord, StoredOutcome } from '../../src/store/result-store.js';
import { MemoryFiles } from './support/memory-files.js';
import {
  codeOf,
  DIR,
  numbers,
  open,
  positionsIn,
  read,
  record,
  storeOn,
  valuesOf,
} from './support/runs.js';

const KEY = { identity: 'key' } as const;

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

  it('should make a stored failure of a value that JSON would change', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = { cycle };
    let deep: unknown = 1;
    for (let i = 0; i < 600; i++) deep = [deep];
    const hostile = {
      get bad(): never {
        throw new Error('not yours');
      },
    };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    class Row {
      id = 1;
    }
    const cases: readonly (readonly [unknown, string])[] = [
      [NaN, 'it is NaN (number)'],
      [Infinity, 'it is Infinity (number)'],
      [-0, 'it is -0 (number)'],
      [5n, 'BigInt'],
      [Symbol('s'), 'it is Symbol(s) (symbol)'],
      [() => 1, 'it is (function)'],
      [new Date(0), 'it is an instance of Date'],
      [new Map([[1, 2]]), 'it is an instance of Map'],
      [new Set(), 'it is an instance of Set'],
      [/x/, 'it is an instance of RegExp'],
      [new Uint8Array(2), 'it is an instance of Uint8Array'],
      [new Row(), 'it is an instance of Row'],
      [Object('boxed'), 'it is an instance of String'],
      [new Error('as a value'), 'it is an instance of Error'],
      [{ a: [1, { b: NaN }] }, '.a[1].b is NaN (number)'],
      [{ a: undefined }, '.a is undefined'],
      // eslint-disable-next-line no-sparse-arrays -- the hole is what is looked at
      [[1, , 3], '[1] is undefined'],
      [[undefined], '[0] is undefined'],
      [{ toJSON: () => 1 }, 'it is'],
      [cycle, 'circular'],
      [deep, 'deeper than 500 levels'],
      [hostile, 'not yours'],
      [revoked.proxy, 'revoked'],
    ];
    const values = [...cases.flatMap(([value]) => [value, 'fine']), { last: [null] }];
    const { store } = await written([record(0, values.length, values)]);
    const outcomes = await read(store.results('run'));

    cases.forEach(([, message], i) => {
      const outcome = outcomes[2 * i] as StoredOutcome & { reason: Record<string, string> };
      expect(outcome.status).withContext(message).toBe('rejected');
      expect(outcome.reason['code']).toBe('ERR_UNSTORABLE_VALUE');
      expect(outcome.reason['message']).toContain(message);
      expect(outcomes[2 * i + 1]).toEqual({
        position: 2 * i + 1,
        status: 'fulfilled',
        value: 'fine',
      });
    });
    expect(outcomes.at(-1)).toEqual({
      position: values.length - 1,
      status: 'fulfilled',
      value: { last: [null] },
    });
    expect((await store.runs())[0]?.failed).toBe(cases.length);
  });

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

  it('should give back why items failed', async () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const circular = new Error('again');
    circular.cause = circular;
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('getter');
      },
    });
    const reasons: readonly (readonly [unknown, unknown])[] = [
      [
        new TypeError('no', { cause }),
        {
          name: 'TypeError',
          message: 'no',
          cause: { name: 'Error', message: 'refused', code: 'ECONNREFUSED' },
        },
      ],
      [
        new DOMException('late', 'TimeoutError'),
        { name: 'TimeoutError', message: 'late', code: 23 },
      ],
      ['text', 'text'],
      [null, null],
      [undefined, undefined],
      [{ status: 404 }, { status: 404 }],
      [NaN, { name: 'Error', message: 'NaN (number)' }],
      [new Map(), { name: 'Error', message: '(object)' }],
      [hostile, { name: 'Error', message: '' }],
      [new Error('m'.repeat(10_000)), { name: 'Error', message: `${'m'.repeat(8192)}…` }],
    ];
    const failures = new Map<number, ItemFailure>(
      [...reasons.map(([reason]) => reason), circular].map((reason, place) => [
        place,
        { kind: 'rejected', reason },
      ]),
    );
    const values = Array.from({ length: failures.size }, () => undefined);
    const { store } = await written([{ ranges: [[0, failures.size]], values, failures }]);
    const stored = await read(store.failures('run'));

    expect(stored.slice(0, -1).map((each) => 'reason' in each && each.reason)).toEqual(
      reasons.map(([, reason]) => reason),
    );
    const last = JSON.stringify(stored.at(-1));
    expect(last.split('again').length - 1).toBe(6);
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

  it('should give results in order, however they were cut, mixed and spread over segments', async () => {
    const shapes = fc
      .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 })
      .chain((sizes) =>
        fc.tuple(
          fc.constant(sizes),
          fc.shuffledSubarray([...sizes.keys()], { minLength: sizes.length }),
          fc.integer({ min: 1, max: 6 }),
          fc.constantFrom(500, 2 ** 26),
          fc.integer({ min: 1, max: 7 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(shapes, async ([sizes, order, perRecord, segmentSize, max]) => {
        const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
        const records: ChunkRecord[] = [];
        for (let i = 0; i < order.length; i += perRecord) {
          const ranges = order
            .slice(i, i + perRecord)
            .map((at): Range => [starts[at] ?? 0, (starts[at] ?? 0) + (sizes[at] ?? 0)]);
          records.push({ ranges, values: positionsIn(ranges), failures: new Map() });
        }
        const { store } = await written(records, segmentSize);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const expected = numbers(0, total).map((position) => ({
          position,
          status: 'fulfilled' as const,
          value: position,
        }));

        expect(await read(store.results('run'), max)).toEqual(expected);
        expect((await store.verify('run')).problems).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('should give what was stored twice at the same positions, the first first', async () => {
    const files = new MemoryFiles();
    const store = storeOn(files);
    const writer = await open(store, { fingerprint: KEY });
    await writer.append({ ...record(0, 3, ['a', 'b', 'c']), keys: ['a', 'b', 'c'] });
    await writer.append({ ...record(5, 6, ['f']), keys: ['f'] });
    await writer.close('open');
    const again = await open(store, { fingerprint: KEY });
    await again.append({
      ...record(1, 7, ['B', 'C', 'd', 'e', 'F', 'g']),
      keys: 'B C d e F g'.split(' '),
    });
    await again.close('completed');
    const outcomes = await read(store.results('run'));

    expect(outcomes.map(({ position, key }) => [position, key])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [1, 'B'],
      [2, 'c'],
      [2, 'C'],
      [3, 'd'],
      [4, 'e'],
      [5, 'f'],
      [5, 'F'],
      [6, 'g'],
    ]);
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
    expect(await codeOf(() => writer.append(record(3, 4)))).toBe('ERR_STORE_WRITE');
    expect((await store.runs())[0]?.state).toBe('completed');
  });

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
