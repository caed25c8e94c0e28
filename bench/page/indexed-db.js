// @ts-check
// In a page: the ways to write chunks of records into IndexedDB, and to read them back.
import { Dexie } from 'dexie';
import { dexieStore } from 'sluice/dexie';
import { keyvalStore } from 'sluice/keyval';
// The same sum as the stores', so that only what is around it is compared.
import { crc32 } from '../../dist/store/codec/crc32.js';
import { chunksOf } from '../records.js';

/** @typedef {'relaxed' | 'strict'} Durability */
/** @typedef {{ open(): Promise<unknown>, write(): Promise<number>, read(): Promise<number>, close(): Promise<void> }} Way */

const CHUNK = 100;

/** @type {ReturnType<typeof chunksOf>} */
let chunks = [];

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {string} name */
const remove = async (name) => void (await settled(indexedDB.deleteDatabase(name)));

/** By hand: one put and one transaction for each chunk, encoded and summed. @param {Durability} durability @returns {Way} */
function byHand(durability) {
  const name = `by hand, ${durability}`;
  /** @type {IDBDatabase} */
  let db;
  return {
    open: async () => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore('chunks');
      db = await settled(request);
    },
    write: async () => {
      let items = 0;
      for (const values of chunks) {
        const body = JSON.stringify(values);
        const transaction = db.transaction('chunks', 'readwrite', { durability });
        transaction.objectStore('chunks').put({ body, sum: crc32(body) }, items);
        items += values.length;
        await new Promise((resolve, reject) => {
          transaction.oncomplete = resolve;
          transaction.onabort = () => reject(transaction.error);
        });
      }
      return items;
    },
    read: async () => {
      let items = 0;
      for (const { body, sum } of await settled(
        db.transaction('chunks').objectStore('chunks').getAll(),
      )) {
        if (crc32(body) !== sum) throw new Error('damaged');
        items += JSON.parse(body).length;
      }
      return items;
    },
    close: () => {
      db.close();
      return remove(name);
    },
  };
}

/** @param {Durability} durability @returns {Way} */
function bulkPut(durability) {
  /** @type {Dexie} */
  let db;
  return {
    open: () => {
      db = new Dexie(`bulkPut, ${durability}`, { chromeTransactionDurability: durability });
      db.version(1).stores({ items: 'id' });
      return db.open();
    },
    write: async () => {
      let items = 0;
      for (const values of chunks) {
        await db.table('items').bulkPut(values);
        items += values.length;
      }
      return items;
    },
    read: async () => (await db.table('items').toArray()).length,
    close: () => db.delete(),
  };
}

/**
 * @param {string} name
 * @param {import('sluice').ResultStore} store
 * @param {number} [lanes] appends on their way at once; as many as the store takes, as `storeTo` does
 * @returns {Way}
 */
function stored(name, store, lanes) {
  return {
    open: () => store.runs(),
    write: async () => {
      const run = { runId: 'bench', fingerprint: { identity: 'position' }, resume: true };
      const writer = await store.open(/** @type {import('sluice').OpenRun} */ (run));
      const failures = new Map();
      let next = 0;
      let items = 0;
      const lane = async () => {
        while (next < chunks.length) {
          const start = next * CHUNK;
          const values = chunks[next++];
          await writer.append({ ranges: [[start, start + values.length]], values, failures });
          items += values.length;
        }
      };
      await Promise.all(Array.from({ length: lanes ?? writer.concurrency ?? 1 }, lane));
      await writer.close('completed');
      return items;
    },
    read: async () => {
      const results = store.results('bench');
      const { signal } = new AbortController();
      let items = 0;
      for (;;) {
        const page = await results.pull(CHUNK, signal);
        if (page === null) return items;
        items += page.length;
      }
    },
    close: () => remove(name),
  };
}

/** @type {Record<string, Way>} */
const ways = {};
for (const durability of /** @type {const} */ (['relaxed', 'strict'])) {
  ways[`a put each chunk by hand, ${durability}`] = byHand(durability);
  for (const [title, make] of /** @type {const} */ ([
    ['dexieStore', dexieStore],
    ['keyvalStore', keyvalStore],
  ])) {
    const name = `${title}, ${durability}`;
    ways[name] = stored(name, make(name, { durability }));
    ways[`${name}, one at once`] = stored(`${name}, 1`, make(`${name}, 1`, { durability }), 1);
  }
  ways[`bulkPut, ${durability}`] = bulkPut(durability);
}

Object.assign(globalThis, {
  bench: {
    setUp: (/** @type {number} */ count) => {
      chunks = chunksOf(count, CHUNK);
    },
    call: (/** @type {string} */ name, /** @type {keyof Way} */ what) => ways[name][what](),
  },
});
