import type { Observable, Subscriber } from 'rxjs';
import { isChunkResult } from '../core/chunk-result.js';
import { invalidType } from '../core/option-error.js';
import type { FailedOutcome, FulfilledOutcome, Outcome } from '../core/outcome.js';
import { Boundary } from '../flow/boundary.js';
import type { SourceEnd } from '../flow/boundary-settings.js';
import { gateOfBoundary, type FlowOption } from '../flow/create-flow.js';
import { Lane } from '../flow/lane.js';
import { isStorable, positionOf, sizeOf, type Storable } from '../store/storable.js';
import { whenDone } from '../store/when-done.js';
import { outcomesOf } from '../work/outcomes-of.js';
import type { Sink } from './sink.js';

export interface WriteSettings extends FlowOption {
  readonly sink: Sink<unknown>;
  readonly failed: Sink<FailedOutcome<unknown>> | undefined;
  readonly row: ((outcome: FulfilledOutcome<unknown, unknown>) => unknown) | undefined;
  readonly prefetch: number;
}

/** The boundary behind `writeTo`: one lane, in which the rows of one result at a time are written. */
export class Writes<S extends Storable> extends Boundary<S, S> {
  private readonly _settings: WriteSettings;
  private readonly _controller = new AbortController();
  private _isWriting = false;
  private _isClosed = false;

  constructor(below: Subscriber<S>, settings: WriteSettings) {
    super(below, {
      operator: 'writeTo',
      kind: 'store',
      gate: gateOfBoundary(below, settings),
      concurrency: 1,
      prefetch: settings.prefetch,
      ordered: true,
      unasked: 1000,
    });
    this._settings = settings;
  }

  override connect(source: Observable<S>): void {
    super.connect(source);
    this.below.add(() => {
      this._controller.abort();
      if (!this._isWriting) this._closeAfterwards();
    });
  }

  override arrive(input: S): void {
    if (isStorable(input)) super.arrive(input);
    else {
      const expected = 'results of chunks, or chunks of outcomes with positions';
      this.below.error(invalidType('writeTo', 'source', expected, input));
    }
  }

  protected override makeLane(): Lane<S> {
    return new WriteLane<S>(this);
  }

  protected override itemsOf(input: S): number {
    return sizeOf(input);
  }

  protected override itemsOfResult(result: S): number {
    return sizeOf(result);
  }

  protected override itemsIn(lane: Lane<S>): number {
    const { input } = lane as WriteLane<S>;
    return input === undefined ? 0 : sizeOf(input);
  }

  /** The sink is closed before the end is told: whoever reads what it wrote then finds all of it. */
  protected override conclude({ tell }: SourceEnd): void {
    this._close(tell, (error) => {
      if (this.below.closed) this.gate.announce({ type: 'closeFailed', reason: error });
      else this.abort(error);
    });
  }

  /** Tells when the rows of a result are written, unless nobody wants to know any more. */
  write(input: S, written: () => void): void {
    const { sink, failed } = this._settings;
    const end = (then: () => void) => {
      this._isWriting = false;
      if (this.below.closed) this._closeAfterwards();
      else then();
    };
    const fail = (error: unknown) => {
      end(() => {
        this.abort(error);
      });
    };
    this._isWriting = true;
    const { rows, failures } = this._rowsOf(input, fail) ?? {};
    if (rows === undefined || failures === undefined) return;
    this._put(
      sink,
      rows,
      () => {
        const done = () => {
          end(written);
        };
        if (failed === undefined) done();
        else this._put(failed, failures, done, fail);
      },
      fail,
    );
  }

  private _put<T>(
    sink: Sink<T>,
    rows: readonly T[],
    done: () => void,
    fail: (error: unknown) => void,
  ): void {
    if (rows.length === 0) done();
    else whenDone(() => sink.write(rows, { signal: this._controller.signal }), done, fail);
  }

  private _rowsOf(input: S, fail: (error: unknown) => void) {
    const rows: unknown[] = [];
    const failures: FailedOutcome<unknown>[] = [];
    const { row } = this._settings;
    const outcomes: Iterable<Outcome<unknown, unknown>> = isChunkResult(input)
      ? outcomesOf(input)
      : input.items;
    try {
      for (const outcome of outcomes) {
        if (outcome.status !== 'fulfilled') failures.push(outcome);
        else rows.push(row === undefined ? outcome.value : row(outcome));
      }
    } catch (error) {
      fail(error);
      return undefined;
    }
    return { rows, failures };
  }

  private _closeAfterwards(): void {
    this._close(
      () => undefined,
      (reason) => {
        this.gate.announce({ type: 'closeFailed', reason });
      },
    );
  }

  /** Both, also where the first cannot be closed. */
  private _close(done: () => void, failed: (error: unknown) => void): void {
    if (this._isClosed) return;
    this._isClosed = true;
    const { sink, failed: other } = this._settings;
    const closeOther = (then: () => void) => {
      whenDone(() => other?.close?.(), then, failed);
    };
    whenDone(
      () => sink.close?.(),
      () => {
        closeOther(done);
      },
      (error) => {
        closeOther(() => {
          failed(error);
        });
      },
    );
  }
}

class WriteLane<S extends Storable> extends Lane<S> {
  input: S | undefined;
  private readonly _boundary: Writes<S>;

  constructor(boundary: Writes<S>) {
    super();
    this._boundary = boundary;
  }

  override begin(input: S): void {
    this.input = input;
    this._boundary.write(input, () => {
      this.input = undefined;
      this._boundary.settle(this, input);
    });
  }

  override get position(): number | undefined {
    return this.input && positionOf(this.input);
  }

  /** A write that is under way is told by its signal. */
  override cancel(): void {
    this.input = undefined;
  }
}
