import { freshName, removeDatabase } from '../support/indexed-db.js';
import { createStore, entries, set } from 'idb-keyval';
import { keyvalCache } from '../../src/keyval/keyval-cache.js';
import { keyvalStore } from '../../src/keyval/keyval-store.js';
import { describeCacheStore } from '../../src/testing/describe-cache-store.js';

describeCacheStore('keyvalCache', () => {
  const name = freshName();
  return { open: () => keyvalCache(name), dispose: () => removeDatabase(name) };
});

describe('keyvalCache', () => {
  let name: string;

  beforeEach(() => {
    name = freshName();
  });

  // Not waited for: idb-keyval never closes what it has opened.
  afterEach(() => void removeDatabase(name));

  it('should keep what CBOR keeps', async () => {
    const value = [new Date(7), new Map([[1, NaN]]), 5n, -0, new Uint8Array([1, 2])];
    await keyvalCache(name).set([['a', { value, at: 1 }]]);
    expect(await keyvalCache(name).get(['a'])).toEqual([{ value, at: 1 }]);
  });

  it('should forget a value in whose place it cannot keep another, and keep the rest', async () => {
    const cache = keyvalCache(name);
    await cache.set([['a', { value: 1, at: 1 }]]);
    await cache.set([
      ['a', { value: () => 1, at: 2 }],
      ['b', { value: 2, at: 2 }],
    ]);
    expect(await cache.get(['a', 'b'])).toEqual([undefined, { value: 2, at: 2 }]);
  });

  it('should have none where somebody else has written something under its key', async () => {
    const cache = keyvalCache(name);
    await cache.set([['b', { value: 2, at: 2 }]]);
    await set('a', { at: 1, body: new Uint8Array([255]) }, createStore(name, 'sluice'));
    expect(await cache.get(['a', 'b'])).toEqual([undefined, { value: 2, at: 2 }]);
  });

  it('should share a database with runs, which do not see it', async () => {
    const [cache, store] = [keyvalCache(name), keyvalStore(name)];
    await cache.set([['run', { value: 1, at: 1 }]]);
    expect(await store.runs()).toEqual([]);
    const fingerprint = { identity: 'position' } as const;
    const writer = await store.open({ runId: 'run', fingerprint, resume: true });
    await writer.close('completed');
    expect((await store.runs()).map(({ runId }) => runId)).toEqual(['run']);
    await store.delete('run');
    expect(await cache.get(['run'])).toEqual([{ value: 1, at: 1 }]);
    expect((await entries(createStore(name, 'sluice'))).length).toBe(1);
  });

  it('should refuse what is no name', () => {
    const codeOf = (name: unknown) => {
      try {
        keyvalCache(name as string);
        return undefined;
      } catch (error) {
        return (error as { code?: unknown }).code;
      }
    };
    expect([undefined, ''].map(codeOf)).toEqual(['ERR_INVALID_ARG_TYPE', 'ERR_OUT_OF_RANGE']);
  });
});
