import * as fc from 'fast-check';
import type { Range } from '../../../src/core/chunk.js';
import { Isolation } from '../../../src/work/isolate/isolation.js';

interface Case {
  readonly size: number;
  readonly bad: ReadonlySet<number>;
  /** More than these at once are too large. */
  readonly limit?: number;
}

interface Found {
  /** The first call, of the whole, among them. */
  readonly calls: readonly Range[];
  readonly passed: readonly Range[];
  readonly bad: readonly number[];
}

function* places([from, to]: Range) {
  for (let place = from; place < to; place++) yield place;
}

/** Isolates what a service that behaves the same each time refuses. */
function isolate({ size, bad, limit = Infinity }: Case): Found {
  const isolation = new Isolation(size, size > limit);
  const calls: Range[] = [[0, size]];
  const passed: Range[] = [];
  const given: number[] = [];
  for (let range = isolation.next(); range !== undefined; range = isolation.next()) {
    calls.push(range);
    const [from, to] = range;
    const tooLarge = to - from > limit;
    if (tooLarge || [...places(range)].some((place) => bad.has(place))) {
      isolation.failed(tooLarge);
      if (to - from === 1) given.push(from);
    } else {
      isolation.passed();
      passed.push(range);
    }
  }
  return { calls, passed, bad: given };
}

function callsFor(size: number, bad: Iterable<number>, limit?: number): number {
  return isolate({ size, bad: new Set(bad), ...(limit === undefined ? {} : { limit }) }).calls
    .length;
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function scattered(count: number, within: number, random: () => number): Set<number> {
  const bad = new Set<number>();
  while (bad.size < count) bad.add(Math.floor(random() * within));
  return bad;
}

/** Moves a bad item to where it costs more, until nothing has helped for a while. */
function climb(start: ReadonlySet<number>, random: () => number): number {
  let bad = [...start];
  let most = callsFor(1000, bad);
  for (let tries = 0; tries < 300; tries++) {
    const moved = [...bad];
    const i = Math.floor(random() * moved.length);
    const near = (moved[i] ?? 0) + Math.round((random() - 0.5) * 16);
    const place = random() < 0.6 ? near : Math.floor(random() * 1000);
    if (place < 0 || place >= 1000 || moved.includes(place)) continue;
    moved[i] = place;
    const calls = callsFor(1000, moved);
    if (calls < most) continue;
    if (calls > most) tries = 0;
    most = calls;
    bad = moved;
  }
  return most;
}

const cases: fc.Arbitrary<Case> = fc.integer({ min: 2, max: 200 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    bad: fc.oneof(
      fc.uniqueArray(fc.nat({ max: size - 1 }), { maxLength: 4 }).map((bad) => new Set(bad)),
      fc.uniqueArray(fc.nat({ max: size - 1 })).map((bad) => new Set(bad)),
    ),
    limit: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: size })),
  }),
);

describe('Isolation', () => {
  it('should settle each item once: in a call that passed, or alone in one that failed', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { passed, bad } = isolate(each);
        const settled = [...passed.flatMap((range) => [...places(range)]), ...bad];
        expect(settled.sort((a, b) => a - b)).toEqual(
          Array.from({ length: each.size }, (_, i) => i),
        );
        expect(new Set(bad)).toEqual(new Set(each.bad));
      }),
      { numRuns: 1000 },
    );
  });

  it('should settle each item once whatever a call says that ends another way each time', () => {
    const answer = fc.constantFrom<'passed' | 'failed' | 'too large'>(
      'passed',
      'failed',
      'too large',
    );
    const answers = fc.infiniteStream(answer);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.boolean(), answers, (size, large, stream) => {
        const isolation = new Isolation(size, large);
        const settled: number[] = [];
        const called = new Set([`0,${size}`]);
        for (let range = isolation.next(); range !== undefined; range = isolation.next()) {
          const answer = stream.next().value as string;
          if (answer === 'passed') isolation.passed();
          else isolation.failed(answer === 'too large');
          if (answer === 'passed' || range[1] - range[0] === 1) settled.push(...places(range));
          expect(called.has(String(range))).toBeFalse();
          called.add(String(range));
        }
        expect(settled).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
      { numRuns: 1000 },
    );
  });

  it('should call parts of the chunk, none that has passed, and no part twice', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { calls, passed } = isolate(each);
        expect(new Set(calls.map(String)).size).toBe(calls.length);
        const good = new Set<number>();
        for (const range of calls) {
          expect(range[0]).toBeGreaterThanOrEqual(0);
          expect(range[0]).toBeLessThan(range[1]);
          expect(range[1]).toBeLessThanOrEqual(each.size);
          expect([...places(range)].filter((place) => good.has(place))).toEqual([]);
          if (passed.includes(range)) for (const place of places(range)) good.add(place);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('should not call a right half that must be bad, and the rest as a whole', () => {
    expect(isolate({ size: 8, bad: new Set([5]) }).calls).toEqual([
      [0, 8],
      [0, 4],
      [4, 6],
      [4, 5],
      [5, 6],
      [6, 8],
    ]);
  });

  it('should call both halves of what was too large', () => {
    expect(isolate({ size: 8, bad: new Set(), limit: 3 }).calls).toEqual([
      [0, 8],
      [0, 4],
      [0, 2],
      [2, 4],
      [4, 8],
      [4, 6],
      [6, 8],
    ]);
    // An item that is too large alone: each part that it was in is halved, and no other.
    expect(callsFor(1000, [0], 999)).toBeLessThanOrEqual(20);
  });

  it('should take an item for good that failed with others only', () => {
    const isolation = new Isolation(2);
    expect(isolation.next()).toEqual([0, 1]);
    isolation.passed();
    expect(isolation.next()).toEqual([1, 2]);
    isolation.passed();
    expect(isolation.next()).toBeUndefined();
  });

  it('should have nothing to call for an item that was called alone already', () => {
    expect(new Isolation(1).next()).toBeUndefined();
    expect(new Isolation(1, true).next()).toBeUndefined();
  });

  it('should say the same until it is told how the call ended', () => {
    const isolation = new Isolation(10);
    expect(isolation.next()).toEqual([0, 5]);
    expect(isolation.next()).toEqual([0, 5]);
  });

  describe('of 1,000 items', () => {
    it('should find one bad item in 13 calls at most, wherever it is', () => {
      let most = 0;
      for (let place = 0; place < 1000; place++) most = Math.max(most, callsFor(1000, [place]));
      expect(most).toBeLessThanOrEqual(13);
    });

    it('should find ten in 95 calls in the mean of 1,000 seeds', () => {
      let sum = 0;
      for (let seed = 0; seed < 1000; seed++) {
        sum += callsFor(1000, scattered(10, 1000, randomOf(seed)));
      }
      expect(sum / 1000).toBeLessThanOrEqual(95);
    });

    it('should find ten in 141 calls at most, placed to cost the most', () => {
      const random = randomOf(7);
      const evenly = (gap: number) => Array.from({ length: 10 }, (_, i) => i * gap);
      const starts = [
        ...[1, 2, 5, 7, 11, 50, 99, 100, 111].map((gap) => new Set(evenly(gap))),
        ...[1, 2, 5, 7, 11, 50, 99, 100, 111].map(
          (gap) => new Set(evenly(gap).map((i) => 999 - i)),
        ),
        ...[1.5, 1.6, 1.7, 1.8, 1.9, 2].map(
          (base) => new Set(Array.from({ length: 10 }, (_, i) => Math.floor(10 + base ** i) + i)),
        ),
        ...[10, 20, 40, 80, 200, 1000].map((within) => scattered(10, within, random)),
        // The worst that long searches came upon.
        new Set([2, 4, 13, 22, 76, 143, 248, 423, 654, 816]),
      ];
      expect(Math.max(...starts.map((start) => climb(start, random)))).toBeLessThanOrEqual(130);
    });

    it('should call each alone where one in six is bad, and cost little more than that', () => {
      const random = randomOf(1);
      const everyOne = Array.from({ length: 1000 }, (_, i) => i);
      expect(callsFor(1000, everyOne)).toBeLessThanOrEqual(1020);
      expect(callsFor(1000, scattered(500, 1000, random))).toBeLessThanOrEqual(1050);
      const { calls } = isolate({ size: 1000, bad: new Set(everyOne.filter((i) => i % 5 === 0)) });
      expect(calls.slice(-900).every(([from, to]) => to - from === 1)).toBeTrue();
    });

    it('should cost less than calling each alone where one in eight is bad', () => {
      let sum = 0;
      for (let seed = 0; seed < 50; seed++) {
        sum += callsFor(1000, scattered(125, 1000, randomOf(seed)));
      }
      expect(sum / 50).toBeLessThanOrEqual(660);
    });

    it('should come to parts that are small enough, and to none smaller', () => {
      expect(callsFor(1000, [], 300)).toBe(7);
      const { calls } = isolate({ size: 1000, bad: new Set(), limit: 300 });
      expect(Math.min(...calls.map(([from, to]) => to - from))).toBe(250);
    });

    it('should need one call for each halving where a fault of the whole has passed', () => {
      expect(callsFor(1000, [])).toBeLessThanOrEqual(12);
    });
  });
});
