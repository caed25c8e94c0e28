import { StoreWriteError } from '../core/store-write-error.js';
import type { FlowEvent } from '../flow/events.js';
import { cleanUp } from '../store/clean-up.js';
import type { Retention } from '../store/expired-runs.js';
import type { ChunkRecord, ResultStore, RunWriter, Unstorable } from '../store/result-store.js';
import type { RunPlan } from './batch-options.js';

type StoredPlan = Pick<RunPlan<unknown>, 'store' | 'retention' | 'cleanupInterval'>;

interface Teller {
  tell(event: FlowEvent): void;
}

/** Nothing where no runs are to be removed. */
export function cleaningOf(plan: StoredPlan, teller: Teller): Cleaning | undefined {
  const { store, retention, cleanupInterval = Infinity } = plan;
  if (store === undefined || retention === undefined) return undefined;
  return new Cleaning(store, retention, cleanupInterval, teller);
}

/** Applies retention to the store of a run, while it holds its own run; what fails there fails no run. */
export class Cleaning {
  readonly #store: ResultStore;
  readonly #retention: Retention;
  readonly #interval: number;
  readonly #teller: Teller;
  #chunks = 0;
  #full = false;
  #over = false;
  #running: Promise<void> | undefined;

  constructor(store: ResultStore, retention: Retention, interval: number, teller: Teller) {
    this.#store = store;
    this.#retention = retention;
    this.#interval = interval;
    this.#teller = teller;
  }

  /** Never rejects. */
  async clean(): Promise<void> {
    if (this.#over) return;
    this.#running ??= this.#clean();
    await this.#running;
  }

  /** Appends; before that it makes room, where the last try found none. */
  async append(writer: RunWriter, record: ChunkRecord): Promise<Unstorable | undefined> {
    if (this.#full) await this.clean();
    try {
      const answer = (await writer.append(record)) as Unstorable | undefined;
      this.#full = false;
      this.#chunks++;
      if (this.#chunks % this.#interval === 0) void this.clean();
      return answer;
    } catch (error) {
      this.#full = error instanceof StoreWriteError && error.full;
      throw error;
    }
  }

  /** When it has, the run may be given back: until then it is locked, and cannot be removed itself. */
  async end(): Promise<void> {
    this.#over = true;
    await this.#running;
  }

  async #clean(): Promise<void> {
    let event: FlowEvent;
    try {
      const { removed, failed } = await cleanUp(this.#store, this.#retention);
      event = {
        type: 'cleanedUp',
        removed: removed.map(({ runId }) => runId),
        failed: failed.map(({ run, reason }) => ({ runId: run.runId, reason })),
      };
    } catch (reason) {
      event = { type: 'cleanedUp', removed: [], failed: [{ runId: undefined, reason }] };
    }
    this.#running = undefined;
    if (event.removed.length + event.failed.length > 0) this.#teller.tell(event);
  }
}
