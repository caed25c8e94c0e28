import { asyncScheduler, type Subscription } from 'rxjs';
import type { Clock } from '../core/clock.js';
import { StoreWriteError } from '../core/store-write-error.js';
import { Lane } from '../flow/lane.js';
import type { ChunkRecord, RunWriter } from './result-store.js';
import { positionOf, withUnstorable, type Storable } from './storable.js';
import { whenDone } from './when-done.js';

/** What a lane of `storeTo` needs of its boundary. */
export interface Committing<S> {
  readonly clock: Clock;
  /** Milliseconds between two tries where the store is full; undefined where that ends the run. */
  readonly retryEvery: number | undefined;
  readonly below: { readonly closed: boolean };
  recordOf(input: S): ChunkRecord;
  append(record: ChunkRecord): ReturnType<RunWriter['append']> | undefined;
  stored(record: ChunkRecord, ms: number): void;
  /** It waits for room since so many ms. */
  full(reason: StoreWriteError, waited: number): void;
  abort(error: unknown): void;
  settle(lane: Lane<S>, result: S): void;
}

/** Writes one record at a time; again, where there was no room for it. */
export class CommitLane<S extends Storable> extends Lane<S> {
  input: S | undefined;
  private readonly _boundary: Committing<S>;
  private _startedAt = 0;
  private _fullSince: number | undefined;
  private _retry: Subscription | undefined;

  constructor(boundary: Committing<S>) {
    super();
    this._boundary = boundary;
  }

  override begin(input: S): void {
    this.input = input;
    this._startedAt = this._boundary.clock();
    this._fullSince = undefined;
    this._write(input);
  }

  override get position(): number | undefined {
    return this.input && positionOf(this.input);
  }

  /** A write that is under way cannot be taken back. */
  override cancel(): void {
    this.input = undefined;
    this._retry?.unsubscribe();
  }

  /** A record is taken once: asked again, what it holds would seem to be stored already. */
  private _write(input: S, taken?: ChunkRecord): void {
    const boundary = this._boundary;
    let record: ChunkRecord;
    whenDone(
      () => boundary.append((record = taken ?? boundary.recordOf(input))),
      (answer: unknown) => {
        // Of a writer that answers with anything else, such as what its driver gave it, too.
        const unstorable = answer instanceof Map && answer.size > 0;
        this._written(record, unstorable ? withUnstorable(input, answer) : input);
      },
      (error) => {
        const { retryEvery } = boundary;
        if (retryEvery !== undefined && error instanceof StoreWriteError && error.full) {
          this._wait(input, record, error, retryEvery);
        } else boundary.abort(error);
      },
    );
  }

  private _written(record: ChunkRecord, input: S): void {
    const boundary = this._boundary;
    if (boundary.below.closed) return;
    boundary.stored(record, boundary.clock() - this._startedAt);
    this.input = undefined;
    boundary.settle(this, input);
  }

  private _wait(input: S, record: ChunkRecord, reason: StoreWriteError, retryEvery: number): void {
    const boundary = this._boundary;
    if (boundary.below.closed) return;
    const now = boundary.clock();
    this._fullSince ??= now;
    // Before it is told: whoever hears of it may end the run.
    this._retry = asyncScheduler.schedule(() => {
      this._write(input, record);
    }, retryEvery);
    boundary.full(reason, now - this._fullSince);
  }
}
