import {
  from,
  Observable,
  type MonoTypeOperatorFunction,
  type ObservableInput,
  type Subscriber,
} from 'rxjs';
import { checkValue, observableInput, readOptions } from '../core/options.js';
import { swapAmbient } from './ambient.js';
import { flowRule, gateOfBoundary, type FlowOption } from './create-flow.js';
import { PAUSED, type Gate } from './gate.js';
import { Inlet, type Receiver } from './inlet.js';
import type { StageState } from './tree.js';

export type PauseWhenOptions = FlowOption;

/**
 * Stops reading the source while the notifier's latest value is true.
 *
 * It holds nothing back: what was pulled already passes, and work that was accepted ends. It is the
 * flow that is paused, so the source is not read; a source that cannot be paused goes on into its
 * buffer.
 *
 * **Marble** (one slot below, whose work takes 2 frames; `p` is a pull)
 * ```
 * pause   ---t----f----
 * pulls   p-p-----p-p-|
 * result  a-b-----c-d-|
 * ```
 *
 * - **Emits** what arrives, unchanged. **Completes / Errors** with the source; errors also with the
 *   notifier. A notifier that completes leaves its last value in force.
 * - **On unsubscribe** leaves the source, then the notifier.
 * - **Holds at most** nothing.
 *
 * Starts open, until the notifier's first value. The notifier is subscribed before the source.
 *
 * @param notifier$ true pauses, false goes on.
 * @param options `flow`: an explicit flow to join, or null to join none.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_UNKNOWN_OPTION` at the call.
 *
 * @example
 * ```ts
 * import { fromEvent, map } from 'rxjs';
 * import { chunkBy, fromSource, pauseWhen, processChunks } from 'sluice';
 *
 * const hidden$ = fromEvent(document, 'visibilitychange').pipe(map(() => document.hidden));
 * fromSource(rows).pipe(chunkBy(100), pauseWhen(hidden$), processChunks(save)).subscribe();
 * ```
 */
export function pauseWhen<T>(
  notifier$: ObservableInput<boolean>,
  options?: PauseWhenOptions,
): MonoTypeOperatorFunction<T> {
  checkValue('pauseWhen', 'notifier$', notifier$, observableInput);
  const read = readOptions<PauseWhenOptions>('pauseWhen', options, { flow: flowRule });
  return (source) =>
    new Observable<T>((subscriber) => {
      const passage = new Passage(subscriber, gateOfBoundary(subscriber, read));
      passage.gate.passes = true;
      const inlet = new Inlet<T>(subscriber, passage, passage.gate);
      // After the inlet: the source is left first, and no gate opens to it on the way out.
      subscriber.add(() => {
        passage.dispose();
      });
      passage.mind(notifier$);
      if (!subscriber.closed) passage.connect(source, inlet);
    });
}

/** Passes everything on; only its gate does something. */
class Passage<T> implements Receiver<T>, StageState {
  readonly kind = 'pause';
  readonly running = 0;
  readonly waiting = 0;

  constructor(
    readonly below: Subscriber<T>,
    readonly gate: Gate,
  ) {}

  get mask(): number {
    return this.gate.mask;
  }

  mind(notifier$: ObservableInput<boolean>): void {
    const before = swapAmbient(undefined);
    try {
      this.below.add(
        from(notifier$).subscribe({
          next: (paused) => {
            if (paused) this.gate.close(PAUSED);
            else this.gate.release(PAUSED);
          },
          error: (error: unknown) => {
            this.below.error(error);
          },
        }),
      );
    } finally {
      swapAmbient(before);
    }
  }

  connect(source: Observable<T>, inlet: Inlet<T>): void {
    this.gate.tree.stages.add(this);
    inlet.connect(source);
  }

  /** Also when the notifier has failed before the source was subscribed. */
  dispose(): void {
    this.gate.tree.stages.delete(this);
    this.gate.dispose();
  }

  arrive(value: T): void {
    const { tree } = this.gate;
    // What nobody asked for stays outside of a turn, so that the boundary below can count it.
    if (tree.depth === 0 && this.gate.blockerBelow() !== undefined) {
      this.below.next(value);
      return;
    }
    tree.turn(() => {
      this.below.next(value);
    });
  }

  finish(): void {
    this.below.complete();
  }

  fail(error: unknown): void {
    this.below.error(error);
  }
}
