import { memoryStore } from '../../../src/store/memory-store.js';
import type {
  ChunkRecord,
  OpenRun,
  ResultStore,
  RunWriter,
  StoredOutcome,
} from '../../../src/store/result-store.js';
import type { Storable } from '../../../src/store/storable.js';
import { clockAt, tick } from './clocks.js';
import type { StagePlan } from './plan.js';
import type { BranchProbe, Probe } from './probe.js';

/** What a store that is made to fail fails with. */
export const STORE_FAILED = new Error('the store failed');

type StorePlan = Extract<StagePlan, { readonly kind: 'store' }>;

/** A memory store that takes its time, and watches how it is used. */
export class StoreProbe implements ResultStore {
  opened = 0;
  closed = 0;
  writing = 0;
  written = 0;
  #accepted = 0;
  #emitted = 0;
  readonly #store = memoryStore();
  readonly #durable = new WeakSet();

  constructor(
    readonly plan: StorePlan,
    readonly probe: Probe,
    readonly branch: BranchProbe,
  ) {}

  open(run: OpenRun): RunWriter | Promise<RunWriter> {
    const { branch, plan } = this;
    this.opened++;
    const writer = this.#watch(this.#store.open(run) as RunWriter);
    const opening = tick(clockAt(plan.pace, -1));
    if (opening === undefined) return writer;
    branch.opening++;
    return opening.then(() => {
      branch.opening--;
      return writer;
    });
  }

  results(runId: string) {
    return this.#store.results(runId);
  }

  readonly runs: ResultStore['runs'] = () => this.#store.runs();
  readonly failures: ResultStore['failures'] = (runId) => this.#store.failures(runId);
  readonly aggregate: ResultStore['aggregate'] = (runId, fold, seed) =>
    this.#store.aggregate(runId, fold, seed);
  readonly delete: ResultStore['delete'] = (runId) => this.#store.delete(runId);

  /** Everything that is stored. */
  read(): StoredOutcome[] {
    if (this.opened === 0) return [];
    const results = this.results('fuzz');
    const signal = new AbortController().signal;
    const outcomes: StoredOutcome[] = [];
    let page: unknown;
    while ((page = results.pull(100, signal)) !== null) outcomes.push(...(page as StoredOutcome[]));
    return outcomes;
  }

  /**
   * It holds no more than may wait, and what the lanes above were running when it was full. Where these
   * keep order, all that they kept may come at once.
   */
  accept(above: StagePlan | undefined): void {
    const held = ++this.#accepted - this.#emitted;
    if (above === undefined || !('concurrency' in above) || above.ordered) return;
    const most = 1 + this.plan.prefetch + above.concurrency;
    if (held > most) this.probe.problem(`a store held more than ${most}`);
  }

  /** What comes out of `storeTo` has to be in the store. */
  expectDurable<S extends Storable>(result: S): S {
    const { ranges } = 'chunk' in result ? result.chunk : result;
    this.#emitted++;
    if (!this.#durable.has(ranges)) this.probe.problem('emitted before it was stored');
    return result;
  }

  #watch(writer: RunWriter): RunWriter {
    return {
      ...writer,
      append: (record) => {
        this.probe.begin('a write was begun');
        if (this.closed > 0) this.probe.problem('written after close');
        if (++this.writing > 1) this.probe.problem('two writes at once');
        const waiting = tick(clockAt(this.plan.pace, this.written));
        if (waiting === undefined) this.#append(writer, record);
        return waiting?.then(() => this.#append(writer, record));
      },
      close: () => {
        this.closed++;
        return tick(clockAt(this.plan.pace, -2));
      },
    };
  }

  #append(writer: RunWriter, record: ChunkRecord): void {
    this.probe.activity++;
    this.writing--;
    if (this.written++ === this.plan.failsAt) throw STORE_FAILED;
    void writer.append(record);
    this.#durable.add(record.ranges);
  }
}
