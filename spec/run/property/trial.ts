import { DeadlineExceededError } from '../../../src/core/deadline-exceeded-error.js';
import { FatalError } from '../../../src/core/fatal-error.js';
import type { Outcome } from '../../../src/core/outcome.js';
import { TooManyFailuresError } from '../../../src/core/too-many-failures-error.js';
import { BatchProcessor } from '../../../src/run/batch-processor.js';
import type { OwnStrategy, RunOptions } from '../../../src/run/batch-options.js';
import type { BatchRun, BatchSummary } from '../../../src/run/batch-run.js';
import { settled } from '../../../src/work/settled.js';
import type { WorkContext } from '../../../src/work/attempt.js';
import type { CrashStore } from '../../faults/support/crash-store.js';
import { WRITE_FAILED } from '../../faults/support/crash-store.js';
import { settle, type FakeTime } from '../../faults/model/fake-time.js';
import { hangs, isBad, isCrash, isFlaky, strategies } from './plan.js';
import type { Attempt, Plan } from './plan.js';
import { Steering } from './steering.js';
import { Witness } from './witness.js';

export const RUN = 'run';
/** Every run is over after so many milliseconds. */
const LONGEST = 5000;
const BAD = new Error('bad');
const SOURCE_FAILED = new Error('the source failed');
const PROCESSOR_FAILED = new Error('the processor failed');
const SINK_FAILED = new Error('the sink failed');

/** What each end of an attempt may be told as. */
const MEANT: Readonly<Partial<Record<Attempt['how'], (error: unknown) => boolean>>> = {
  fails: (error) => error === WRITE_FAILED,
  sourceFails: (error) => error === SOURCE_FAILED,
  processorFails: (error) => error === PROCESSOR_FAILED,
  sinkFails: (error) => error === SINK_FAILED,
  fatal: (error) => error instanceof FatalError,
  tooMany: (error) => error instanceof TooManyFailuresError,
  late: (error) => error instanceof DeadlineExceededError && error.scope === 'run',
};

/** One start of a run, with all that stands around it. */
export class Trial {
  readonly witness: Witness;
  readonly run: BatchRun<number, number>;
  readonly #plan: Plan;
  readonly #attempt: Attempt;
  readonly #time: FakeTime;
  readonly #steering: Steering;
  readonly #called = new Set<number>();
  #calls = 0;
  #passed = 0;
  #sunk = 0;

  constructor(plan: Plan, attempt: Attempt, time: FakeTime, store: CrashStore | undefined) {
    this.#plan = plan;
    this.#attempt = attempt;
    this.#time = time;
    this.witness = new Witness(plan, time, store);
    this.run = this.#start(store);
    this.#steering = new Steering(this.run, this.witness, attempt.controls, time);
    this.witness.watch(this.run);
  }

  /** Lets time pass until it is over; nothing of a process that dies. */
  async end(crashed: Promise<void>): Promise<BatchSummary | undefined> {
    let summary: BatchSummary | undefined;
    let isGone = false;
    void this.run.done.then((told) => (summary = told));
    void crashed.then(() => (isGone = true));
    const from = this.#time.now;
    for (;;) {
      await settle();
      this.#steering.look();
      if (isGone) return undefined;
      if (summary !== undefined) {
        const { how } = this.#attempt;
        this.witness.ended(summary, this.#steering, MEANT[how] ?? (() => false));
        return summary;
      }
      if (this.#time.now - from > LONGEST) throw new Error('it stands still');
      await this.#time.tick(1);
    }
  }

  #start(store: CrashStore | undefined): BatchRun<number, number> {
    const plan = this.#plan;
    const processor = new BatchProcessor().addResultProcessor<number, number>((outcomes) => {
      this.#pass(outcomes);
    });
    const options = {
      ...optionsOf(plan, this.#attempt, this.#sink),
      ...(store && { store, runId: RUN }),
    };
    const targets = () => this.#targets();
    if (plan.work === 'each' || plan.mode === 'streaming') {
      return processor.process(targets, this.#each, options);
    }
    return processor.processChunks(targets, this.#chunk, {
      ...options,
      isolate: plan.work === 'throws',
    });
  }

  *#targets(): Generator<number> {
    const { how, at } = this.#attempt;
    for (let n = 0; n < this.#plan.count; n++) {
      this.witness.read();
      if (how === 'sourceFails' && n === at) throw SOURCE_FAILED;
      yield n;
    }
  }

  readonly #each = async (n: number, context: WorkContext): Promise<number> => {
    const call = this.#call([n], context);
    try {
      const isFirst = this.#isFirst([n]);
      await this.#take(isFirst && hangs(this.#plan, n), context);
      if (isBad(this.#plan, n) || (isFirst && isFlaky(this.#plan, n))) throw BAD;
      return n * 2;
    } finally {
      call.end();
      this.#steering.moment();
    }
  };

  readonly #chunk = async (items: readonly number[], context: WorkContext) => {
    const call = this.#call(items, context);
    const plan = this.#plan;
    try {
      const isFirst = this.#isFirst(items);
      await this.#take(isFirst && items.some((n) => hangs(plan, n)), context);
      if (isFirst && items.some((n) => isFlaky(plan, n))) throw BAD;
      if (plan.work === 'throws' && items.some((n) => isBad(plan, n))) throw BAD;
      return settled<number>(
        items.map((n) =>
          isBad(plan, n)
            ? { status: 'rejected', reason: BAD }
            : { status: 'fulfilled', value: n * 2 },
        ),
      );
    } finally {
      call.end();
      this.#steering.moment();
    }
  };

  #call(items: readonly number[], context: WorkContext) {
    const call = this.witness.called(items, context);
    const { how, at } = this.#attempt;
    if (how === 'fatal' && ++this.#calls === at) {
      call.end();
      throw new FatalError('it is of no use');
    }
    this.#steering.moment();
    return call;
  }

  #isFirst(items: readonly number[]): boolean {
    const isFirst = !items.some((n) => this.#called.has(n));
    for (const n of items) this.#called.add(n);
    return isFirst;
  }

  #take(forever: boolean, { signal }: WorkContext): Promise<void> {
    if (forever || signal.aborted) return new Promise(() => undefined);
    const { takes } = this.#plan;
    if (takes === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, takes);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
      });
    });
  }

  readonly #sink = (failed: readonly Outcome<unknown, unknown>[]) => {
    this.witness.sunk(failed.map(({ position }) => position ?? -1));
    const { how, at } = this.#attempt;
    const before = this.#sunk;
    this.#sunk += failed.length;
    if (how === 'sinkFails' && at > before && at <= this.#sunk) throw SINK_FAILED;
  };

  #pass(outcomes: readonly Outcome<number, number>[]): void {
    this.witness.passed(outcomes);
    this.#steering.moment();
    const { how, at } = this.#attempt;
    const before = this.#passed;
    this.#passed += outcomes.length;
    if (how === 'processorFails' && at > before && at <= this.#passed) throw PROCESSOR_FAILED;
  }
}

type Sink = (failed: readonly Outcome<unknown, unknown>[]) => void;

function optionsOf(plan: Plan, { how, at, chunkSize }: Attempt, deadLetter: Sink) {
  const { mode, maxConcurrentChunks, maxConcurrentTargets, kept, rate, retry, takes } = plan;
  const strategy = mode === 'streaming' ? 'fixed' : strategies[plan.strategy](chunkSize);
  const timeout = { attempt: plan.timeout, run: how === 'late' ? at : undefined };
  const options: RunOptions<number> = {
    ...{ mode, chunkSize, maxConcurrentChunks, maxConcurrentTargets, timeout },
    strategy: strategy as 'fixed' | OwnStrategy<number>,
    retry: retry === 0 ? undefined : { count: retry, delay: takes },
    tolerate: { deadLetter, max: how === 'tooMany' ? at : undefined },
    rateLimit: rate,
    ordered: orderOf(plan),
    // What is stored is told apart by its key: there each target has its own.
    ...(orderOf(plan) === 'key' && { key: (n: number) => `${kept ? n : n % 3}` }),
  };
  return options;
}

/** What a streaming run stores has no keys. */
function orderOf({ ordered, kept, mode }: Plan): boolean | 'key' {
  return ordered === 'key' && kept && mode === 'streaming' ? false : ordered;
}

export const crashOf = ({ how, at }: Attempt) => (isCrash(how) ? { how, at } : undefined);
