import type { Unsubscribable } from 'rxjs';
import { callback, checkValue, integer, readOptions } from '../core/options.js';
import { whenAnswered, type Answer } from './answer.js';
import { Attempt, type WorkContext } from './attempt.js';
import { Settled, type SettledItem } from './settled.js';

export interface EachItemOptions {
  /** Items at once, over all chunks that run; an integer from 1 to 10,000. @default 16 */
  readonly concurrency?: number | undefined;
}

/** The function that one item is run with. */
export type ItemWork<T, R> = (item: T, context: WorkContext) => Answer<R>;

/**
 * Makes work for chunks from a function of one item.
 *
 * Each item has an outcome of its own: what the function throws or rejects with concerns that item
 * alone. The limit is shared by all chunks that the work runs at the same time, so `concurrency: 16`
 * means 16 calls, however many lanes there are.
 *
 * - **Emits** (as work) one outcome per item, when the last of its chunk has settled.
 * - **On unsubscribe** starts no further item; running ones see their own signal abort.
 * - **Holds at most** one place per item of the chunks that run.
 *
 * @param fn gets an item and `{ signal, attempt }`; answers now, by a Promise or by an Observable.
 * @param options `concurrency`: calls at once (default 16).
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, eachItem, fromSource, processChunks } from 'sluice';
 *
 * const fetchOne = async (url: string, { signal }: { signal: AbortSignal }) =>
 *   (await fetch(url, { signal })).status;
 * fromSource(urls).pipe(chunkBy(100), processChunks(eachItem(fetchOne))).subscribe();
 * ```
 */
export function eachItem<T, R>(
  fn: ItemWork<T, R>,
  options?: EachItemOptions,
): (items: readonly T[], context: WorkContext) => Promise<Settled<R>> {
  checkValue('eachItem', 'fn', fn, callback);
  const { concurrency = 16 } = readOptions<EachItemOptions>('eachItem', options, {
    concurrency: integer(1, 10_000),
  });
  const limit = new Limit(concurrency);
  return (items, context) =>
    new Promise((resolve) => {
      if (items.length === 0) resolve(new Settled([]));
      else limit.add(new ChunkOfItems(fn, items, context, limit, resolve));
    });
}

/** Starts items, the oldest chunk's first, while fewer than so many run; a loop, so no stack grows. */
class Limit {
  #running = 0;
  #starting = false;
  readonly #chunks: Startable[] = [];

  constructor(readonly concurrency: number) {}

  add(chunk: Startable): void {
    this.#chunks.push(chunk);
    this.#start();
  }

  /** So many items have ended, or were given up. */
  release(items: number): void {
    this.#running -= items;
    this.#start();
  }

  #start(): void {
    if (this.#starting) return;
    this.#starting = true;
    while (this.#running < this.concurrency) {
      const [chunk] = this.#chunks;
      if (chunk === undefined) break;
      if (chunk.hasMore) {
        this.#running++;
        chunk.startNext();
      } else {
        this.#chunks.shift();
      }
    }
    this.#starting = false;
  }
}

interface Startable {
  readonly hasMore: boolean;
  startNext(): void;
}

/** A call that is under way. */
interface Call {
  /** One for each item: a signal shared by many calls would collect their listeners. */
  readonly attempt: Attempt;
  subscription: Unsubscribable | undefined;
}

class ChunkOfItems<T, R> implements Startable {
  #next = 0;
  #left: number;
  #givenUp = false;
  readonly #items: readonly T[];
  readonly #outcomes: SettledItem<R>[];
  readonly #calls = new Set<Call>();

  constructor(
    readonly fn: ItemWork<T, R>,
    items: readonly T[],
    readonly context: WorkContext,
    readonly limit: Limit,
    readonly done: (settled: Settled<R>) => void,
  ) {
    // A copy: the function may change the array while items of it wait.
    this.#items = [...items];
    this.#left = items.length;
    this.#outcomes = new Array<SettledItem<R>>(items.length);
    this.#givenUp = context.signal.aborted;
    context.signal.addEventListener('abort', this.#giveUp, { once: true });
  }

  /** A chunk that was given up starts nothing more: nobody waits for its answer. */
  get hasMore(): boolean {
    return this.#next < this.#items.length && !this.#givenUp;
  }

  startNext(): void {
    const place = this.#next++;
    const call: Call = { attempt: new Attempt(this.context.attempt), subscription: undefined };
    this.#calls.add(call);
    const settle = (outcome: SettledItem<R>) => {
      if (this.#calls.delete(call)) this.#settle(place, outcome);
    };
    try {
      call.subscription = whenAnswered<R>(
        this.fn(this.#items[place] as T, call.attempt),
        call.attempt,
        (value) => {
          settle({ status: 'fulfilled', value });
        },
        (reason) => {
          settle({ status: 'rejected', reason });
        },
      );
    } catch (reason) {
      settle({ status: 'rejected', reason });
    }
  }

  #settle(place: number, outcome: SettledItem<R>): void {
    this.#outcomes[place] = outcome;
    if (--this.#left === 0) {
      this.context.signal.removeEventListener('abort', this.#giveUp);
      this.done(new Settled(this.#outcomes));
    }
    this.limit.release(1);
  }

  readonly #giveUp = () => {
    const calls = [...this.#calls];
    this.#givenUp = true;
    this.#calls.clear();
    for (const { attempt, subscription } of calls) {
      attempt.abort();
      subscription?.unsubscribe();
    }
    // Later: who leaves a pipeline gives up all of its chunks in one call, and none is to start more.
    void Promise.resolve().then(() => {
      this.limit.release(calls.length);
    });
  };
}
