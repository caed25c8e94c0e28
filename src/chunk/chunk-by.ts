import {
  asyncScheduler,
  Observable,
  type ObservableInput,
  type OperatorFunction,
  type SchedulerLike,
  type Subscriber,
  type TeardownLogic,
} from 'rxjs';
import type { Chunk } from '../core/chunk.js';
import { incompatibleOptions } from '../core/option-error.js';
import {
  callback,
  checkValue,
  duration,
  having,
  integer,
  observableInput,
  plainObject,
  positive,
  readOptions,
  scheduler,
} from '../core/options.js';
import { swapAmbient } from '../flow/ambient.js';
import { Inlet } from '../flow/inlet.js';
import { initially, live, type Live } from '../flow/live.js';
import { UntilStarted } from '../flow/until-started.js';
import { Chunker, type ChunkBounds } from './chunker.js';
import { leavingOutDone } from './leave-out-done.js';
import { closeWhenReadable, weightOfReadable } from './readable.js';
import type { ChunkStrategy, MakeStrategy } from './strategies/chunk-strategy.js';
import { StrategyChunker } from './strategy-chunker.js';

export interface ChunkByOptions<T> {
  /** Most items in a chunk; an integer >= 1, or Infinity; or an Observable of such. @default 10000 */
  readonly maxSize?: Live<number> | undefined;
  /** Most weight in a chunk, in the unit of `weight`; above 0; or an Observable. @default Infinity */
  readonly maxWeight?: Live<number> | undefined;
  /** The cost of an item: bytes, tokens, complexity; 0 or more. @default 1 for each */
  readonly weight?: ((item: T) => number) | undefined;
  /** Longest time an item waits in an open chunk, in ms; from 1 to 2,147,483,647; or an Observable. @default none */
  readonly maxWait?: Live<number> | undefined;
  /** Asked before an item joins the open chunk; true closes the chunk, and the item opens the next. */
  readonly closeWhen?: ((item: T, chunk: readonly T[]) => boolean) | undefined;
  /** Each value cuts the open chunk now. */
  readonly flush?: ObservableInput<unknown> | undefined;
  /** Runs the timer of `maxWait` and stamps the chunks. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/** A chunk larger than this is no step any more; it also bounds chunks that only time closes. */
const MAX_SIZE = 10_000;

const size = integer(1, undefined, true);
const maxSizeOption = live<number>('maxSize', size);
const maxWeightOption = live<number>('maxWeight', positive);
const maxWaitOption = live<number>('maxWait', duration(1));

/**
 * Gathers items into chunks by size, weight, time or a rule of yours; the first limit met closes.
 *
 * Limits are tested before an item is added. An item heavier than `maxWeight` goes out alone. The
 * timer starts with the first item of a chunk, and none runs while no chunk is open; while the gate
 * below is closed, the cut waits and the chunk goes on filling. There is never an empty chunk.
 *
 * **Marble** (`maxSize: 3, maxWait: 5`)
 * ```
 * source  a-b-c-d-----|
 * result  ----x------y|      x = abc by size, y = d by wait
 * ```
 *
 * - **Emits** a chunk in the call that completes it; with the positions of its items, counted here
 *   from 0, or carried over from outcomes.
 * - **Completes** with the source, after the open chunk (`closedBy: 'complete'`).
 * - **Errors** with the source, after the open chunk (`closedBy: 'error'`), since a dropped tail would
 *   be lost data; the same if `weight`, `closeWhen` or `flush` fails (WeightError where it gave no
 *   weight).
 * - **On unsubscribe** drops the open chunk and its timer.
 * - **Holds at most** one open chunk; while a store below is opening, 65,536 items that nobody asked
 *   for, and BufferOverflowError beyond.
 *
 * A bound that is an Observable has its default until the first value, and holds for the next chunk; an
 * open chunk that is beyond it is closed when the next item comes. A wrong value, and an error of the
 * Observable, end the run as an error of the source would.
 *
 * What a source could not read (a malformed line) counts for `maxSize`, weighs nothing, and is shown to
 * neither `weight` nor `closeWhen`.
 *
 * Directly below `fromSource` it takes slices of pages instead of items.
 *
 * @param limits a number is `maxSize`. Sizes are items, waits milliseconds, weights what you weigh in.
 * Or a function that makes a ChunkStrategy, which decides in place of limits (`closedBy: 'closeWhen'`);
 * it holds at most what the strategy does, and ends the run with StrategyError where an item is not
 * handed over once.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`,
 * `ERR_INCOMPATIBLE_OPTIONS`) at the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks } from 'sluice';
 *
 * fromSource(messages)
 *   .pipe(
 *     chunkBy({ maxSize: 500, maxWeight: 1_000_000, weight: (m) => m.bytes, maxWait: 250 }),
 *     processChunks((batch) => send(batch)),
 *   )
 *   .subscribe();
 * ```
 */
export function chunkBy<T>(
  limits: number | ChunkByOptions<T> | MakeStrategy<T>,
): OperatorFunction<T, Chunk<T>> {
  const connect = typeof limits === 'function' ? byStrategy(limits) : byLimits(readLimits(limits));
  return (source) =>
    new Observable<Chunk<T>>((subscriber) => {
      leavingOutDone(subscriber, (to) => {
        connect(to, source);
      });
    });
}

type Connect<T> = (subscriber: Subscriber<Chunk<T>>, source: Observable<T>) => void;

function byLimits<T>(options: ChunkByOptions<T>): Connect<T> {
  return (subscriber, source) => {
    const chunker = new Chunker<T>(subscriber, {
      maxSize: initially(options.maxSize, MAX_SIZE),
      maxWeight: initially(options.maxWeight, Infinity),
      weight: options.weight && weightOfReadable(options.weight),
      maxWait: options.maxWait && initially(options.maxWait, Infinity),
      closeWhen: options.closeWhen && closeWhenReadable(options.closeWhen),
      scheduler: options.scheduler ?? asyncScheduler,
    });
    const inlet = new Inlet<T>(subscriber, chunker);
    UntilStarted.standIn(inlet, subscriber, chunker.gate);
    followBounds(options, chunker, subscriber, inlet);
    if (options.flush !== undefined) chunker.cutOn(options.flush, inlet);
    if (!inlet.closed) inlet.connect(source);
  };
}

/** Before the source, like the notifier; an error of theirs comes after what waits for a store to open. */
function followBounds<T>(
  { maxSize, maxWeight, maxWait }: ChunkByOptions<T>,
  chunker: Chunker<T>,
  below: Subscriber<Chunk<T>>,
  inlet: Inlet<T>,
): void {
  const owner = {
    add: (teardown: TeardownLogic) => {
      below.add(teardown);
    },
    get closed() {
      return below.closed;
    },
    error: (error: unknown) => {
      inlet.error(error);
    },
  };
  const change = (name: keyof ChunkBounds) => (bound: number) => {
    chunker.change({ [name]: bound });
  };
  maxSizeOption.follow('chunkBy', maxSize, owner, change('maxSize'));
  maxWeightOption.follow('chunkBy', maxWeight, owner, change('maxWeight'));
  maxWaitOption.follow('chunkBy', maxWait, owner, change('maxWait'));
}

function byStrategy<T>(make: MakeStrategy<T>): Connect<T> {
  return (subscriber, source) => {
    const chunker = new StrategyChunker<T>(subscriber, strategyOf(make));
    const inlet = new Inlet<T>(subscriber, chunker);
    UntilStarted.standIn(inlet, subscriber, chunker.gate);
    inlet.connect(source);
  };
}

const strategyRule = having('a ChunkStrategy', 'push', 'flush');

function strategyOf<T>(make: MakeStrategy<T>): ChunkStrategy<T> {
  const before = swapAmbient(undefined);
  try {
    const strategy = make();
    checkValue('chunkBy', 'strategy()', strategy, strategyRule);
    return strategy;
  } finally {
    swapAmbient(before);
  }
}

function readLimits<T>(limits: number | ChunkByOptions<T>): ChunkByOptions<T> {
  if (typeof limits === 'number') {
    checkValue('chunkBy', 'maxSize', limits, size);
    return { maxSize: limits };
  }
  checkValue('chunkBy', 'limits', limits, {
    expected: 'a number, a plain object, or a function that makes a strategy',
    check: plainObject.check,
  });
  const options = readOptions<ChunkByOptions<T>>('chunkBy', limits, {
    maxSize: maxSizeOption.rule,
    maxWeight: maxWeightOption.rule,
    weight: callback,
    maxWait: maxWaitOption.rule,
    closeWhen: callback,
    flush: observableInput,
    scheduler,
  });
  if (options.maxWeight !== undefined && options.weight === undefined) {
    throw incompatibleOptions('chunkBy', '"maxWeight" needs "weight", to weigh the items with');
  }
  return options;
}
