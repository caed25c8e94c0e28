import {
  asyncScheduler,
  Observable,
  type ObservableInput,
  type SchedulerLike,
  type Subscriber,
} from 'rxjs';
import { busyClockOf } from '../core/clock.js';
import { integer, oneOf, readOptions, scheduler } from '../core/options.js';
import { swapAmbient } from './ambient.js';
import { flowRule, gateOfSource, type Flow, type FlowOption } from './create-flow.js';
import type { HotPolicy, Overflow } from './feed/hot-feed.js';
import { checkSource, openFeed } from './feed/open-feed.js';
import { PAUSED } from './gate.js';
import type { PullSource, SourceContext } from './pull-source.js';
import type { StageState, Tree } from './tree.js';
import { warn } from './warn.js';

/** Anything that can be read: see {@link fromSource} for what becomes of each. */
export type Source<T> = ObservableInput<T> | ReadableStream<T> | PullSource<T>;

export interface FromSourceOptions extends FlowOption {
  /** Items that a hot source may have waiting; an integer >= 1. @default 65536 */
  readonly buffer?: number | undefined;
  /**
   * What happens to a hot source when the buffer is full: the run ends with BufferOverflowError, or
   * the oldest or the newest item is dropped and counted in an event. @default 'error'
   */
  readonly overflow?: Overflow | undefined;
  /** Whose clock measures the time slice; virtual in marble tests. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Reads a source only as fast as the operators below can take it.
 *
 * On subscribe it finds the nearest boundary below (`processChunks`, `mapConcurrent`, `storeTo`,
 * `pauseWhen`, `toAsyncIterable`, `trackProgress`), through any RxJS operator that subscribes in the
 * ordinary way, and pulls while that boundary's gate is open. With none below it reads on like
 * RxJS's `from`, and says so once outside of production.
 *
 * Arrays, iterables, async iterables, web ReadableStreams, Node Readables, Promises, pull sources,
 * and functions `({ signal }) => source` that make any of these anew for each subscription. An
 * iterator, a stream and a pull source can be read once; a second subscription is an error, so pass
 * a function where `retry` or `repeat` are to start over. An Observable cannot be paused: it is
 * buffered within `buffer`, and `overflow` says what happens beyond.
 *
 * **Marble** (one slot, work takes 3 frames; `p` is a pull)
 * ```
 * pulls   p--p--p--|
 * result  ---a--b--(c|)
 * ```
 *
 * - **Emits** the items in order, the first at once while the gate is open.
 * - **Completes** when the source ends.
 * - **Errors** when the source throws or rejects; SourceConsumedError, SourceTypeError,
 *   BufferOverflowError (`overflow: 'error'`).
 * - **On unsubscribe** aborts the signal, then calls `return()`, `close()`, `cancel()` or `destroy()`
 *   once, without waiting for it.
 * - **Holds at most** one item or one page, or `buffer` items of a hot source.
 *
 * It lets the host have a turn after 8 ms, so a page stays responsive. In `TestScheduler.run`,
 * promise-based sources stay parked, as they do in RxJS.
 *
 * @param source what to read, or a function that makes it.
 * @param options `buffer` (items, default 65,536) and `overflow` (default `'error'`) for hot sources;
 * `flow`: an explicit flow to mind as well, or null for none; `scheduler`.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_UNKNOWN_OPTION` and RangeError `ERR_OUT_OF_RANGE` at
 * the call.
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { createInterface } from 'node:readline';
 * import { chunkBy, fromSource, processChunks } from 'sluice';
 *
 * fromSource(() => createInterface({ input: createReadStream('rows.ndjson') }))
 *   .pipe(chunkBy(500), processChunks((lines) => post(lines), { concurrency: 4 }))
 *   .subscribe();
 * ```
 */
export function fromSource<T>(
  source: Source<T> | ((context: SourceContext) => Source<T>),
  options?: FromSourceOptions,
): Observable<T> {
  checkSource(source);
  const read = readOptions<FromSourceOptions>('fromSource', options, {
    buffer: integer(1),
    overflow: oneOf('error', 'dropOldest', 'dropNewest'),
    flow: flowRule,
    scheduler,
  });
  const hot: HotPolicy = { buffer: read.buffer ?? 65_536, overflow: read.overflow ?? 'error' };
  const warnOnce = noFlowWarning();

  return new Observable<T>((subscriber) => {
    const gate = gateOfSource(subscriber, read);
    if (gate !== undefined) gate.listen();
    else if (read.flow !== null) warnOnce();
    if (gate !== undefined && read.flow) showPauses(read.flow, gate.tree, subscriber);
    const controller = new AbortController();
    const clock = busyClockOf(read.scheduler ?? asyncScheduler);
    const before = swapAmbient(undefined);
    try {
      const made = typeof source === 'function' ? source({ signal: controller.signal }) : source;
      checkSource(made);
      openFeed(made, { subscriber, gate, clock, controller }, hot).start();
    } catch (error) {
      subscriber.error(error);
    } finally {
      swapAmbient(before);
    }
  });
}

/** An explicit flow is no stage of the pipeline; who looks on would think that the source is slow. */
function showPauses(flow: Flow, { stages }: Tree, subscriber: Subscriber<unknown>): void {
  const pause: StageState = {
    kind: 'pause',
    running: 0,
    waiting: 0,
    get mask() {
      return flow.paused ? PAUSED : 0;
    },
  };
  stages.add(pause);
  subscriber.add(() => stages.delete(pause));
}

function noFlowWarning(): () => void {
  let said = false;
  return () => {
    if (said) return;
    said = true;
    warn(
      'NO_FLOW',
      'fromSource found nothing below it that asks for items, so it reads on without a stop. Put ' +
        'processChunks, mapConcurrent or another boundary into the pipe, pass { flow } where the ' +
        'chain is broken (a Subject, a late connect), or { flow: null } if this is meant.',
    );
  };
}
