import { RangeSet } from '../core/range-set.js';
import type { EndState, OpenRun, ResultStore, RunWriter } from '../store/result-store.js';
import type { Cleaning } from './cleaning.js';

export interface StoreHooks {
  /** The run is open, with so many outcomes stored that stay as they are. */
  opened(kept: number): void;
  /** All results are stored, and the run is not yet marked as completed; if it fails, it never is. */
  completing(): Promise<void>;
  /** Whether a record is to be stored before the next one comes, whatever the store could do at once. */
  readonly oneByOne: boolean;
  /** What removes runs that are not to be kept, while this one is open. */
  readonly cleaning?: Cleaning | undefined;
}

/** A store whose openings and closings can be waited for, since unsubscribing waits for neither. */
export class WatchedStore {
  readonly #store: ResultStore;
  readonly #hooks: StoreHooks;
  readonly #pending = new Set<PromiseLike<unknown>>();

  constructor(store: ResultStore, hooks: StoreHooks) {
    this.#store = store;
    this.#hooks = hooks;
  }

  /** The store for `storeTo`. */
  get store(): ResultStore {
    const store = this.#store;
    return {
      open: (run) => this.#wait(this.#open(run)),
      runs: () => store.runs(),
      results: (runId) => store.results(runId),
      failures: (runId) => store.failures(runId),
      aggregate: (runId, fold, seed) => store.aggregate(runId, fold, seed),
      delete: (runId) => store.delete(runId),
    };
  }

  /**
   * Resolves when nothing is being opened or closed; asked by whoever hears of an error, that includes
   * the closing that the error brings about, which follows in the same call.
   */
  async idle(): Promise<void> {
    do await Promise.allSettled([...this.#pending]);
    while (this.#pending.size > 0);
  }

  async #open(run: OpenRun): Promise<RunWriter> {
    const writer = await this.#store.open(run);
    const { info, done, failed, mark } = writer;
    const { cleaning } = this.#hooks;
    // Before the first record, which may need the room.
    await cleaning?.clean();
    this.#hooks.opened(info.items - new RangeSet(failed).size);
    return {
      info,
      done,
      failed,
      mark,
      concurrency: this.#hooks.oneByOne ? 1 : (writer.concurrency ?? 1),
      isDone: (keys) => writer.isDone(keys),
      append: (record) => cleaning?.append(writer, record) ?? writer.append(record),
      close: (state) => this.#wait(this.#close(writer, state)),
    };
  }

  async #close(writer: RunWriter, state: EndState): Promise<void> {
    let closeAs: EndState = 'open';
    try {
      if (state === 'completed') await this.#hooks.completing();
      closeAs = state;
    } finally {
      await this.#hooks.cleaning?.end();
      await writer.close(closeAs);
    }
  }

  #wait<R>(step: Promise<R>): Promise<R> {
    this.#pending.add(step);
    const over = () => {
      this.#pending.delete(step);
    };
    step.then(over, over);
    return step;
  }
}
