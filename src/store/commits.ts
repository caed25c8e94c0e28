import type { Observable, Subscriber } from 'rxjs';
import { invalidType } from '../core/option-error.js';
import { checkValue, having } from '../core/options.js';
import { RangeSet } from '../core/range-set.js';
import { Boundary } from '../flow/boundary.js';
import type { SourceEnd } from '../flow/boundary-settings.js';
import { gateOfBoundary, type FlowOption } from '../flow/create-flow.js';
import { STARTING } from '../flow/gate.js';
import { Lane } from '../flow/lane.js';
import { Resume } from '../flow/resume.js';
import type { ChunkRecord, ResultStore, RunWriter } from './result-store.js';
import {
  isStorable,
  itemsOf,
  recordOf,
  sizeOf,
  withUnstorable,
  type Storable,
} from './storable.js';
import { whenDone } from './when-done.js';

export interface CommitSettings extends FlowOption {
  readonly runId: string;
  readonly prefetch: number;
  readonly resume: boolean | 'force';
  /** Tells items apart, where their arrival number does not. */
  readonly key: ((item: unknown) => string) | undefined;
}

const writerRule = having('a RunWriter', 'append', 'close', 'isDone');

/** The boundary behind `storeTo`: one lane, in which one record at a time is written. */
export class Commits<S extends Storable> extends Boundary<S, S> {
  writer: RunWriter | undefined;
  private readonly _store: ResultStore;
  private readonly _settings: CommitSettings;
  private readonly _resume: Resume;

  constructor(below: Subscriber<S>, store: ResultStore, settings: CommitSettings) {
    super(below, {
      operator: 'storeTo',
      kind: 'store',
      gate: gateOfBoundary(below, settings),
      concurrency: 1,
      prefetch: settings.prefetch,
      ordered: true,
      unasked: 1000,
    });
    this._store = store;
    this._settings = settings;
    const { key } = settings;
    this._resume = new Resume(key && ((items) => this._areDone(items.map(key))));
  }

  override connect(source: Observable<S>): void {
    // From before the source is subscribed: it must not be read before the store is known to open.
    this.gate.close(STARTING);
    this.gate.resume = this._resume;
    this._open();
    if (this.below.closed) {
      this.gate.dispose();
      return;
    }
    super.connect(source);
    this.below.add(() => {
      this._giveBack();
    });
  }

  override arrive(input: S): void {
    if (isStorable(input)) super.arrive(input);
    else {
      const expected = 'results of chunks, or chunks of outcomes with positions';
      this.below.error(invalidType('storeTo', 'source', expected, input));
    }
  }

  protected override makeLane(): Lane<S> {
    return new CommitLane<S>(this);
  }

  protected override itemsOf(input: S): number {
    return sizeOf(input);
  }

  protected override itemsOfResult(result: S): number {
    return sizeOf(result);
  }

  protected override itemsIn(lane: Lane<S>): number {
    const { input } = lane as CommitLane<S>;
    return input === undefined ? 0 : sizeOf(input);
  }

  /** The run is closed before the end is told: whoever reads the store then finds all of it. */
  protected override conclude({ completed, tell }: SourceEnd): void {
    const { writer } = this;
    this.writer = undefined;
    whenDone(
      () => writer?.close(completed && !this._resume.drained ? 'completed' : 'open'),
      tell,
      (error) => {
        if (this.below.closed) this._announceFailure(error);
        else this.abort(error);
      },
    );
  }

  private _open(): void {
    const { runId, resume, key } = this._settings;
    const identity = key === undefined ? 'position' : 'key';
    whenDone(
      () => this._store.open({ runId, resume, fingerprint: { identity } }),
      (writer) => {
        this._begin(writer);
      },
      (error) => {
        this.abort(error);
      },
    );
  }

  private _begin(writer: RunWriter): void {
    try {
      checkValue('storeTo', 'open()', writer, writerRule);
    } catch (error) {
      this.abort(error);
      return;
    }
    this.writer = writer;
    this._resume.done = new RangeSet(writer.done);
    this._resume.mark = writer.mark;
    if (this.below.closed) {
      this._giveBack();
      return;
    }
    this.tree.turn(() => {
      this.gate.release(STARTING);
      this.setConcurrency(writer.concurrency ?? 1);
    });
  }

  private _giveBack(): void {
    const { writer } = this;
    this.writer = undefined;
    whenDone(
      () => writer?.close('open'),
      () => undefined,
      (reason) => {
        this._announceFailure(reason);
      },
    );
  }

  /** What is written of a result, with the checkpoint as it is once this is written. */
  recordOf(input: S): ChunkRecord {
    const { key } = this._settings;
    const record = recordOf(input);
    for (const range of record.ranges) this._resume.done.add(range);
    const mark = this._resume.markAt(this._resume.done.watermark);
    return { ...record, ...(key && { keys: itemsOf(input).map(key) }), mark };
  }

  private _areDone(keys: readonly string[]): readonly boolean[] | PromiseLike<readonly boolean[]> {
    return this.writer?.isDone(keys) ?? keys.map(() => false);
  }

  private _announceFailure(reason: unknown): void {
    this.gate.announce({ type: 'closeFailed', reason });
  }
}

class CommitLane<S extends Storable> extends Lane<S> {
  input: S | undefined;
  private readonly _boundary: Commits<S>;

  constructor(boundary: Commits<S>) {
    super();
    this._boundary = boundary;
  }

  override begin(input: S): void {
    const boundary = this._boundary;
    this.input = input;
    whenDone(
      () => boundary.writer?.append(boundary.recordOf(input)),
      (answer: unknown) => {
        // Of a writer that answers with anything else, such as what its driver gave it, too.
        const unstorable = answer instanceof Map && answer.size > 0;
        this._written(unstorable ? withUnstorable(input, answer) : input);
      },
      (error) => {
        boundary.abort(error);
      },
    );
  }

  /** A write that is under way cannot be taken back. */
  override cancel(): void {
    this.input = undefined;
  }

  private _written(input: S): void {
    const boundary = this._boundary;
    if (boundary.below.closed) return;
    this.input = undefined;
    boundary.settle(this, input);
  }
}
