import * as fc from 'fast-check';
import { of, scan } from 'rxjs';
import { fulfilled, rejected, type ItemFailure, type Outcome } from '../../src/core/outcome.js';
import { countResult, NO_COUNTS, type Counts } from '../../src/progress/progress.js';
import { resultOf } from '../support/scripted-store.js';

const CAUSE = new Error('bad row');
const KINDS = ['rejected', 'skipped', 'cancelled'] as const;

function failuresOf(...kinds: readonly ItemFailure['kind'][]): ReadonlyMap<number, ItemFailure> {
  return new Map(kinds.map((kind, place) => [place, { kind, reason: CAUSE }]));
}

function chunkOf(outcomes: readonly Outcome<unknown, unknown>[]) {
  return { ...resultOf(outcomes).chunk, items: outcomes };
}

function doneOf({ fulfilled, failed, skipped, cancelled }: Counts): number {
  return fulfilled + failed + skipped + cancelled;
}

/** A result of any of the forms, and how many items it stands for. */
const results = fc.oneof(
  fc.array(fc.constantFrom(undefined, ...KINDS), { minLength: 1, maxLength: 8 }).map((kinds) => {
    const failures = new Map<number, ItemFailure>();
    for (const [place, kind] of kinds.entries()) {
      if (kind !== undefined) failures.set(place, { kind, reason: CAUSE });
    }
    return { result: resultOf(kinds, 0, failures), items: kinds.length };
  }),
  fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }).map((oks) => ({
    result: chunkOf(oks.map((ok, i) => (ok ? fulfilled(i, i, ok) : rejected(i, i, CAUSE)))),
    items: oks.length,
  })),
  fc.boolean().map((ok) => ({
    result: ok ? fulfilled('a', 0, 1) : rejected('a', 0, CAUSE),
    items: 1,
  })),
  fc.anything().map((result) => ({ result, items: 1 })),
);

describe('countResult', () => {
  it('should count the items of a chunk that went well', () => {
    expect(countResult(NO_COUNTS, resultOf(['a', 'b', 'c']))).toEqual({
      fulfilled: 3,
      failed: 0,
      skipped: 0,
      cancelled: 0,
      results: 1,
    });
  });

  it('should count failures by their kind', () => {
    const failures = failuresOf('rejected', 'skipped', 'skipped', 'cancelled');
    expect(countResult(NO_COUNTS, resultOf([0, 0, 0, 0, 'e', 'f'], 0, failures))).toEqual({
      fulfilled: 2,
      failed: 1,
      skipped: 2,
      cancelled: 1,
      results: 1,
    });
  });

  it('should count an outcome as one item', () => {
    const first = countResult(NO_COUNTS, fulfilled('a', 0, 1));
    expect(countResult(first, rejected('b', 1, CAUSE))).toEqual({
      ...NO_COUNTS,
      fulfilled: 1,
      failed: 1,
      results: 2,
    });
  });

  it('should count a chunk of outcomes by its items', () => {
    const outcomes = [fulfilled('a', 0, 1), rejected('b', 1, CAUSE), fulfilled('c', 2, 1)];
    expect(countResult(NO_COUNTS, chunkOf(outcomes))).toEqual({
      ...NO_COUNTS,
      fulfilled: 2,
      failed: 1,
      results: 1,
    });
  });

  it('should count anything else as one fulfilled item', () => {
    const others = [undefined, null, 0, 'text', ['a', 'b'], resultOf(['a', 'b']).chunk, {}];
    for (const other of others) {
      expect(countResult(NO_COUNTS, other)).toEqual({ ...NO_COUNTS, fulfilled: 1, results: 1 });
    }
  });

  it('should add to the counts so far, and leave those as they are', () => {
    const before: Counts = { fulfilled: 5, failed: 4, skipped: 3, cancelled: 2, results: 1 };
    const copy = { ...before };

    expect(countResult(Object.freeze(before), resultOf([1, 2], 0, failuresOf('rejected')))).toEqual(
      {
        fulfilled: 6,
        failed: 5,
        skipped: 3,
        cancelled: 2,
        results: 2,
      },
    );
    expect(before).toEqual(copy);
  });

  it('should be a fold, as scan takes it', () => {
    const seen: number[] = [];
    of(resultOf([1, 2]), resultOf([3]))
      .pipe(scan(countResult, NO_COUNTS))
      .subscribe(({ fulfilled }) => seen.push(fulfilled));

    expect(seen).toEqual([2, 3]);
  });

  it('should add up to the items, and never fall, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(results, { maxLength: 30 }), (list) => {
        let [counts, items] = [NO_COUNTS, 0];
        for (const { result, items: more } of list) {
          const next = countResult(counts, result);
          items += more;
          expect(doneOf(next)).toBe(items);
          for (const name of Object.keys(NO_COUNTS) as (keyof Counts)[]) {
            expect(next[name]).toBeGreaterThanOrEqual(counts[name]);
          }
          counts = next;
        }
        expect(counts.results).toBe(list.length);
      }),
      { numRuns: 200 },
    );
  });
});
