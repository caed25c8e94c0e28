import fc from 'fast-check';
import type { MakeStrategy } from '../../src/chunk/strategies/chunk-strategy.js';
import { fixedStrategy } from '../../src/chunk/strategies/fixed-strategy.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { OwnStrategy, RunOptions } from '../../src/run/batch-options.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import type { StoredOutcome } from '../../src/store/result-store.js';
import { settled } from '../../src/work/settled.js';
import { CrashStore, WRITE_FAILED } from '../faults/support/crash-store.js';
import { after, PACES, type Pace } from '../faults/support/paces.js';
import { chanceAt } from '../support/fuzz/random.js';
import { macrotask } from '../support/ticks.js';

const RUN = 'run';
const SOURCE_FAILED = new Error('the source failed');
const crashes = ['before', 'committed', 'acked', 'fails'] as const;
const stops = ['drain', 'abort', 'sourceFails', 'processorFails'] as const;
const PROCESSOR_FAILED = new Error('the processor failed');

interface Attempt {
  readonly how: (typeof crashes)[number] | (typeof stops)[number] | 'nothing';
  /** The append, outcome or target of that number. */
  readonly at: number;
  readonly chunkSize: number;
}

interface Plan {
  readonly count: number;
  readonly mode: 'sequential' | 'parallel' | 'streaming';
  readonly strategy: keyof typeof strategies;
  readonly byChunks: boolean;
  readonly ordered: boolean;
  readonly maxConcurrentChunks: number;
  readonly maxConcurrentTargets: number;
  readonly failing: number;
  readonly work: Pace;
  readonly store: Pace;
  readonly writes: number;
  readonly attempts: readonly Attempt[];
}

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

const strategies = {
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

const plans: fc.Arbitrary<Plan> = fc.record({
  count: fc.integer({ min: 0, max: 60 }),
  mode: fc.constantFrom('sequential', 'parallel', 'streaming'),
  strategy: fc.constantFrom(...(Object.keys(strategies) as (keyof typeof strategies)[])),
  byChunks: fc.boolean(),
  ordered: fc.boolean(),
  maxConcurrentChunks: fc.integer({ min: 1, max: 3 }),
  maxConcurrentTargets: fc.integer({ min: 1, max: 5 }),
  failing: fc.constantFrom(0, 0.2, 1),
  work: fc.constantFrom(...PACES),
  store: fc.constantFrom(...PACES),
  writes: fc.integer({ min: 1, max: 4 }),
  attempts: fc.array(
    fc.record({
      how: fc.constantFrom(...crashes, ...stops),
      at: fc.integer({ min: 1, max: 15 }),
      chunkSize: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

const LAST: Attempt = { how: 'nothing', at: Infinity, chunkSize: 7 };
const MEANT: readonly unknown[] = [WRITE_FAILED, SOURCE_FAILED, PROCESSOR_FAILED];

/** Starts it, and sees to it that it ends as the attempt says. */
function start(plan: Plan, { how, at, chunkSize }: Attempt, store: CrashStore) {
  const { mode, maxConcurrentChunks, maxConcurrentTargets, ordered } = plan;
  const lanes = { maxConcurrentChunks, maxConcurrentTargets, ordered };
  const strategy = mode === 'streaming' ? 'fixed' : strategies[plan.strategy](chunkSize);
  const options: RunOptions<number> = {
    ...{ mode, chunkSize, store, runId: RUN, ...lanes },
    strategy: strategy as 'fixed' | OwnStrategy<number>,
  };
  const targets = function* () {
    for (let n = 0; n < plan.count; n++) {
      if (how === 'sourceFails' && n === at) throw SOURCE_FAILED;
      yield n;
    }
  };
  const value = (n: number) => {
    if (chanceAt(7, n) < plan.failing) throw new Error(`no. ${n}`);
    return n * 2;
  };
  const work = async (items: readonly number[]) => {
    await after(plan.work, () => undefined);
    return settled(await Promise.allSettled(items.map(async (n) => Promise.resolve(value(n)))));
  };
  const processor = new BatchProcessor();
  let seen = 0;
  processor.addResultProcessor((outcomes) => {
    const before = seen;
    seen += outcomes.length;
    if (at <= before || at > seen) return;
    if (how === 'processorFails') throw PROCESSOR_FAILED;
    if (how === 'drain' || how === 'abort') void run[how]();
  });
  const run: BatchRun<number, number> =
    plan.byChunks && mode !== 'streaming'
      ? processor.processChunks(targets, work, options)
      : processor.process(targets, (n) => after(plan.work, () => value(n)), options);
  return run;
}

async function attempt(plan: Plan, each: Attempt, store: CrashStore, problems: string[]) {
  const { how, at } = each;
  const crashed = new Promise<void>((resolve) => (store.onCrash = resolve));
  store.expect(
    crashes.includes(how as never) ? { how: how as (typeof crashes)[number], at } : undefined,
  );
  const before = store.stored.size;
  const run = start(plan, each, store);
  const summary = await Promise.race([run.done, crashed]);
  // Of a process that is gone nothing more is heard.
  if (summary === undefined) {
    void run.abort();
    await macrotask();
    return;
  }
  const { state, error, stats } = summary;
  if (state === 'failed' && !MEANT.includes(error)) problems.push(`failed: ${String(error)}`);
  if (stats.resumed !== before) problems.push(`resumed ${stats.resumed}, not ${before}`);
  if (stats.done !== stats.fulfilled + stats.failed) problems.push('counts do not add up');
  const waited = Object.values(stats.waitedFor).reduce((sum, ms) => sum + ms, 0);
  if (waited > stats.elapsed + 1e-6) problems.push(`waited ${waited} of ${stats.elapsed} ms`);
  const stored = store.stored.size - before;
  const exact = state === 'completed' || state === 'drained';
  if (exact ? stats.done !== stored : stats.done > stored) {
    problems.push(`${state} with ${stats.done} done and ${stored} stored`);
  }
  if (how !== 'nothing') return;
  if (state !== 'completed') problems.push(`the last is ${state}`);
  if (stats.resumed + stats.done !== plan.count) problems.push('not all is done');
  const results = await run.results();
  if (textOf(results) !== textOf(await store.read(RUN))) problems.push('results() differ');
}

const textOf = (outcomes: readonly (StoredOutcome | { readonly position: number })[]) =>
  JSON.stringify(
    outcomes.map((outcome) => ('reason' in outcome ? String(outcome.reason) : outcome)),
  );

async function runAll(plan: Plan, attempts: readonly Attempt[]) {
  const store = new CrashStore(plan.store, plan.writes);
  const problems: string[] = [];
  for (const each of [...attempts, LAST]) await attempt(plan, each, store, problems);
  const [info] = await store.runs();
  if (info?.state !== 'completed') problems.push(`left ${info?.state ?? 'unopened'}`);
  const stored = await store.read(RUN);
  if (stored.some(({ position }, place) => position !== place))
    problems.push('gaps or repetitions');
  return { text: textOf(stored), problems };
}

describe('a batch', () => {
  it('should leave what one leaves that was not interrupted, whatever its mode and what ends it', async () => {
    let interrupted = 0;
    const holds = async (plan: Plan) => {
      const whole = await runAll(plan, []);
      const resumed = await runAll(plan, plan.attempts);
      const problems = [...whole.problems, ...resumed.problems];
      if (problems.length > 0) throw new Error(problems.join('; '));
      if (whole.text !== resumed.text) throw new Error(`${resumed.text} for ${whole.text}`);
      interrupted++;
    };
    await fc.assert(fc.asyncProperty(plans, holds), { numRuns: 1000, seed: 4 });

    expect(interrupted).toBe(1000);
  }, 300_000);
});
