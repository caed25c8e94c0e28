import { ENTRIES, type CacheFixture } from './cache-store/entries.js';
import type { Runner } from './describe-result-store.js';

/**
 * The contract of a CacheStore, as tests: every cache of this library passes them, and yours should.
 *
 * @param name what is tested, for the titles.
 * @param makeFixture called for each test; what it makes is disposed of at the end.
 * @param runner `{ describe, it, expect }`; the globals of Jasmine, Vitest and Jest if left out.
 *
 * @example
 * ```ts
 * import { describeCacheStore } from 'sluice/testing';
 *
 * describeCacheStore('my cache', () => {
 *   const folder = makeFolder();
 *   return { open: () => myCache(folder), dispose: () => remove(folder) };
 * });
 * ```
 */
export function describeCacheStore(
  name: string,
  makeFixture: () => CacheFixture | Promise<CacheFixture>,
  runner: Runner = globals(),
): void {
  const { describe, it, expect } = runner;
  describe(`${name} (a CacheStore)`, () => {
    for (const [title, body] of Object.entries(ENTRIES)) {
      it(title, async () => {
        const fixture = await makeFixture();
        try {
          await body(fixture, (actual, expected) => {
            expect(actual).toEqual(expected);
          });
        } finally {
          await fixture.dispose();
        }
      });
    }
  });
}

function globals(): Runner {
  const host: unknown = globalThis;
  return host as Runner;
}
