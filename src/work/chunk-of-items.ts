import { FatalError } from '../core/fatal-error.js';
import type { Answer } from './answer.js';
import { Attempt, type CallNames, type CallSite, type WorkContext } from './attempt.js';
import { ChunkAttempt } from './chunk-attempt.js';
import type { Refused, Startable, Starter } from './call-limit.js';
import type { CallTurns } from './call-turns.js';
import type { Followed } from './followed.js';
import type { Share } from '../flow/rate/rate.js';
import type { CallPolicy } from './retry/call-policy.js';
import type { RetryBudget } from './retry/retry-budget.js';
import { RetriedCall, type Failure } from './retry/retried-call.js';
import { turnOf } from './retry/turn-of.js';
import { Settled, type SettledItem } from './settled.js';
import { Telling, type Next } from './telling.js';

/** What `eachItem` was given. */
export interface ItemSettings<T, R> {
  readonly fn: (item: T, context: WorkContext) => Answer<R>;
  readonly limit: Starter;
  /** The rate of calls, where there is one. */
  readonly turns: CallTurns<T> | undefined;
  readonly followed: Followed;
  readonly policy: CallPolicy;
  /** Calls that are over, to be used again, since items come by the million. */
  readonly idle: ItemCall<T, R>[];
}

/** Who waits for a chunk: both are told at most once in all. */
export interface ChunkAnswer<R> {
  readonly done: (settled: Settled<R>) => void;
  readonly failed: (error: FatalError) => void;
}

/** The items of one chunk, each with a call of its own. */
export class ChunkOfItems<T, R> implements Startable, CallNames {
  readonly settings: ItemSettings<T, R>;
  readonly items: readonly T[];
  readonly context: WorkContext;
  /** Where it is worked on; nothing where somebody calls work by himself. */
  readonly site: CallSite | undefined;
  readonly telling: Telling | undefined;
  #next = 0;
  #left: number;
  #givenUp = false;
  readonly #answer: ChunkAnswer<R>;
  readonly #outcomes: (SettledItem<R> | undefined)[];
  readonly #calls = new Set<ItemCall<T, R>>();

  constructor(
    settings: ItemSettings<T, R>,
    items: readonly T[],
    context: WorkContext,
    answer: ChunkAnswer<R>,
  ) {
    this.settings = settings;
    // A copy: the function may change the array while items of it wait.
    this.items = [...items];
    this.context = context;
    this.site = context instanceof ChunkAttempt ? context : undefined;
    this.telling = this.site && new Telling(this.site.gate);
    this.#answer = answer;
    this.#left = items.length;
    this.#outcomes = new Array<SettledItem<R> | undefined>(items.length).fill(undefined);
    this.#givenUp = context.signal.aborted;
    context.signal.addEventListener('abort', this.#giveUp, { once: true });
    if (!this.#givenUp) settings.followed.enter(this);
  }

  /** A chunk that was given up starts nothing more: nobody waits for its answer. */
  get hasMore(): boolean {
    return this.#next < this.items.length && !this.#givenUp;
  }

  startNext(): void {
    this.start(this.#next++);
  }

  start(place: number, line = 0, refused?: Refused): void {
    const { idle } = this.settings;
    const call = idle.pop() ?? new ItemCall<T, R>(this.settings);
    this.#calls.add(call);
    call.start(this, place, line, refused);
  }

  /** Its own, or what the chunk and its place make up. */
  keyOf(_item: unknown, place: number): string {
    const own = this.#placeInChunk(place);
    if (own !== undefined && this.site !== undefined) return this.site.keyAt(own);
    return `${this.context.idempotencyKey}:${place}`;
  }

  positionOf(place: number): number | undefined {
    const own = this.#placeInChunk(place);
    return own === undefined ? undefined : this.site?.positionAt(own);
  }

  #placeInChunk(place: number): number | undefined {
    return this.site?.placeOf(this.items[place], place, this.items.length);
  }

  settle(call: ItemCall<T, R>, outcome: SettledItem<R>): void {
    if (!this.#calls.delete(call)) return;
    const { line } = call;
    this.#outcomes[call.place] = outcome;
    this.settings.idle.push(call);
    if (--this.#left === 0) {
      this.#leave();
      this.#answer.done(new Settled(this.#outcomes as SettledItem<R>[]));
    }
    this.settings.limit.done(line);
    this.settings.limit.release(1);
  }

  /** No other call would end well: the answer for the whole chunk. */
  fail(error: FatalError): void {
    this.#leave();
    this.#answer.failed(error);
    this.#stop(error);
  }

  #leave(): void {
    this.context.signal.removeEventListener('abort', this.#giveUp);
    this.settings.followed.leave(this);
  }

  /** When the time of the chunk is up: what is done is done, and the rest has failed. */
  known(reason: unknown): Settled<R> {
    const attempts = new Map([...this.#calls].map(({ place, calls }) => [place, calls]));
    const outcomes = this.#outcomes.map(
      (outcome, place): SettledItem<R> =>
        outcome ?? { status: 'rejected', reason, attempts: attempts.get(place) ?? 0 },
    );
    return new Settled(outcomes);
  }

  readonly #giveUp = () => {
    this.#stop(this.context.signal.reason);
  };

  #stop(reason: unknown): void {
    const calls = [...this.#calls];
    this.#givenUp = true;
    this.#calls.clear();
    this.settings.followed.leave(this);
    for (const call of calls) call.cancel(reason);
    void this.#giveBack(calls);
  }

  /** Later: who leaves a pipeline gives up all of its chunks in one call, and none is to start more. */
  async #giveBack(calls: readonly ItemCall<T, R>[]): Promise<void> {
    await Promise.resolve();
    // What is fatal is told by a promise, one step later.
    await Promise.resolve();
    for (const { line } of calls) this.settings.limit.done(line);
    this.settings.limit.release(calls.length);
  }
}

/** The calls for one item. Each with a signal of its own: one for many would collect their listeners. */
class ItemCall<T, R> extends RetriedCall<R> {
  place = 0;
  /** Where it stands among those of its key. */
  line = 0;
  calls = 0;
  private _chunk!: ChunkOfItems<T, R>;
  private _shares: readonly Share[] = [];

  constructor({ policy }: ItemSettings<T, R>) {
    super(policy);
  }

  start(chunk: ChunkOfItems<T, R>, place: number, line: number, refused?: Refused): void {
    this._chunk = chunk;
    this.place = place;
    this.line = line;
    this.calls = 0;
    if (refused !== undefined) this._settle({ status: 'rejected', ...refused });
    else if (chunk.settings.turns === undefined) this.begin();
    else this._beginInTurn(chunk.settings.turns);
  }

  /** What `cost` and `key` throw concerns this item alone. */
  private _beginInTurn(turns: CallTurns<T>): void {
    try {
      this._shares = turns.sharesOf(this._chunk.items[this.place] as T);
    } catch (reason) {
      this._settle({ status: 'rejected', reason });
      return;
    }
    this.beginNext();
  }

  protected override attempt(): Attempt {
    const chunk = this._chunk;
    return new Attempt(chunk.context.attempt + this.calls++, chunk, undefined, this.place);
  }

  protected override call(attempt: Attempt): Answer<R> {
    return this._chunk.settings.fn(this._chunk.items[this.place] as T, attempt);
  }

  protected override read(answer: R): R {
    return answer;
  }

  protected override fulfilled(value: R): void {
    this._settle({ status: 'fulfilled', value });
  }

  protected override rejected(failure: Failure, attempt: number): void {
    const { reason, errorClass } = failure;
    const isFatal = errorClass === 'fatal';
    this._tell(failure, attempt, isFatal ? 'end' : 'reject');
    if (isFatal) this._chunk.fail(FatalError.of(reason));
    else this._settle({ status: 'rejected', reason });
  }

  protected override willRetry(failure: Failure, attempt: number): void {
    this._tell(failure, attempt, 'retry');
  }

  protected override late({ position, attempt }: Attempt): void {
    this._chunk.telling?.late(position, attempt);
  }

  protected override budgetSpent(budget: RetryBudget): void {
    this._chunk.telling?.budgetSpent(budget);
  }

  protected override turn(call: () => void): () => void {
    const { site, items, settings } = this._chunk;
    const item = items[this.place] as T;
    // The first call has passed the limits above with its chunk.
    const above = this.calls > 0 && site !== undefined ? site.gate : undefined;
    if (settings.turns !== undefined) return settings.turns.enter(this._shares, above, item, call);
    if (above !== undefined) return turnOf(above, item, call);
    call();
    return () => undefined;
  }

  private _settle(outcome: SettledItem<R>): void {
    const attempts = this.calls;
    this._chunk.settle(this, attempts === 1 ? outcome : { ...outcome, attempts });
  }

  private _tell(failure: Failure, attempt: number, next: Next): void {
    const { telling } = this._chunk;
    telling?.failed(1, this._chunk.positionOf(this.place), attempt, failure, next);
  }
}
