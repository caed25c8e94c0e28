import { freshName, removeDatabase } from '../../support/indexed-db.js';
import { dexieStore } from '../../../src/dexie/dexie-store.js';
import { keyvalStore } from '../../../src/keyval/keyval-store.js';
import { outcomesFor } from '../../support/golden.js';
import { read } from '../../../src/testing/result-store/probe.js';
import { INDEXED_DB_1 } from '../../fixtures/stores/indexed-db-1.js';

const FORMATS = { json: {}, cbor: { format: 'binary' } } as const;

for (const [store, make] of Object.entries({ dexieStore, keyvalStore })) {
  for (const format of ['json', 'cbor'] as const) {
    describe(`${store}, on a database of version 1, ${format}`, () => {
      let name: string;
      beforeEach(async () => {
        name = freshName();
        const db = await openRaw(name);
        const rows = transactionOf(db);
        for (const [key, value] of INDEXED_DB_1[format]) rows.put(withBytes(value), [...key]);
        await ended(rows.transaction);
        db.close();
      });
      afterEach(() => removeDatabase(name));

      const open = async (runId = 'by-position', identity: 'position' | 'key' = 'position') =>
        make(name, { format }).open({ runId, fingerprint: { identity }, resume: true });

      it('should be read as it was written', async () => {
        const found = make(name);
        expect(await read(found.results('by-position'))).toEqual(
          outcomesFor(FORMATS[format]) as never,
        );
        expect((await read(found.results('by-key'))).map(({ key }) => key)).toEqual(['a', 'b']);
        const infos = await found.runs();
        expect(
          infos.map(({ runId, state, items, failed }) => [runId, state, items, failed]),
        ).toEqual([
          ['by-key', 'open', 2, 0],
          ['by-position', 'completed', 8, 2],
        ]);
      });

      it('should go on', async () => {
        const writer = await open();
        expect(writer.done).toEqual([[0, 8]]);
        expect(writer.mark).toEqual({ position: 6, cursor: { page: 2 } });
        await writer.append({ ranges: [[8, 9]], values: ['new'], failures: new Map() });
        await writer.close('completed');
        const keyed = await open('by-key', 'key');
        expect(await keyed.isDone(['a', 'b', 'c'])).toEqual([true, true, false]);
        await keyed.close('completed');

        const outcomes = await read(make(name).results('by-position'));
        expect(outcomes.slice(0, 8)).toEqual(outcomesFor(FORMATS[format]) as never);
        expect(outcomes[8]).toEqual({ position: 8, status: 'fulfilled', value: 'new' });
      });

      it('should be refused, and not touched, where a run is of a newer version', async () => {
        const db = await openRaw(name);
        const rows = transactionOf(db);
        const [, [, value] = []] = INDEXED_DB_1[format].filter(([[, seq]]) => seq === 0);
        rows.put({ ...value, version: 2 }, ['by-position', 0]);
        await ended(rows.transaction);
        const before = await all(db);

        for (const refused of [open, () => read(make(name).results('by-position'))]) {
          const code = await refused().then(
            () => undefined,
            (error: unknown) => (error as { code?: unknown }).code,
          );
          expect(code).toBe('ERR_STORE_VERSION');
        }
        expect(await all(db)).toEqual(before);
        expect((await read(make(name).results('by-key'))).length).toBe(2);
        db.close();
      });
    });
  }
}

/** As any program could, without this library. */
async function openRaw(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    const rows = request.result.createObjectStore('sluice');
    rows.createIndex('keys', 'keys', { multiEntry: true });
  };
  await answered(request);
  return request.result;
}

function transactionOf(db: IDBDatabase): IDBObjectStore {
  return db.transaction('sluice', 'readwrite').objectStore('sluice');
}

async function all(db: IDBDatabase): Promise<unknown> {
  const rows = transactionOf(db);
  const [keys, values] = [rows.getAllKeys(), rows.getAll()];
  await ended(rows.transaction);
  return [keys.result, values.result];
}

function withBytes(value: object): object {
  const { body } = value as { readonly body?: { readonly bytes?: string } | string };
  if (typeof body !== 'object' || body.bytes === undefined) return value;
  return { ...value, body: Uint8Array.from(atob(body.bytes), (char) => char.charCodeAt(0)) };
}

function answered(request: IDBOpenDBRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
