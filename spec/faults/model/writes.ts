import type { ChunkRecord } from '../../../src/store/result-store.js';
import type { Entry } from './entry.js';
import type { Verdict } from './verdict.js';

/** A start of the run, as its writer was opened. */
interface Start {
  readonly no: number;
  readonly retryFailed: boolean;
}

/** I2: whose a write is, since it may become durable when its start is over and the next has begun. */
export class Writes {
  #now: Start = { no: 0, retryFailed: false };
  readonly #starts = new Map<ChunkRecord, Start>();
  readonly #problem: (text: string) => void;

  constructor(problem: (text: string) => void) {
    this.#problem = problem;
  }

  begin(retryFailed: boolean): void {
    this.#now = { no: this.#now.no + 1, retryFailed };
  }

  appending(record: ChunkRecord): void {
    this.#starts.set(record, this.#now);
  }

  /** An item of a record is durable, and says this. */
  committed(id: number, entry: Entry, record: ChunkRecord, written: Verdict): void {
    const start = this.#starts.get(record);
    if (start === undefined) {
      this.#problem(`I1: ${id} was stored, and nobody wrote it`);
      return;
    }
    const isLate = start !== this.#now;
    const { state, stored, storedBy } = entry;
    const mayReplace = start.retryFailed && stored?.status === 'rejected' && storedBy < start.no;
    if (stored !== undefined && !mayReplace) this.#problem(`I2: ${id} was stored twice`);
    // Nobody opens the run before all is written that was on its way.
    if (isLate && (state === 'running' || state === 'answered')) {
      this.#problem(`I12: ${id} is ${state}, and an earlier start has stored it`);
    }
    entry.verdict = entry.stored = written;
    entry.storedBy = start.no;
    if (written.status === 'fulfilled') entry.state = 'stored';
    else entry.state = isLate && this.#now.retryFailed ? 'pending' : 'failed';
  }
}
