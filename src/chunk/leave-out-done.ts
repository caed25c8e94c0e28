import { Observable, type Subscriber } from 'rxjs';
import { addPosition } from '../core/add-position.js';
import type { Chunk } from '../core/chunk.js';
import { isThenable } from '../core/is-thenable.js';
import { Boundary } from '../flow/boundary.js';
import { gateOfBoundary } from '../flow/create-flow.js';
import { Lane } from '../flow/lane.js';
import { chainedGate } from '../flow/reach.js';
import type { Resume } from '../flow/resume.js';

/**
 * Connects a chunker, with a boundary below it where a store tells items apart by keys and
 * nobody else numbers for it.
 */
export function leavingOutDone<T>(
  subscriber: Subscriber<Chunk<T>>,
  connect: (to: Subscriber<Chunk<T>>) => void,
): void {
  const resume = chainedGate(subscriber)?.resumeBelow();
  if (resume?.isDone === undefined || resume.claimed) connect(subscriber);
  else new LeaveOutDone(subscriber, resume).connect(new Observable(connect));
}

/**
 * Leaves out of each chunk the items whose keys are in the store. The store is asked once per chunk,
 * and one chunk at a time, so that the order stays, and no list of all keys is needed.
 */
class LeaveOutDone<T> extends Boundary<Chunk<T>, Chunk<T>> {
  readonly resume: Resume;

  constructor(below: Subscriber<Chunk<T>>, resume: Resume) {
    super(below, {
      operator: 'chunkBy',
      kind: 'chunker',
      gate: gateOfBoundary(below, {}),
      concurrency: 1,
      prefetch: 0,
      ordered: false,
      unasked: 1000,
    });
    this.gate.passes = true;
    this.resume = resume;
  }

  protected override makeLane(): Lane<Chunk<T>> {
    return new AskLane(this);
  }

  protected override itemsOf(chunk: Chunk<T>): number {
    return chunk.items.length;
  }

  protected override itemsOfResult(chunk: Chunk<T>): number {
    return chunk.items.length;
  }

  protected override itemsIn(lane: Lane<Chunk<T>>): number {
    return (lane as AskLane<T>).chunk?.items.length ?? 0;
  }
}

class AskLane<T> extends Lane<Chunk<T>> {
  chunk: Chunk<T> | undefined;
  readonly #boundary: LeaveOutDone<T>;

  constructor(boundary: LeaveOutDone<T>) {
    super();
    this.#boundary = boundary;
  }

  override begin(chunk: Chunk<T>): void {
    this.chunk = chunk;
    try {
      const done = this.#boundary.resume.isDone?.(chunk.items) ?? [];
      if (isThenable(done)) {
        done.then(
          (flags) => {
            this.#answered(chunk, flags);
          },
          (error: unknown) => {
            this.#boundary.abort(error);
          },
        );
      } else {
        this.#answered(chunk, done);
      }
    } catch (error) {
      this.#boundary.abort(error);
    }
  }

  /** A question that is under way is answered to nobody. */
  override cancel(): void {
    this.chunk = undefined;
  }

  #answered(chunk: Chunk<T>, done: readonly boolean[]): void {
    const boundary = this.#boundary;
    if (this.chunk !== chunk) return;
    this.chunk = undefined;
    const left = without(chunk, done);
    if (left !== undefined) {
      boundary.settle(this, left);
      return;
    }
    boundary.tree.turn(() => {
      boundary.end(this);
      boundary.pump();
    });
  }
}

function without<T>(chunk: Chunk<T>, done: readonly boolean[]): Chunk<T> | undefined {
  if (!done.includes(true)) return chunk;
  const items = chunk.items.filter((_, place) => done[place] !== true);
  if (items.length === 0) return undefined;
  const ranges: [number, number][] = [];
  let place = 0;
  for (const [start, end] of chunk.ranges) {
    for (let position = start; position < end; position++) {
      if (done[place++] !== true) addPosition(ranges, position);
    }
  }
  const weight = (chunk.weight * items.length) / chunk.items.length;
  return { ...chunk, items, ranges, weight };
}
