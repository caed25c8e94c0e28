import type { Runner } from './describe-result-store.js';
import { ROWS, type SinkFixture } from './sink/rows.js';

/**
 * The contract of a Sink, as tests: every sink of this library passes them, and yours should.
 *
 * It writes rows `{ id, n }`, with a text and a number.
 *
 * @param name what is tested, for the titles.
 * @param makeFixture called for each test; what it makes is disposed of at the end.
 * @param runner `{ describe, it, expect }`; the globals of Jasmine, Vitest and Jest if left out.
 *
 * @example
 * ```ts
 * import { describeSink } from 'sluice/testing';
 *
 * describeSink('my sink', () => {
 *   const table = makeTable();
 *   return {
 *     open: () => mySink(table),
 *     rows: () => table.all(),
 *     again: 'replaces',
 *     dispose: () => table.remove(),
 *   };
 * });
 * ```
 */
export function describeSink(
  name: string,
  makeFixture: () => SinkFixture | Promise<SinkFixture>,
  runner: Runner = globals(),
): void {
  const { describe, it, expect } = runner;
  describe(`${name} (a Sink)`, () => {
    for (const [title, body] of Object.entries(ROWS)) {
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
