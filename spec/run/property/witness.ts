import type { Outcome } from '../../../src/core/outcome.js';
import type { FlowEvent } from '../../../src/flow/events.js';
import type { Progress } from '../../../src/progress/progress.js';
import type { BatchRun, BatchSummary } from '../../../src/run/batch-run.js';
import type { RunPatch } from '../../../src/run/run-settings.js';
import type { WorkContext } from '../../../src/work/attempt.js';
import type { CrashStore } from '../../faults/support/crash-store.js';
import type { FakeTime } from '../../faults/model/fake-time.js';
import type { Plan } from './plan.js';
import type { Steering } from './steering.js';

interface Lanes {
  readonly targets: number;
  readonly chunks: number;
}

interface Call {
  end(): void;
}

/** Sees all that happens in one start of a run, and notes what must not. */
export class Witness {
  readonly problems: string[] = [];
  isPaused = false;
  isDrained = false;
  isOver = false;
  readonly #plan: Plan;
  readonly #time: FakeTime;
  readonly #store: CrashStore | undefined;
  readonly #called = new Set<number>();
  readonly #running = new Set<readonly number[]>();
  readonly #sunk = new Set<number>();
  readonly #passed = new Set<number>();
  readonly #delivered = new Map<number, Outcome<number, number>>();
  readonly #firstCalls: number[] = [];
  readonly #ends: FlowEvent[] = [];
  #run!: BatchRun<number, number>;
  #latest: Progress | undefined;
  #lanes: Lanes;
  /** What waits for its next call keeps its lane: such calls may be as many as there ever were. */
  #mostLanes: Lanes;
  /** The highest rate of this start. */
  #most: number;

  constructor(plan: Plan, time: FakeTime, store: CrashStore | undefined) {
    this.#plan = plan;
    this.#time = time;
    this.#store = store;
    this.#lanes = { targets: plan.maxConcurrentTargets, chunks: plan.maxConcurrentChunks };
    this.#mostLanes = this.#lanes;
    this.#most = plan.rate?.limit ?? Infinity;
  }

  get delivered(): ReadonlyMap<number, Outcome<number, number>> {
    return this.#delivered;
  }

  watch(run: BatchRun<number, number>): void {
    this.#run = run;
    run.results$.subscribe({
      next: (outcome) => {
        const { position, item } = outcome;
        if (this.#delivered.has(position)) this.note(`no. ${position} came twice`);
        if (!this.#passed.has(item)) this.note(`no. ${position} did not pass the processor`);
        this.#delivered.set(position, outcome);
      },
      error: () => undefined,
    });
    run.progress$.subscribe((progress) => {
      const { done, fulfilled, failed, skipped, cancelled } = progress;
      if (done !== fulfilled + failed + skipped + cancelled) this.note('progress does not add up');
      if (done < (this.#latest?.done ?? 0)) this.note('progress falls');
      this.#latest = progress;
    });
    run.events$.subscribe((event) => {
      if (this.#ends.length > 0) this.note(`${event.type} after the end`);
      if (event.type === 'ended') this.#ends.push(event);
    });
  }

  note(problem: string): void {
    this.problems.push(problem);
  }

  /** The source is asked for one more. */
  read(): void {
    const { strategy, mode } = this.#plan;
    // An async generator reads on until the chunk that it was asked for is full.
    if (strategy === 'asyncGenerator' && mode !== 'streaming') return;
    if (this.isDrained) this.note('read while it drains');
    else if (this.isPaused) this.note('read while paused');
    this.#expectAlive('read');
  }

  called(items: readonly number[], { signal, attempt }: WorkContext): Call {
    this.#expectAlive('called');
    if (signal.aborted) this.note('called with an aborted signal');
    if (attempt > this.#plan.retry + 1 && this.#plan.work !== 'throws')
      this.note('called too often');
    for (const n of items) {
      if (this.#store?.found.has(this.#idOf(n)) === true) this.note(`${n} is stored`);
    }
    const isFirst = !items.some((n) => this.#called.has(n));
    for (const n of items) this.#called.add(n);
    if (isFirst) this.#first(items.length);
    this.#running.add(items);
    const limit = this.#limitOf(isFirst && !this.#waitsInLane ? this.#lanes : this.#mostLanes);
    if (this.#running.size > limit) this.note(`${this.#running.size} calls, not ${limit}`);
    this.#expectApart(items);
    const end = () => {
      this.#running.delete(items);
    };
    signal.addEventListener('abort', end);
    return { end };
  }

  sunk(positions: readonly number[]): void {
    this.#expectAlive('the sink was called');
    for (const position of positions) this.#sunk.add(position);
  }

  passed(outcomes: readonly Outcome<number, number>[]): void {
    this.#expectAlive('processed');
    const { ordered, mode, strategy } = this.#plan;
    for (const { item, position, ...outcome } of outcomes) {
      if (this.#passed.has(item)) this.note(`${item} passed twice`);
      const isOrdered = ordered === true || mode === 'sequential';
      const max = Math.max(-1, ...this.#passed);
      if (isOrdered && (mode === 'streaming' ? ordered === true : strategy !== 'reordering')) {
        if (item < max) this.note(`${item} after ${max}`);
      }
      this.#passed.add(item);
      if (outcome.status === 'fulfilled' && outcome.value !== item * 2) this.note('a wrong value');
      if (outcome.status !== 'fulfilled' && !this.#sunk.has(position)) {
        this.note(`${item} failed, and was not copied`);
      }
    }
  }

  /** Refused exactly if it makes no difference to such a run. */
  configure(patch: RunPatch): void {
    const { mode, work, strategy, rate } = this.#plan;
    const isEach = work === 'each' || mode === 'streaming';
    const allowed =
      patch.maxConcurrentChunks !== undefined
        ? mode === 'parallel'
        : patch.maxConcurrentTargets !== undefined
          ? isEach
          : patch.chunkSize !== undefined
            ? mode === 'streaming' || strategy === 'byName'
            : patch.rateLimit === undefined || rate !== undefined;
    if (allowed) {
      const { targets, chunks } = this.#lanes;
      this.#lanes = {
        targets: patch.maxConcurrentTargets ?? targets,
        chunks: patch.maxConcurrentChunks ?? chunks,
      };
      this.#mostLanes = {
        targets: Math.max(this.#mostLanes.targets, this.#lanes.targets),
        chunks: Math.max(this.#mostLanes.chunks, this.#lanes.chunks),
      };
      this.#most = Math.max(this.#most, patch.rateLimit?.limit ?? 0);
    }
    let code: unknown;
    try {
      this.#run.configure(patch);
    } catch (error) {
      ({ code } = error as { code?: unknown });
    }
    if (code !== (allowed ? undefined : 'ERR_INCOMPATIBLE_OPTIONS')) {
      this.note(`${JSON.stringify(patch)} gave ${String(code)}`);
    }
  }

  ended(summary: BatchSummary, steering: Steering, isMeant: (error: unknown) => boolean): void {
    this.isOver = true;
    const { state, error, stats } = summary;
    const { asked, isGivenUp } = steering;
    const ends = this.#ends.map((end) => end.type === 'ended' && end.state);
    if (ends.join() !== state) this.note(`${state}, told as ${ends.join()}`);
    if (this.#latest?.state !== state) this.note(`${state}, and progress ${this.#latest?.state}`);
    if (state === 'failed' && !isMeant(error)) this.note(`failed: ${String(error)}`);
    if (state === 'aborted' && !asked.has('abort') && !asked.has('drainBy')) this.note('aborted');
    if (state === 'drained' && !this.isDrained) this.note('drained');
    if (isGivenUp && state !== 'aborted') this.note(`given up, and ${state}`);
    if (this.#run.signal.aborted !== (state === 'failed' || state === 'aborted')) {
      this.note(`${state}, and its signal says otherwise`);
    }
    if (this.#time.timers.size > 0) this.note(`${this.#time.timers.size} timers are left`);
    const { done, fulfilled, failed, skipped, cancelled } = stats;
    if (done !== fulfilled + failed + skipped + cancelled) this.note('stats do not add up');
    const classes = Object.values(stats.failures).reduce((sum, count) => sum + count, 0);
    if (classes !== failed) this.note(`${classes} failures by class, not ${failed}`);
    const told = [...this.#delivered.values()];
    const bad = told.filter(({ status }) => status === 'rejected').length;
    const isExact = state === 'completed' || state === 'drained';
    if (isExact && (told.length !== done || bad !== failed)) {
      this.note(`${told.length} came, ${bad} failed; not ${done} and ${failed}`);
    }
    if (isExact && this.#latest?.done !== done + stats.resumed && this.#latest?.done !== done) {
      this.note(`progress has ${this.#latest?.done}, stats ${done}`);
    }
    const waited = Object.values(stats.waitedFor).reduce((sum, ms) => sum + ms, 0);
    if (waited > stats.elapsed + 1e-6) this.note(`waited ${waited} of ${stats.elapsed} ms`);
    if (steering.asked.size === 0 && isExact && this.#running.size > 0) this.note('calls are left');
  }

  /** Calls of eachItem wait for their rate in the lane that they have. */
  get #waitsInLane(): boolean {
    const { mode, work, rate } = this.#plan;
    return mode !== 'streaming' && work === 'each' && rate !== undefined;
  }

  #limitOf({ targets, chunks }: Lanes): number {
    const { mode, work } = this.#plan;
    if (work === 'each' || mode === 'streaming') return targets;
    return mode === 'sequential' ? 1 : chunks;
  }

  #idOf(n: number): number | string {
    const { ordered, mode } = this.#plan;
    return ordered === 'key' && mode !== 'streaming' ? `${n}` : n;
  }

  #expectAlive(what: string): void {
    if (this.isOver) this.note(`${what} after the end`);
    else if (this.#run.signal.aborted) this.note(`${what} when it was given up`);
  }

  /** The calls of any window are no more than its rate. */
  #first(cost: number): void {
    // What waits for its key has passed the limit above it before, and may be called in another window.
    if (this.#plan.rate === undefined || this.#plan.ordered === 'key') return;
    const { now } = this.#time;
    const isEach = this.#plan.work === 'each' || this.#plan.mode === 'streaming';
    for (let i = 0; i < (isEach ? cost : 1); i++) this.#firstCalls.push(now);
    const inWindow = this.#firstCalls.filter((at) => at > now - this.#plan.rate!.per).length;
    if (inWindow > this.#most) this.note(`${inWindow} calls in a window`);
  }

  /** Of targets of one key no two are in work. */
  #expectApart(items: readonly number[]): void {
    const { ordered, kept, mode } = this.#plan;
    if (ordered !== 'key' || kept || mode === 'sequential') return;
    const keys = new Set(items.map((n) => n % 3));
    for (const other of this.#running) {
      if (other === items || (mode !== 'streaming' && this.#plan.work === 'each')) continue;
      if (other.some((n) => keys.has(n % 3))) this.note(`${items} beside ${other}`);
    }
  }
}
