import { asyncScheduler, type Observable, type Subscriber } from 'rxjs';
import { clockOf } from '../core/clock.js';
import { incompatibleOptions, invalidType } from '../core/option-error.js';
import { SourceChangedError } from '../core/source-changed-error.js';
import type { StoreWriteError } from '../core/store-write-error.js';
import { UnexpectedResultError } from '../core/unexpected-result-error.js';
import { Boundary } from '../flow/boundary.js';
import type { SourceEnd } from '../flow/boundary-settings.js';
import { gateOfBoundary, type FlowOption } from '../flow/create-flow.js';
import { STARTING } from '../flow/gate.js';
import type { Lane } from '../flow/lane.js';
import { Resume } from '../flow/resume.js';
import { CommitLane, type Committing } from './commit-lane.js';
import { HeldRun } from './held-run.js';
import { Keys } from './keys.js';
import type { ChunkRecord, ResultStore, RunWriter } from './result-store.js';
import { isStorable, itemsOf, recordOf, sizeOf, type Storable } from './storable.js';

export interface CommitSettings extends FlowOption {
  readonly runId: string;
  readonly prefetch: number;
  readonly resume: boolean | 'force';
  readonly retryFailed: boolean;
  /** Tells items apart, where their arrival number does not. */
  readonly key: ((item: unknown) => string) | undefined;
  /** Milliseconds between two tries where the store is full; undefined where that ends the run. */
  readonly retryEvery: number | undefined;
}

/** The boundary behind `storeTo`: one lane, in which one record at a time is written. */
export class Commits<S extends Storable> extends Boundary<S, S> implements Committing<S> {
  readonly clock = clockOf(asyncScheduler);
  readonly retryEvery: number | undefined;
  private readonly _run: HeldRun;
  private readonly _settings: CommitSettings;
  private readonly _keys: Keys | undefined;
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
    const { runId, resume, retryFailed, key } = settings;
    const identity = key === undefined ? 'position' : 'key';
    this._run = new HeldRun(store, { runId, resume, retryFailed, fingerprint: { identity } });
    this._settings = settings;
    this.retryEvery = settings.retryEvery;
    this._keys = key && new Keys(key);
    const keys = this._keys;
    this._resume = new Resume(
      this._keys && ((items) => this._areDone(items)),
      this.gate.resumeBelow(),
    );
    this._resume.run = { runId, keyOf: keys && ((item) => keys.of([item])[0] as string) };
  }

  override connect(source: Observable<S>): void {
    const other = this.gate.resumeBelow();
    if (other !== undefined && (this._keys ?? other.isDone) !== undefined) {
      // Nobody could tell which items both of them have.
      const rule = '"key" does not go with a second storeTo in the same pipe; copy from the store';
      this.abort(incompatibleOptions('storeTo', rule));
      this.gate.dispose();
      return;
    }
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
      this._leave();
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
    const { isShort, arrived, end } = this._resume;
    if (completed && isShort) {
      this.abort(new SourceChangedError(arrived ?? 0, end));
      return;
    }
    const state = completed && !this._resume.drained ? 'completed' : 'open';
    this._run.close(state, tell, (error) => {
      if (this.below.closed) this._announceFailure(error);
      else this.abort(error);
    });
  }

  private _open(): void {
    this._run.open(
      (writer) => {
        this._begin(writer);
      },
      (error) => {
        this.abort(error);
      },
    );
  }

  private _begin(writer: RunWriter): void {
    if (this.below.closed) {
      this._leave();
      return;
    }
    const { done, mark, failed } = writer;
    if (this._settings.retryFailed && failed === undefined) {
      // It would leave them out, and nobody would know.
      this._leave();
      const rule = '"retryFailed" needs a store that can replace outcomes; this one cannot';
      this.abort(incompatibleOptions('storeTo', rule));
      return;
    }
    this._resume.found(done, mark, failed);
    if (this.gate.isObserved) {
      const { runId } = this._settings;
      this.gate.announce({ type: 'opened', runId, items: writer.info.items });
    }
    this.tree.turn(() => {
      this.gate.release(STARTING);
      this.setConcurrency(writer.concurrency ?? 1);
    });
  }

  private _leave(): void {
    this._run.leave((reason) => {
      this._announceFailure(reason);
    });
  }

  append(record: ChunkRecord): ReturnType<RunWriter['append']> | undefined {
    return this._run.writer?.append(record);
  }

  /** What is written of a result, with the checkpoint as it is once this is written. */
  recordOf(input: S): ChunkRecord {
    const record = recordOf(input);
    const keys = this._keys?.of(itemsOf(input));
    const taken = keys === undefined ? this._resume.take(record.ranges) : this._keys?.take(keys);
    if (taken !== undefined) throw new UnexpectedResultError(this._settings.runId, taken);
    // By name: a spread costs as much as all the rest.
    const { ranges, values, failures } = record;
    const mark = this._resume.markWith(ranges);
    if (keys === undefined) return { ranges, values, failures, mark };
    return { ranges, values, failures, mark, keys };
  }

  stored({ ranges, keys, values }: ChunkRecord, ms: number): void {
    this._resume.stored(ranges);
    if (keys !== undefined) this._keys?.stored(keys);
    if (!this.gate.isObserved) return;
    const { runId } = this._settings;
    const position = ranges[0]?.[0];
    this.gate.announce({ type: 'stored', runId, size: values.length, position, ms });
  }

  full(reason: StoreWriteError, waited: number): void {
    const { runId } = this._settings;
    this.gate.announce({ type: 'storeFull', runId, reason, waited });
  }

  private _areDone(items: readonly unknown[]) {
    const isDone = (keys: readonly string[]) =>
      this._run.writer?.isDone(keys) ?? keys.map(() => false);
    return this._keys?.ask(items, isDone) ?? [];
  }

  private _announceFailure(reason: unknown): void {
    this.gate.announce({ type: 'closeFailed', reason });
  }
}
