import { StoreCorruptError } from '../../../src/core/store-corrupt-error.js';
import { StoreVersionError } from '../../../src/core/store-version-error.js';
import { cborValues } from '../../../src/store/codec/cbor-values.js';
import { jsonValues } from '../../../src/store/codec/json-values.js';
import { packer } from '../../../src/store/codec/packer.js';
import { recordStore, type RecordStoreSettings } from '../../../src/store/records/record-store.js';
import { bodySum, recordSum } from '../../../src/store/records/record-sum.js';
import type { RecordRow } from '../../../src/store/records/run-database.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import {
  codeOf,
  KEY,
  openRun,
  read,
  record,
  valuesOf,
} from '../../../src/testing/result-store/probe.js';
import { MemoryDatabase } from '../../support/memory-database.js';
import { macrotask } from '../../support/ticks.js';

describe('recordStore', () => {
  let database: MemoryDatabase;
  let store: ResultStore;

  function storeOn(settings: Partial<RecordStoreSettings> = {}): ResultStore {
    return recordStore({
      where: 'recordStore',
      database: () => Promise.resolve(database),
      format: () => Promise.resolve(jsonValues),
      packer: undefined,
      ...settings,
    });
  }

  function rowsOf(runId = 'run'): RecordRow[] {
    return database.stored.get(runId)?.records ?? [];
  }

  /** Three records, two items each, the second of the last failed. */
  async function filled(): Promise<void> {
    const writer = await openRun(store);
    for (const at of [0, 2]) await writer.append(record([at, at + 2], [at, at + 1]));
    const failures = new Map([[1, { kind: 'rejected', reason: 'no' } as const]]);
    await writer.append({ ...record([4, 6], [4, undefined]), failures });
    await writer.close('completed');
  }

  beforeEach(() => {
    database = new MemoryDatabase();
    store = storeOn();
  });

  describe('writing', () => {
    it('should put one record for each chunk, with the checkpoint in its head', async () => {
      await filled();
      expect(rowsOf().map(({ seq, body }) => [seq, body])).toEqual([
        [1, '[0,1]'],
        [2, '[2,3]'],
        [3, '[4,null]'],
      ]);
      const head = JSON.parse(rowsOf()[2]?.head ?? '') as Record<string, unknown>;
      expect(head).toEqual({
        ranges: [[4, 6]],
        failures: [{ place: 1, kind: 'rejected', reason: 'no' }],
        format: 'json',
        bytes: jasmine.any(Number),
        done: [[0, 6]],
        items: 6,
        failed: 1,
        at: jasmine.any(Number),
      });
    });

    it('should write together what waits while something is written', async () => {
      const writer = await openRun(store);
      await Promise.all([0, 1, 2, 3].map(async (at) => writer.append(record([at, at + 1], [at]))));
      expect(database.writes).toEqual([1, 3]);
      await writer.close('open');
    });

    it('should store values as they were when it was called', async () => {
      const writer = await openRun(store);
      const value = { n: 1 };
      const first = writer.append(record([0, 1], ['first']));
      const second = writer.append(record([1, 2], [value]));
      value.n = 2;
      await Promise.all([first, second]);
      await writer.close('open');
      expect(await valuesOf(store)).toEqual(['first', { n: 1 }]);
    });

    it('should keep the order of the calls, however long each is compressed', async () => {
      const waiting: (() => void)[] = [];
      const slow = packer('recordStore', 'none');
      const pack = async (bytes: Uint8Array) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return slow.pack(bytes);
      };
      const writer = await openRun(storeOn({ packer: { ...slow, pack } }));
      const all = Promise.all(
        [0, 1, 2].map(async (at) => writer.append(record([at, at + 1], [at]))),
      );
      for (const done of waiting.reverse()) done();
      await all;
      await writer.close('open');
      expect(rowsOf().map(({ body }) => body)).toEqual(['[0]', '[1]', '[2]']);
    });

    it('should leave nothing of what could not be written, and take it again', async () => {
      const writer = await openRun(store);
      await writer.append(record([0, 1], [0]));
      database.beforeWrite = () => Promise.reject(new Error('full'));
      const failing = [1, 2, 3].map((at) => writer.append(record([at, at + 1], [at])));
      for (const each of failing)
        await expectAsync(Promise.resolve(each)).toBeRejectedWithError('full');
      expect(rowsOf().length).toBe(1);

      database.beforeWrite = () => undefined;
      for (const at of [1, 2, 3]) await writer.append(record([at, at + 1], [at]));
      await writer.close('completed');
      expect(await valuesOf(store)).toEqual([0, 1, 2, 3]);
      expect((await store.runs())[0]?.items).toBe(4);
    });

    it('should replace an outcome where writing the new one failed before', async () => {
      await filled();
      const writer = await openRun(store, { retryFailed: true });
      database.beforeWrite = () => Promise.reject(new Error('full'));
      await expectAsync(
        Promise.resolve(writer.append(record([5, 6], ['new']))),
      ).toBeRejectedWithError('full');
      database.beforeWrite = () => undefined;
      await writer.append(record([5, 6], ['new']));
      await writer.close('completed');
      expect(await valuesOf(store)).toEqual([0, 1, 2, 3, 4, 'new']);
      expect((await store.runs())[0]?.failed).toBe(0);
    });

    it('should write nothing after it was closed', async () => {
      const writer = await openRun(store);
      await writer.close('open');
      expect(await codeOf(() => writer.append(record([0, 1], [0])))).toBe('ERR_STORE_WRITE');
      expect(rowsOf()).toEqual([]);
    });

    it('should store nothing that waited for a write that failed', async () => {
      const writer = await openRun(store);
      let times = 0;
      database.beforeWrite = () => {
        if (times++ === 0) throw new Error('full');
      };
      const codes = [0, 1].map((at) => codeOf(() => writer.append(record([at, at + 1], [at]))));
      expect(await Promise.all(codes)).toEqual([undefined, undefined]);
      expect(rowsOf()).toEqual([]);
      await writer.append(record([0, 2], [0, 1]));
      await writer.close('open');
      expect(await valuesOf(store)).toEqual([0, 1]);
    });

    it('should wait for what is on its way before it gives the run back', async () => {
      const writer = await openRun(store);
      const order: string[] = [];
      let write = (): void => undefined;
      database.beforeWrite = () => new Promise<void>((resolve) => (write = resolve));
      const append = codeOf(() => writer.append(record([0, 1], [0])));
      const closed = codeOf(() => writer.close('completed'));
      void append.then(() => order.push('appended'));
      void closed.then(() => order.push('closed'));
      await macrotask();
      expect(order).toEqual([]);
      expect((await store.runs())[0]?.state).toBe('open');
      write();
      await closed;
      expect(order).toEqual(['appended', 'closed']);
      expect((await store.runs())[0]).toEqual(
        jasmine.objectContaining({ items: 1, state: 'completed' }),
      );
    });

    it('should fail a record that is too long for the engine, and go on', async () => {
      const writer = await openRun(
        storeOn({
          format: () =>
            Promise.resolve({
              ...jsonValues,
              encode: (values) => {
                if (values[0] === 'long') throw new RangeError('Invalid string length');
                return jsonValues.encode(values);
              },
            }),
        }),
      );
      expect(await codeOf(() => writer.append(record([0, 1], ['long'])))).toBe('ERR_STORE_WRITE');
      await writer.append(record([0, 1], ['short']));
      await writer.close('open');
      expect(await valuesOf(store)).toEqual(['short']);
    });
  });

  describe('reading', () => {
    const damages: Record<string, (row: RecordRow) => Partial<RecordRow>> = {
      'a value': ({ body }) => ({ body: String(body).replace('2', '7') }),
      'the head': ({ head }) => ({ head: head.replace('"items":4', '"items":5') }),
      'its number': ({ seq }) => ({ seq: seq + 7 }),
      'the sum': ({ sum }) => ({ sum: sum ^ 1 }),
      'its keys': () => ({ keys: ['a', 'b'] }),
    };
    for (const [what, damage] of Object.entries(damages)) {
      it(`should fail where ${what} was changed`, async () => {
        await filled();
        const row = rowsOf()[1] as RecordRow;
        rowsOf()[1] = { ...row, ...damage(row) };
        expect(await codeOf(() => read(store.results('run')))).toBe('ERR_STORE_CORRUPT');
        expect(await codeOf(() => openRun(store, { retryFailed: true }))).toBe('ERR_STORE_CORRUPT');
        expect((await store.runs())[0]?.holder).toBe(undefined);
      });
    }

    it('should fail where a record is missing, be it the first of the last', async () => {
      for (const at of [0, 1]) {
        database = new MemoryDatabase();
        await filled();
        rowsOf().splice(at, 1);
        await expectAsync(read(store.results('run'))).toBeRejectedWithError(
          StoreCorruptError,
          new RegExp(`record ${at + 1} is missing`),
        );
      }
    });

    it('should fail where a record of another run has taken the place of one', async () => {
      await filled();
      const other = await openRun(store, { runId: 'other' });
      for (const at of [0, 2]) await other.append(record([at, at + 2], ['x', 'y']));
      await other.close('open');
      const row = rowsOf('other')[1] as RecordRow;
      for (const runId of ['other', 'run']) {
        rowsOf()[1] = { ...row, runId };
        expect(await codeOf(() => read(store.results('run')))).toBe('ERR_STORE_CORRUPT');
      }
    });

    it('should fail where two records have changed places', async () => {
      await filled();
      const [first, second] = rowsOf() as [RecordRow, RecordRow];
      rowsOf().splice(0, 2, { ...second, seq: 1 }, { ...first, seq: 2 });
      expect(await codeOf(() => read(store.results('run')))).toBe('ERR_STORE_CORRUPT');
    });

    it('should fail where a record counts others before it than there are', async () => {
      const writer = await openRun(store, { fingerprint: KEY });
      await writer.append({ ...record([0, 2], ['a', 'b']), keys: ['a', 'b'] });
      await writer.append({ ...record([0, 1], ['c']), keys: ['c'] });
      await writer.close('open');
      const row = rowsOf()[0] as RecordRow;
      const head = row.head.replace('[[0,2]]', '[[0,1]]');
      const changed = { ...row, head, body: '["a"]' };
      rowsOf()[0] = { ...changed, sum: recordSum(changed, bodySum(changed.body)) };
      expect(await codeOf(() => read(store.results('run')))).toBe('ERR_STORE_CORRUPT');
    });

    it('should give an item that was replaced at another position there, and only there', async () => {
      const first = await openRun(store, { fingerprint: KEY });
      const failures = new Map([[1, { kind: 'rejected', reason: 'no' } as const]]);
      await first.append({ ...record([0, 2], ['a', undefined]), keys: ['a', 'b'], failures });
      await first.close('open');
      const again = await openRun(store, { fingerprint: KEY, retryFailed: true });
      const ranges = [[0, 1] as const, [5, 6] as const];
      await again.append({ ...record([0, 2], ['c', 'b']), ranges, keys: ['c', 'b'] });
      await again.close('open');
      const outcomes = await read(store.results('run'));
      expect(outcomes.map(({ position, key }) => [position, key])).toEqual([
        [0, 'a'],
        [0, 'c'],
        [5, 'b'],
      ]);
    });

    it('should read what was written in another format, or compressed', async () => {
      for (const [at, settings] of [
        [0, {}],
        [1, { format: () => Promise.resolve(cborValues) }],
        [2, { packer: packer('recordStore', 'gzip') }],
      ] as const) {
        const writer = await openRun(storeOn(settings));
        await writer.append(record([at, at + 1], ['x'.repeat(2000) + String(at)]));
        await writer.close('open');
      }
      const heads = rowsOf().map(
        ({ head }) => JSON.parse(head) as { format: string; packing?: string },
      );
      expect(heads.map(({ format, packing }) => [format, packing])).toEqual([
        ['json', undefined],
        ['cbor', undefined],
        ['json', 'gzip'],
      ]);
      expect((await valuesOf(store)).map((value) => String(value).slice(-1))).toEqual([
        '0',
        '1',
        '2',
      ]);
    });
  });

  describe('opening', () => {
    it('should refuse a run of a newer version, and touch nothing', async () => {
      await filled();
      const stored = database.stored.get('run');
      if (stored !== undefined) stored.row = { ...stored.row, version: 2 };
      const before = structuredClone(stored);

      expect(await codeOf(() => openRun(store))).toBe('ERR_STORE_VERSION');
      expect(await codeOf(() => read(store.results('run')))).toBe('ERR_STORE_VERSION');
      const [info] = await store.runs();
      expect(info?.state).toBe('unreadable');
      expect(info?.error).toBeInstanceOf(StoreVersionError);
      expect(database.stored.get('run')).toEqual(before);
    });

    it('should list a damaged run as unreadable beside the others, refuse to open it, and remove it', async () => {
      await filled();
      await (await openRun(store, { runId: 'sound' })).close('completed');
      rowsOf()[2] = { ...(rowsOf()[2] as RecordRow), sum: 0 };

      expect((await store.runs()).map(({ runId, state }) => [runId, state])).toEqual([
        ['run', 'unreadable'],
        ['sound', 'completed'],
      ]);
      expect(await codeOf(() => openRun(store))).toBe('ERR_STORE_CORRUPT');
      expect(database.stored.get('run')?.row.holder).toBe(undefined);
      await store.delete('run');
      expect((await store.runs()).map(({ runId }) => runId)).toEqual(['sound']);
    });

    it('should say that a run is open from when it is opened again until it is completed', async () => {
      await filled();
      const writer = await openRun(store);
      expect(writer.info.state).toBe('completed');
      expect((await store.runs())[0]?.state).toBe('open');
      database.crash();
      expect((await store.runs())[0]).toEqual(
        jasmine.objectContaining({ state: 'open', holder: undefined }),
      );
    });

    it('should fail to close a run that is gone', async () => {
      const writer = await openRun(store);
      database.stored.clear();
      expect(await codeOf(() => writer.append(record([0, 1], [0])))).toBe('ERR_STORE_LOST');
      expect(await codeOf(() => writer.close('completed'))).toBe('ERR_STORE_LOST');
    });

    it('should refuse names that are none', async () => {
      for (const runId of ['', '../up', 7] as string[]) {
        expect(await codeOf(() => openRun(store, { runId }))).toMatch(/^ERR_(INVALID|OUT)/);
        expect(await codeOf(() => read(store.results(runId)))).toMatch(/^ERR_(INVALID|OUT)/);
        expect(await codeOf(() => store.delete(runId))).toMatch(/^ERR_(INVALID|OUT)/);
      }
    });
  });

  describe('the lock of a platform', () => {
    let held: Set<string>;

    beforeEach(() => {
      held = new Set();
      Object.assign(database, {
        lock: (runId: string) => {
          if (held.has(runId)) return Promise.resolve(undefined);
          held.add(runId);
          return Promise.resolve(() => held.delete(runId));
        },
      });
    });

    it('should be held while a run is open, and given back', async () => {
      const writer = await openRun(store);
      expect([...held]).toEqual(['run']);
      expect(await codeOf(() => openRun(store))).toBe('ERR_RUN_LOCKED');
      expect(await codeOf(() => store.delete('run'))).toBe('ERR_RUN_LOCKED');
      expect([...held]).toEqual(['run']);
      await writer.close('open');
      expect([...held]).toEqual([]);
    });

    it('should be given back where a run cannot be opened, closed or removed', async () => {
      await filled();
      expect(await codeOf(() => openRun(store, { resume: false }))).toBe('ERR_RUN_EXISTS');
      expect([...held]).toEqual([]);
      const writer = await openRun(store);
      database.stored.clear();
      await expectAsync(Promise.resolve(writer.close('open'))).toBeRejected();
      expect([...held]).toEqual([]);
    });
  });
});
