import { Observable, Subject, takeUntil, type Subscriber } from 'rxjs';
import { eachValueFrom } from 'rxjs-for-await';
import { invalidType } from '../core/option-error.js';
import { abortSignal, integer, readOptions } from '../core/options.js';
import { flowRule, gateOfBoundary, type FlowOption } from './create-flow.js';
import { SLOTS, type Gate } from './gate.js';
import { Inlet, type Receiver } from './inlet.js';
import { Unasked } from './unasked.js';

export interface ToAsyncIterableOptions extends FlowOption {
  /** Values that may wait while the loop is busy with another; an integer >= 0. @default 1 */
  readonly readAhead?: number | undefined;
  /** Ends the loop when it aborts: the next value is refused with its reason. @default none */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Turns a pipeline into an async iterable that is read only as fast as the loop takes values.
 *
 * The subscription starts with the first `next()` and ends with the loop, however it ends. Each
 * iterator is a subscription of its own.
 *
 * **Marble** (`readAhead: 1`, so one value in the loop and one waiting; `n` is a `next()`, `p` a pull)
 * ```
 * loop    n-----n-----n-----n
 * pulls   (pp)--p-----|
 * values  a-----b-----c-----|
 * ```
 *
 * - **Emits** every value, in order: none is lost, none comes twice.
 * - **Completes / Errors** with the source, after the values before it; errors with the reason of
 *   `signal`, which sources and work above are told as well.
 * - **On unsubscribe** (`break`, `return()`) leaves the source at once, also while a value is awaited.
 * - **Holds at most** `readAhead` values, and what one pull of the source expands to.
 *
 * Built on rxjs-for-await, whose buffer has no bound of its own.
 *
 * @param result$ any Observable.
 * @param options `readAhead`: values that may wait (default 1; 0 pulls only when asked); `signal`: gives
 * the pipeline up; `flow`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks, toAsyncIterable } from 'sluice';
 *
 * const results$ = fromSource(rows).pipe(chunkBy(100), processChunks(enrich, { concurrency: 4 }));
 * for await (const result of toAsyncIterable(results$)) await write(result.values);
 * ```
 */
export function toAsyncIterable<T>(
  result$: Observable<T>,
  options?: ToAsyncIterableOptions,
): AsyncIterable<T> {
  if (!(result$ instanceof Object) || typeof result$.subscribe !== 'function') {
    throw invalidType('toAsyncIterable', 'result$', 'an Observable', result$);
  }
  const read = readOptions<ToAsyncIterableOptions>('toAsyncIterable', options, {
    readAhead: integer(0),
    signal: abortSignal,
    flow: flowRule,
  });
  return { [Symbol.asyncIterator]: () => new BoundedIterator(result$, read) };
}

const MOST_UNASKED = 65_536;

/** Counts what the loop has not taken yet, and keeps the gate closed while that is enough. */
class BoundedIterator<T> implements AsyncIterableIterator<T>, Receiver<T> {
  readonly #values: AsyncIterator<T>;
  readonly #left$ = new Subject<void>();
  readonly #readAhead: number;
  #gate: Gate | undefined;
  #below: Subscriber<T> | undefined;
  #unasked: Unasked | undefined;
  #asked = 0;
  #given = 0;

  constructor(source: Observable<T>, { readAhead = 1, signal, flow }: ToAsyncIterableOptions) {
    this.#readAhead = readAhead;
    const bounded$ = new Observable<T>((subscriber) => {
      if (signal !== undefined) this.#heed(signal, subscriber);
      if (!subscriber.closed) this.#connect(source, subscriber, { flow });
    });
    // A pending next() of the generator can only be ended by its source: it completes on return().
    this.#values = eachValueFrom(bounded$.pipe(takeUntil(this.#left$)));
  }

  next(): Promise<IteratorResult<T>> {
    this.#asked++;
    const answer = this.#values.next();
    this.#setGate();
    return answer;
  }

  return(): Promise<IteratorResult<T>> {
    this.#left$.next();
    return this.#values.return?.() ?? Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  arrive(value: T): void {
    const gate = this.#gate;
    if (gate === undefined) return;
    if (gate.tree.depth === 0 && gate.isUnasked()) {
      const overflow = this.#unasked?.arrived();
      if (overflow !== undefined) {
        this.#below?.error(overflow);
        return;
      }
    }
    this.#given++;
    this.#setGate();
    gate.tree.turn(() => {
      this.#below?.next(value);
    });
  }

  finish(): void {
    this.#below?.complete();
  }

  fail(error: unknown): void {
    this.#below?.error(error);
  }

  #heed(signal: AbortSignal, subscriber: Subscriber<T>): void {
    const giveUp = () => {
      if (this.#gate !== undefined) this.#gate.tree.reason = signal.reason;
      subscriber.error(signal.reason);
    };
    signal.addEventListener('abort', giveUp);
    subscriber.add(() => {
      signal.removeEventListener('abort', giveUp);
    });
    if (signal.aborted) giveUp();
  }

  #connect(source: Observable<T>, subscriber: Subscriber<T>, flow: FlowOption): void {
    const below = subscriber as Subscriber<never>;
    const gate = (this.#gate = gateOfBoundary(below, flow));
    this.#unasked = new Unasked('toAsyncIterable', MOST_UNASKED, gate);
    this.#below = subscriber;
    const inlet = new Inlet<T>(below, this, gate);
    subscriber.add(() => {
      gate.dispose();
    });
    inlet.connect(source);
  }

  #setGate(): void {
    if (this.#given >= this.#asked + this.#readAhead) this.#gate?.close(SLOTS);
    else {
      this.#unasked?.reset();
      this.#gate?.release(SLOTS);
    }
  }
}
