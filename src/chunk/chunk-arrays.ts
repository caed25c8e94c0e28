import { asyncScheduler, Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import type { Chunk, ClosedBy } from '../core/chunk.js';
import { clockOf } from '../core/clock.js';
import { inspect } from '../core/inspect.js';
import { StrategyError } from '../core/strategy-error.js';
import { Inlet, type Receiver } from '../flow/inlet.js';
import { gateBelow } from '../flow/reach.js';
import { UntilStarted } from '../flow/until-started.js';
import { leavingOutDone } from './leave-out-done.js';
import { Positions } from './positions.js';

/**
 * Makes chunks of arrays that a generator has put together, numbering their items as they come; those
 * that are stored already are left out of their chunk. An empty array is no chunk.
 */
export function chunkArrays<T>(): OperatorFunction<readonly T[], Chunk<T>> {
  return (source) =>
    new Observable<Chunk<T>>((subscriber) => {
      leavingOutDone(subscriber, (to) => {
        const inlet = new Inlet<readonly T[]>(to, new ArraysChunker<T>(to));
        UntilStarted.standIn(inlet, to, gateBelow(to));
        inlet.connect(source);
      });
    });
}

class ArraysChunker<T> implements Receiver<readonly T[]> {
  readonly #below: Subscriber<Chunk<T>>;
  readonly #positions: Positions;
  readonly #clock = clockOf(asyncScheduler);

  constructor(below: Subscriber<Chunk<T>>) {
    this.#below = below;
    this.#positions = new Positions(below);
  }

  arrive(array: readonly T[]): void {
    if (!Array.isArray(array)) {
      this.#below.error(new StrategyError(`this one yielded ${inspect(array)}`));
      return;
    }
    // A copy: a generator may fill the same array again.
    let items: T[] = [];
    for (const item of array as readonly T[]) {
      if (!this.#positions.mayLeaveOut || !this.#positions.isDone(item, items.length)) {
        items.push(item);
        continue;
      }
      this.#emit(items, 'flush');
      items = [];
      this.#positions.skip();
    }
    this.#emit(items, 'closeWhen');
  }

  finish(): void {
    this.#positions.finish();
    this.#below.complete();
  }

  fail(error: unknown): void {
    this.#below.error(error);
  }

  #emit(items: readonly T[], closedBy: ClosedBy): void {
    if (items.length === 0) return;
    const ranges = this.#positions.of(items);
    const now = this.#clock();
    const weight = items.length;
    this.#below.next({ items, ranges, weight, closedBy, openedAt: now, closedAt: now });
  }
}
