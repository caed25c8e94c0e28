import { describeCacheStore } from '../../../src/testing/describe-cache-store.js';
import type { CacheStore } from '../../../src/work/cache/cache-store.js';
import { memoryCache } from '../../../src/work/cache/memory-cache.js';

describeCacheStore('memoryCache', () => {
  const cache = memoryCache();
  return {
    open: () => cache,
    openBounded: (maxEntries) => memoryCache({ maxEntries }),
    dispose: () => undefined,
  };
});

describe('memoryCache', () => {
  const fill = (cache: CacheStore, ...keys: string[]) =>
    cache.set(keys.map((key) => [key, { value: key, at: 0 }]));
  const kept = async (cache: CacheStore, ...keys: string[]) =>
    (await cache.get(keys)).map((entry) => entry?.value);

  it('should give up what was not used for longest', async () => {
    const cache = memoryCache({ maxEntries: 3 });
    fill(cache, 'a', 'b', 'c');
    await cache.get(['a']);
    fill(cache, 'd');
    expect(await kept(cache, 'a', 'b', 'c', 'd')).toEqual(['a', undefined, 'c', 'd']);
  });

  it('should count writing as use', async () => {
    const cache = memoryCache({ maxEntries: 2 });
    fill(cache, 'a', 'b');
    fill(cache, 'a');
    fill(cache, 'c');
    expect(await kept(cache, 'a', 'b', 'c')).toEqual(['a', undefined, 'c']);
  });

  it('should keep 10,000 entries unless told otherwise', async () => {
    const cache = memoryCache();
    const keys = Array.from({ length: 10_001 }, (_, i) => String(i));
    fill(cache, ...keys);
    expect(await kept(cache, '0', '1', '10000')).toEqual([undefined, '1', '10000']);
  });

  it('should answer at once', () => {
    const cache = memoryCache();
    fill(cache, 'a');
    expect(cache.get(['a'])).toEqual([{ value: 'a', at: 0 }]);
  });
});
