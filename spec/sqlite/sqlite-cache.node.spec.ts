import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDriver } from '../../src/sqlite/load-driver.js';
import { sqliteCache } from '../../src/sqlite/sqlite-cache.js';
import { sqliteStore } from '../../src/sqlite/sqlite-store.js';
import { describeCacheStore } from '../../src/testing/describe-cache-store.js';
import { makeDir } from '../node/support/dirs.js';
import { codeOf } from '../node/support/runs.js';

describeCacheStore('sqliteCache', async () => {
  const dir = await makeDir();
  return { open: () => sqliteCache(join(dir.path, 'cache.db')), dispose: () => dir.remove() };
});

describe('sqliteCache', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;
  let file: string;

  beforeEach(async () => {
    dir = await makeDir();
    file = join(dir.path, 'cache.db');
  });

  afterEach(() => dir.remove());

  it('should keep what CBOR keeps', async () => {
    const value = [new Date(7), new Map([[1, NaN]]), 5n, -0, new Uint8Array([1, 2])];
    await sqliteCache(file).set([['a', { value, at: 1.5 }]]);
    expect(await sqliteCache(file).get(['a'])).toEqual([{ value, at: 1.5 }]);
  });

  it('should forget a value in whose place it cannot keep another, and keep the rest', async () => {
    const cache = sqliteCache(file);
    await cache.set([['a', { value: 1, at: 1 }]]);
    await cache.set([
      ['a', { value: () => 1, at: 2 }],
      ['b', { value: 2, at: 2 }],
    ]);
    expect(await cache.get(['a', 'b'])).toEqual([undefined, { value: 2, at: 2 }]);
  });

  it('should make no file before something is kept', async () => {
    const cache = sqliteCache(file);
    expect(await cache.get(['a'])).toEqual([undefined]);
    await cache.delete(['a']);
    expect(await codeOf(() => readFile(file))).toBe('ENOENT');
  });

  it('should have none where somebody else has written what is no value', async () => {
    const cache = sqliteCache(file);
    await cache.set([
      ['a', { value: 1, at: 1 }],
      ['b', { value: 2, at: 2 }],
    ]);
    const connection = (await loadDriver('spec')).open(file, false);
    connection.prepare(`UPDATE entries SET body = x'ff' WHERE key = ?`).run('"a"');
    connection.close();
    expect(await cache.get(['a', 'b'])).toEqual([undefined, { value: 2, at: 2 }]);
  });

  it('should refuse a file with runs, and its own be refused as one, and touch neither', async () => {
    const runs = join(dir.path, 'runs.db');
    const fingerprint = { identity: 'position' } as const;
    const writer = await sqliteStore(runs).open({ runId: 'a', fingerprint, resume: true });
    await writer.close('completed');
    await sqliteCache(file).set([['a', { value: 1, at: 1 }]]);

    const before = await readFile(runs);
    expect(await codeOf(() => sqliteCache(runs).set([['a', { value: 1, at: 1 }]]))).toBe(
      'ERR_STORE_CORRUPT',
    );
    expect(await codeOf(() => sqliteCache(runs).get(['a']))).toBe('ERR_STORE_CORRUPT');
    expect(await codeOf(() => sqliteStore(file).runs())).toBe('ERR_STORE_CORRUPT');
    expect(await readFile(runs)).toEqual(before);
    expect(await sqliteCache(file).get(['a'])).toEqual([{ value: 1, at: 1 }]);
  });

  it('should refuse one of a newer version, and what is no database', async () => {
    await sqliteCache(file).set([['a', { value: 1, at: 1 }]]);
    const connection = (await loadDriver('spec')).open(file, false);
    connection.exec('PRAGMA user_version = 2');
    connection.close();
    expect(await codeOf(() => sqliteCache(file).get(['a']))).toBe('ERR_STORE_VERSION');

    const text = join(dir.path, 'text');
    await writeFile(text, 'no database');
    expect(await codeOf(() => sqliteCache(text).get(['a']))).toBe('ERR_STORE_CORRUPT');
  });

  it('should keep what several write at once', async () => {
    const caches = Array.from({ length: 4 }, () => sqliteCache(file));
    const keys = Array.from({ length: 40 }, (_, at) => `key ${at}`);
    await Promise.all(
      keys.map((key, at) => caches[at % caches.length]?.set([[key, { value: at, at }]])),
    );
    expect(await sqliteCache(file).get(keys)).toEqual(keys.map((_, at) => ({ value: at, at })));
  });

  it('should refuse what is no path', () => {
    expect(() => sqliteCache(7 as never)).toThrowError(TypeError, /sqliteCache.*file/);
    expect(() => sqliteCache('')).toThrowError(RangeError, /sqliteCache.*file/);
  });
});
