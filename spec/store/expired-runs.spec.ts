import * as fc from 'fast-check';
import { expiredRuns, type Retention } from '../../src/store/expired-runs.js';
import type { RunInfo } from '../../src/store/result-store.js';

const HOLDER = { pid: 1, host: 'here', since: 0, epoch: 1 };

function run(runId: string, updatedAt: number, more: Partial<RunInfo> = {}): RunInfo {
  return {
    runId,
    state: 'completed',
    createdAt: 0,
    updatedAt,
    items: 1,
    failed: 0,
    fingerprint: { identity: 'position' },
    holder: undefined,
    ...more,
  };
}

const namesOf = (runs: readonly RunInfo[]) => runs.map(({ runId }) => runId).join('');

const someRuns = fc
  .array(
    fc.record({
      updatedAt: fc.nat(20),
      state: fc.constantFrom('open', 'completed', 'unreadable'),
      holder: fc.option(fc.constant(HOLDER), { nil: undefined, freq: 3 }),
      bytes: fc.option(fc.nat(10), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((runs) => runs.map((each, at) => run(`run-${at}`, each.updatedAt, each)));

const limit = fc.option(fc.nat(15), { nil: undefined });
const someRetention = fc.record<Retention>({
  maxAge: limit,
  maxRuns: limit,
  maxBytes: limit,
  unfinished: fc.option(fc.boolean(), { nil: undefined }),
});

const NOW = 20;
const cases = [someRuns, someRetention] as const;

describe('expiredRuns', () => {
  const abc = [run('b', 2), run('c', 3), run('a', 1)];

  it('should keep all without a limit', () => {
    expect(expiredRuns(abc, {}, 1e15)).toEqual([]);
  });

  it('should name runs that are older than that, the oldest first', () => {
    expect(namesOf(expiredRuns(abc, { maxAge: 1 }, 4))).toBe('ab');
  });

  it('should keep so many, the latest', () => {
    expect(namesOf(expiredRuns(abc, { maxRuns: 1 }, 4))).toBe('ab');
    expect(namesOf(expiredRuns(abc, { maxRuns: 0 }, 4))).toBe('abc');
  });

  it('should name no more than it takes until the store is that small', () => {
    const runs = abc.map((each) => ({ ...each, bytes: 100 }));

    expect(namesOf(expiredRuns(runs, { maxBytes: 299 }, 4))).toBe('a');
    expect(namesOf(expiredRuns(runs, { maxBytes: 300 }, 4))).toBe('');
  });

  it('should count what it may not name, where it is bytes, and not, where it is runs', () => {
    const open = run('o', 0, { state: 'open', bytes: 100 });
    const done = [run('a', 1, { bytes: 50 }), run('b', 2, { bytes: 50 })];

    expect(namesOf(expiredRuns([open, ...done], { maxBytes: 150 }, 4))).toBe('a');
    expect(namesOf(expiredRuns([open, ...done], { maxRuns: 2 }, 4))).toBe('');
  });

  it('should not name for its size what tells none', () => {
    const runs = [run('a', 1), run('b', 2, { bytes: 100 }), run('c', 3, { bytes: 100 })];

    expect(namesOf(expiredRuns(runs, { maxBytes: 100 }, 4))).toBe('b');
  });

  it('should name those that are not completed where it is told to', () => {
    const runs = [run('a', 1, { state: 'open' }), run('b', 1)];

    expect(namesOf(expiredRuns(runs, { maxAge: 1 }, 4))).toBe('b');
    expect(namesOf(expiredRuns(runs, { maxAge: 1, unfinished: true }, 4))).toBe('ab');
  });

  it('should never name one that is written, or unreadable, or unfinished without being told to', () => {
    fc.assert(
      fc.property(...cases, (runs, retention) => {
        for (const { holder, state } of expiredRuns(runs, retention, NOW)) {
          expect(holder).toBeUndefined();
          expect(state).not.toBe('unreadable');
          if (retention.unfinished !== true) expect(state).toBe('completed');
        }
        expect().nothing();
      }),
    );
  });

  it('should leave nothing that it may name beyond a limit, and name nothing within all of them', () => {
    fc.assert(
      fc.property(...cases, (runs, retention) => {
        const expired = expiredRuns(runs, retention, NOW);
        const { maxAge = Infinity, maxRuns = Infinity, maxBytes = Infinity } = retention;
        const every = { maxRuns: 0, unfinished: retention.unfinished };
        const free = expiredRuns(runs, every, NOW);
        const left = free.filter((each) => !expired.includes(each));
        const bytesOf = (all: readonly RunInfo[]) =>
          all.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
        const kept = runs.filter((each) => !expired.includes(each));

        expect(left.every(({ updatedAt }) => NOW - updatedAt <= maxAge)).toBeTrue();
        expect(left.length).toBeLessThanOrEqual(maxRuns);
        if (left.some(({ bytes = 0 }) => bytes > 0)) {
          expect(bytesOf(kept)).toBeLessThanOrEqual(maxBytes);
        }
        const last = expired.at(-1);
        if (last !== undefined && NOW - last.updatedAt <= maxAge) {
          // The last one was one too many, or too much; those before it were older.
          const before = [...kept, last];
          expect(left.length + 1 > maxRuns || bytesOf(before) > maxBytes).toBeTrue();
        }
      }),
    );
  });
});
