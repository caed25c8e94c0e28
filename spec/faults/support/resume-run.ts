import {
  bufferCount,
  defer,
  identity,
  of,
  retry,
  share,
  Subject,
  Subscriber,
  take,
  tap,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { chunkBy } from '../../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../../src/core/chunk-result.js';
import type { Chunk } from '../../../src/core/chunk.js';
import type { Outcome } from '../../../src/core/outcome.js';
import { drainWhen } from '../../../src/flow/drain-when.js';
import { rateLimit } from '../../../src/flow/rate-limit.js';
import type { StoredOutcome } from '../../../src/store/result-store.js';
import { storeTo } from '../../../src/store/store-to.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { processChunks } from '../../../src/work/process-chunks.js';
import { settled } from '../../../src/work/settled.js';
import { chanceAt } from '../../support/fuzz/random.js';
import { macrotask } from '../../support/ticks.js';
import { CrashStore, positionsIn, WRITE_FAILED } from './crash-store.js';
import { after } from './paces.js';
import type { Attempt, ResumePlan } from './resume-plan.js';
import {
  itemsOf,
  SOURCE_FAILED,
  sourceOf,
  stepsOf,
  type Item,
  type SourceLog,
} from './resume-source.js';

type Result = ChunkResult<Item, number> | Chunk<Outcome<Item, number>>;

const RUN = 'run';
/** The attempt that nothing interrupts. */
const LAST: Attempt = {
  size: 7,
  closeEvery: undefined,
  ending: { how: 'take', at: Infinity },
  retried: false,
  retryFailed: false,
  turned: 0,
};
/** So many macrotasks in which nothing happens are a standstill. */
const PATIENCE = 500;
/** Where they may be those of a rate limit. */
const LONGER = 20_000;

export interface ResumeVerdict {
  readonly problems: readonly string[];
  /** How often a source was asked to go on. */
  readonly sought: number;
  readonly stored: readonly StoredOutcome[];
  /** How many items were worked on again since they had failed. */
  readonly tried: number;
}

/** Runs the plan, attempt by attempt until nothing interrupts it, and sees what it leaves. */
export async function runResumed(plan: ResumePlan): Promise<ResumeVerdict> {
  const run = new ResumeRun(plan);
  while (run.attempts < plan.attempts.length) await run.attempt();
  await run.attempt();
  return run.judge();
}

class ResumeRun {
  attempts = 0;
  readonly #plan: ResumePlan;
  readonly #store: CrashStore;
  readonly #problems = new Set<string>();
  readonly #started = new Set<number>();
  #starts = 0;
  /** What was to be worked on again, by attempts; and what of that this one has. */
  #tried = 0;
  readonly #again = new Set<number | string>();
  #sought = 0;
  #ended = 0;
  #activity = 0;
  /** Counts pipelines: what one does that was given up is not looked at. */
  #life = 0;
  #end: (how: string) => void = () => undefined;
  #log: SourceLog | undefined;

  constructor(plan: ResumePlan) {
    this.#plan = plan;
    this.#store = new CrashStore(plan.store, plan.writes);
    this.#store.onActivity = () => this.#activity++;
  }

  /** Subscribes, and waits until that has ended, however it did. */
  async attempt(): Promise<void> {
    const over = new Promise<string>((resolve) => (this.#end = resolve));
    this.#store.onCrash = () => {
      this.#end('crashed');
    };
    let current = LAST;
    const attempt$ = defer(() => {
      current = this.#plan.attempts[this.attempts++] ?? LAST;
      return this.#pipeline(current);
    });
    const again = (error: unknown) =>
      current.retried && isMeant(error) ? of(0) : throwError(() => error);
    const run$ = attempt$.pipe(retry({ delay: again }), this.#plan.shared ? share() : identity);
    const subscribers = [0, 1].map(
      () =>
        new Subscriber<unknown>({
          next: () => undefined,
          error: (error: unknown) => {
            if (!isMeant(error)) this.#problems.add(`failed: ${String(error)}`);
            this.#end('failed');
          },
          complete: () => {
            this.#checkTried(current);
            this.#end('completed');
          },
        }),
    );
    for (const subscriber of this.#plan.shared ? subscribers : subscribers.slice(1)) {
      // Who comes when a shared run has ended already would begin another one.
      if (!subscribers.some(({ closed }) => closed)) run$.subscribe(subscriber);
    }
    await Promise.race([over, this.#standstill()]);
    this.#ended++;
    this.#end('');
    this.#checkSource();
    this.#life++;
    for (const subscriber of subscribers) subscriber.unsubscribe();
  }

  async judge(): Promise<ResumeVerdict> {
    const stored = await this.#store.read(RUN);
    const { identity: by, attempts, concurrency, prefetch, writes } = this.#plan;
    const ids = new Set(stored.map(({ position, key }) => key ?? position));
    if (ids.size < stored.length) this.#problems.add('stored twice');
    for (const outcome of stored) {
      const { key, position, status } = outcome;
      const text =
        status === 'fulfilled' ? `ok ${String(outcome.value)}` : `no ${String(outcome.reason)}`;
      const last = this.#store.stored.get(key ?? position);
      if (text !== last) this.#problems.add(`${key ?? position} is ${text}, not ${last}`);
    }
    if (ids.size < this.#store.stored.size) this.#problems.add('lost what was stored');
    const failed = [...this.#store.stored.values()].filter((text) => text.startsWith('no'));
    if (by !== 'key' && stored.some(({ position }, place) => position !== place)) {
      this.#problems.add(`positions with gaps: ${stored.map(({ position }) => position).join()}`);
    }
    const [info] = await this.#store.runs();
    if (info?.state !== 'completed') this.#problems.add(`left ${info?.state ?? 'unopened'}`);
    if (info?.items !== ids.size || info.failed !== failed.length) {
      this.#problems.add(`counts ${info?.items}, ${info?.failed} failed`);
    }
    const inFlight = (concurrency + prefetch + writes + 3) * 15;
    const again = this.#starts - this.#started.size;
    if (again > attempts.length * inFlight) this.#problems.add(`worked on ${again} again`);
    return { problems: [...this.#problems], sought: this.#sought, stored, tried: this.#tried };
  }

  #pipeline({ size, closeEvery, ending, retryFailed, turned }: Attempt): Observable<Result> {
    this.#checkSource();
    const life = ++this.#life;
    const plan = this.#plan;
    const log = (this.#log = { sought: [], read: [], onActivity: () => this.#activity++ });
    const { how, at } = ending;
    if (how === 'before' || how === 'committed' || how === 'acked' || how === 'fails') {
      this.#store.expect({ how, at });
    } else this.#store.expect(undefined);
    const stop$ = new Subject<void>();
    const items = itemsOf(plan, turned);
    const failsAt = how === 'sourceFails' ? at * 4 : undefined;
    const closeWhen = (item: Item) => closeEvery !== undefined && item.v % closeEvery === 0;
    const work = this.#work(life);
    const item$ = sourceOf(plan, items, failsAt, log).pipe(
      how === 'drain' ? drainWhen(stop$) : identity,
      stepsOf(plan),
      plan.rate === 'above' ? this.#limit((item: Item) => [item], life) : identity,
    );
    const { concurrency, prefetch, ordered } = plan;
    const lanes = { concurrency, prefetch, ordered };
    const chunked: OperatorFunction<Item, Chunk<Item> | readonly Item[]> =
      plan.identity === 'plain' ? bufferCount(size) : chunkBy<Item>({ maxSize: size, closeWhen });
    const work$: Observable<Result> =
      plan.identity === 'outcomes'
        ? item$.pipe(mapConcurrent(work, { ...lanes, outcomes: true }), chunkBy(size))
        : item$.pipe(
            chunked,
            plan.rate === 'below' ? this.#limit(itemsIn, life) : identity,
            processChunks((each) => settledOf(each, work, plan), lanes),
          );
    const key = plan.identity === 'key' ? ({ n }: Item) => `no. ${n}` : undefined;
    let results = 0;
    const result$ = work$.pipe(
      storeTo(this.#store, { runId: RUN, prefetch: plan.prefetch, key, retryFailed }),
      tap((result) => {
        if (life !== this.#life) return;
        this.#activity++;
        this.#checkStored(result);
        if (++results !== at) return;
        if (how === 'drain') stop$.next();
        if (how === 'leave') this.#end('left');
      }),
    );
    return how === 'take' && at < Infinity ? result$.pipe(take(at)) : result$;
  }

  /** A limit that slows nothing down for long, and sees what it is charged with. */
  #limit<T>(itemsOf: (input: T) => readonly Item[], life: number) {
    const { identity: by, rate } = this.#plan;
    // Arrays of bufferCount are numbered below the limit, and a store is asked for the keys of chunks.
    const isDirect = by !== 'plain' && (by !== 'key' || rate === 'below');
    const cost = (input: T) => {
      this.#activity++;
      if (life !== this.#life || !isDirect) return 1;
      const ids = itemsOf(input).map(({ n }) => (by === 'key' ? `no. ${n}` : n));
      if (ids.every((id) => this.#store.found.has(id) && !this.#store.again.has(id))) {
        this.#problems.add('charged what was stored');
      }
      return 1;
    };
    return rateLimit<T>({ limit: 40, per: 1, cost });
  }

  #work(life: number): (item: Item) => number | PromiseLike<number> {
    const { seed, failing, healing, work } = this.#plan;
    this.#again.clear();
    return ({ n, v }) => {
      if (life === this.#life) this.#begin(n);
      return after(work, () => {
        const chance = healing ? chanceAt(seed, n, life) : chanceAt(seed, n);
        if (chance < failing) throw new Error(`no. ${n}`);
        return v * 1000 + n;
      });
    };
  }

  #begin(n: number): void {
    this.#activity++;
    const id = this.#plan.identity === 'key' ? `no. ${n}` : n;
    if (this.#store.again.has(id) && !this.#again.has(id)) {
      this.#again.add(id);
      this.#tried++;
      return;
    }
    this.#starts++;
    this.#started.add(n);
    if (this.#store.found.has(id)) this.#problems.add('worked on what was stored');
  }

  /** An attempt that came to its end has left nothing out that was to be worked on again. */
  #checkTried({ ending: { how, at } }: Attempt): void {
    if (how === 'drain' || (how === 'take' && at < Infinity)) return;
    if (this.#again.size < this.#store.again.size) this.#problems.add('not tried again');
  }

  #checkStored(result: Result): void {
    const isResult = 'chunk' in result;
    const items = isResult ? result.chunk.items : result.items.map(({ item }) => item);
    const byKey = this.#plan.identity === 'key';
    const ids = byKey
      ? items.map(({ n }) => `no. ${n}`)
      : [...positionsIn(isResult ? result.chunk : result)];
    if (ids.length !== items.length) this.#problems.add('a result of the wrong size');
    if (!ids.every((id) => this.#store.stored.has(id))) {
      this.#problems.add('handed on before it was stored');
    }
  }

  /** Asked to go on from the mark where that is allowed, and nowhere else. */
  #checkSource(): void {
    const log = this.#log;
    if (log === undefined) return;
    this.#log = undefined;
    const { source, steps, identity: by } = this.#plan;
    const pulled = source === 'pull' || source === 'asyncPull';
    const may = pulled && steps.length === 0 && by === 'position';
    const mark = may ? this.#store.mark?.cursor : undefined;
    const isRead = log.read.length > 0 || log.sought.length > 0;
    const expected = isRead && mark !== undefined ? [mark] : [];
    if (JSON.stringify(log.sought) !== JSON.stringify(expected)) {
      this.#problems.add(`sought ${JSON.stringify(log.sought)}, not ${JSON.stringify(expected)}`);
    }
    const first = (mark as { next: number } | undefined)?.next ?? 0;
    if (log.read.some((place) => place < first)) this.#problems.add('read before the mark');
    if (first === 0 && log.read.length > 0 && log.read[0] !== 0) this.#problems.add('not read');
    this.#sought += log.sought.length;
  }

  async #standstill(): Promise<void> {
    const ended = this.#ended;
    const patience = this.#plan.rate === undefined ? PATIENCE : LONGER;
    for (let idle = 0, before = -1; idle < patience; idle++) {
      if (this.#ended > ended) return;
      if (before !== this.#activity) idle = 0;
      before = this.#activity;
      await macrotask();
    }
    this.#problems.add('came to a standstill');
  }
}

const itemsIn = (input: Chunk<Item> | readonly Item[]) => ('items' in input ? input.items : input);

const isMeant = (error: unknown) => error === WRITE_FAILED || error === SOURCE_FAILED;

/** What becomes of a chunk, at the pace of its items. */
function settledOf(
  items: readonly Item[],
  work: (item: Item) => number | PromiseLike<number>,
  plan: ResumePlan,
) {
  const outcome = (item: Item) => {
    try {
      return { status: 'fulfilled' as const, value: work(item) as number };
    } catch (reason) {
      return { status: 'rejected' as const, reason };
    }
  };
  if (plan.work === 'sync') return settled(items.map(outcome));
  return Promise.allSettled(items.map(async (item) => work(item))).then((all) => settled(all));
}
