import { StoreWriteError } from '../../core/store-write-error.js';

/** What a page may store, and has stored. */
export interface Estimate {
  readonly quota?: number | undefined;
  readonly usage?: number | undefined;
}

/** How many bytes may be written before it is asked again; it is too slow to be asked each time. */
const TRUST = 16 * 1024 * 1024;

/**
 * Refuses what will not fit, before it is handed to the platform. It asks beside the writes, so none
 * waits for it; what it does not know of, the platform refuses.
 */
export class Room {
  readonly #database: string;
  readonly #estimate: (() => Promise<Estimate>) | undefined;
  #free = Infinity;
  /** Bytes that may be written before it asks again. */
  #trust = 0;
  #asked = false;

  constructor(database: string, estimate = platformEstimate()) {
    this.#database = database;
    this.#estimate = estimate;
  }

  /** Takes the room for so many bytes. Fails where there is not enough; asked again, it looks anew. */
  take(bytes: number): void {
    const fits = bytes <= this.#free;
    this.#trust -= bytes;
    if (!fits || this.#trust < 0) void this.#ask();
    if (!fits) {
      const cause = new Error(`${this.#free} of ${bytes} bytes are free`);
      throw new StoreWriteError(`the database "${this.#database}"`, 'QuotaExceededError', cause);
    }
    this.#free -= bytes;
  }

  async #ask(): Promise<void> {
    if (this.#asked || this.#estimate === undefined) return;
    this.#asked = true;
    try {
      const { quota, usage } = await this.#estimate();
      this.#free = quota === undefined || usage === undefined ? Infinity : quota - usage;
      this.#trust = Math.min(TRUST, this.#free / 4);
    } catch {
      this.#free = Infinity;
      this.#trust = TRUST;
    } finally {
      this.#asked = false;
    }
  }
}

function platformEstimate(): (() => Promise<Estimate>) | undefined {
  const { navigator } = globalThis as { navigator?: { storage?: Partial<StorageManager> } };
  const storage = navigator?.storage;
  return storage?.estimate?.bind(storage);
}
