import type { StoreFixture } from './result-store/probe.js';
import { PAGES } from './result-store/pages.js';
import { RESULTS } from './result-store/results.js';
import { RETRIES } from './result-store/retries.js';
import { RUNS } from './result-store/runs.js';
import { TAKEN_OVER } from './result-store/taken-over.js';

const CASES = { ...RUNS, ...TAKEN_OVER, ...RESULTS, ...PAGES, ...RETRIES };

/** What the kit takes of a test runner; Jasmine, Vitest and Jest have it as globals. */
export interface Runner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
  expect(actual: unknown): { toEqual(expected: unknown): void };
}

/**
 * The contract of a ResultStore, as tests: every store of this library passes them, and yours should.
 *
 * @param name what is tested, for the titles.
 * @param makeFixture called for each test; what it makes is disposed of at the end.
 * @param runner `{ describe, it, expect }`; the globals of Jasmine, Vitest and Jest if left out.
 *
 * @example
 * ```ts
 * import { describeResultStore } from 'sluice/testing';
 *
 * describeResultStore('my store', () => {
 *   const folder = makeFolder();
 *   return { open: () => myStore(folder), dispose: () => remove(folder) };
 * });
 * ```
 */
export function describeResultStore(
  name: string,
  makeFixture: () => StoreFixture | Promise<StoreFixture>,
  runner: Runner = globals(),
): void {
  const { describe, it, expect } = runner;
  describe(`${name} (a ResultStore)`, () => {
    for (const [title, body] of Object.entries(CASES)) {
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
