import fc from 'fast-check';
import type { MakeStrategy } from '../../../src/chunk/strategies/chunk-strategy.js';
import { fixedStrategy } from '../../../src/chunk/strategies/fixed-strategy.js';
import type { OwnStrategy } from '../../../src/run/batch-options.js';
import { PACES, type Pace } from '../../faults/support/paces.js';
import { chanceAt } from '../../support/fuzz/random.js';

const crashes = ['before', 'committed', 'acked', 'fails'] as const;
const ends = ['sourceFails', 'processorFails', 'sinkFails', 'fatal', 'tooMany', 'late'] as const;
const gentle = ['pause', 'targets', 'chunks', 'size', 'limit', 'rate'] as const;
const final = ['drain', 'drainBy', 'abort'] as const;

export type Crash = (typeof crashes)[number];

/** Somebody steers the run. */
export interface Control {
  readonly how: (typeof gentle)[number] | (typeof final)[number];
  /** The moment of that number: a call begins or ends, or outcomes pass. */
  readonly at: number;
  /** How many, how large, or for how long. */
  readonly amount: number;
}

/** One start of the run, and what ends it. */
export interface Attempt {
  readonly how: Crash | (typeof ends)[number] | 'nothing';
  /** The append, outcome, target, call or millisecond of that number. */
  readonly at: number;
  readonly chunkSize: number;
  readonly controls: readonly Control[];
}

export interface Plan {
  readonly count: number;
  readonly mode: 'sequential' | 'parallel' | 'streaming';
  readonly strategy: keyof typeof strategies;
  /** What work is given, and how it says that a target is bad. */
  readonly work: 'each' | 'settles' | 'throws';
  readonly ordered: boolean | 'key';
  readonly maxConcurrentChunks: number;
  readonly maxConcurrentTargets: number;
  /** The part of targets that are bad, and of those that fail or hang once. */
  readonly bad: number;
  readonly flaky: number;
  readonly hanging: number;
  readonly retry: number;
  readonly timeout: number | undefined;
  readonly rate: { readonly limit: number; readonly per: number } | undefined;
  readonly takes: number;
  readonly kept: boolean;
  readonly store: Pace;
  readonly writes: number;
  readonly attempts: readonly Attempt[];
  /** The start that goes to the end, as does that of a run which nothing ended. */
  readonly last: Attempt;
}

/** What is a target like? */
export const isBad = ({ bad }: Plan, n: number) => chanceAt(7, n) < bad;
export const isFlaky = ({ flaky, retry }: Plan, n: number) => retry > 0 && chanceAt(8, n) < flaky;
export const hangs = ({ hanging, retry, timeout }: Plan, n: number) =>
  retry > 0 && timeout !== undefined && chanceAt(9, n) < hanging;

/** Hands over the largest of so many, two at a time. */
function largestFirst(window: number): MakeStrategy<number> {
  return () => {
    let held: number[] = [];
    const cut = (size: number) => {
      held.sort((a, b) => b - a);
      const chunk = held.slice(0, size);
      held = held.slice(size);
      return chunk;
    };
    return {
      push: (item) => (held.push(item) < window + 2 ? undefined : [cut(2)]),
      flush: () => (held.length === 0 ? undefined : [cut(held.length)]),
    };
  };
}

export const strategies = {
  byName: () => 'fixed',
  fixed: (size) => fixedStrategy(size),
  reordering: (size) => largestFirst(size),
  generator: (size) =>
    function* (targets: Iterable<number>) {
      const chunk: number[] = [];
      for (const target of targets) if (chunk.push(target) === size) yield chunk.splice(0);
      if (chunk.length > 0) yield chunk;
    },
  asyncGenerator: (size) =>
    async function* (targets: AsyncIterable<number>) {
      const chunk: number[] = [];
      for await (const target of targets) if (chunk.push(target) === size) yield chunk.splice(0);
      if (chunk.length > 0) yield chunk;
    },
} satisfies Record<string, (size: number) => 'fixed' | OwnStrategy<number>>;

const controls = (hows: readonly Control['how'][]) =>
  fc.array(
    fc.record({
      how: fc.constantFrom(...hows),
      at: fc.integer({ min: 1, max: 40 }),
      amount: fc.integer({ min: 1, max: 6 }),
    }),
    { maxLength: 4 },
  );

const chunkSize = fc.integer({ min: 1, max: 9 });

export const plans: fc.Arbitrary<Plan> = fc.record({
  count: fc.integer({ min: 0, max: 60 }),
  mode: fc.constantFrom('sequential', 'parallel', 'streaming'),
  strategy: fc.constantFrom(...(Object.keys(strategies) as (keyof typeof strategies)[])),
  work: fc.constantFrom('each', 'settles', 'throws'),
  ordered: fc.constantFrom<Plan['ordered'][]>(true, false, 'key'),
  maxConcurrentChunks: fc.integer({ min: 1, max: 3 }),
  maxConcurrentTargets: fc.integer({ min: 1, max: 5 }),
  bad: fc.constantFrom(0, 0.2, 1),
  flaky: fc.constantFrom(0, 0.2, 0.6),
  hanging: fc.constantFrom(0, 0.1),
  retry: fc.integer({ min: 0, max: 2 }),
  timeout: fc.constantFrom(undefined, 10),
  rate: fc.option(fc.record({ limit: fc.integer({ min: 2, max: 9 }), per: fc.constant(3) }), {
    nil: undefined,
  }),
  takes: fc.integer({ min: 0, max: 3 }),
  kept: fc.boolean(),
  store: fc.constantFrom(...PACES),
  writes: fc.integer({ min: 1, max: 4 }),
  attempts: fc.array(
    fc.record({
      how: fc.constantFrom(...crashes, ...ends, 'nothing'),
      at: fc.integer({ min: 1, max: 15 }),
      chunkSize,
      controls: controls([...gentle, ...final]),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  last: fc.record({
    how: fc.constant('nothing' as const),
    at: fc.constant(Infinity),
    chunkSize,
    controls: controls(gentle),
  }),
});

export const isCrash = (how: Attempt['how']): how is Crash => crashes.includes(how as Crash);
