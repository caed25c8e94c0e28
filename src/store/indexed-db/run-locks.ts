import type { SchedulerLike, Subscription } from 'rxjs';
import { wallClock } from '../../core/clock.js';
import type { RunRow } from '../records/run-database.js';

type Holder = NonNullable<RunRow['holder']>;

/** What a run is told apart by, once it is open: the page that has it, and which opening that is. */
interface Opening {
  readonly page: string;
  readonly opening: number;
}

export interface RunLocksOptions {
  readonly database: string;
  readonly locks: LockManager | undefined;
  readonly scheduler: SchedulerLike;
  /** Writes into the row of a run that it is still held, where it is by that page. */
  readonly beat: (runId: string, page: string, at: number) => Promise<void>;
}

/** Milliseconds from one sign of life to the next, where there are no Web Locks. */
const BEAT = 10_000;
/** A page in the background has its timers run once a minute at best. */
const SILENCE = 120_000;

/**
 * Who writes a run, in all pages and workers of an origin. Web Locks tell, which end with their page;
 * where there are none (old browsers, pages without https), the holder leaves a sign of life in the
 * row of the run, and is taken for dead when there was none for two minutes.
 */
export class RunLocks {
  readonly #options: RunLocksOptions;
  readonly #page = crypto.getRandomValues(new Uint32Array(4)).join('-');
  #openings = 0;
  /** The locks that are held here, and by which opening; null while the run is being opened. */
  readonly #held = new Map<string, number | null>();
  /** The locks that anybody held when that was last asked. */
  #living: ReadonlySet<string> = new Set();

  constructor(options: RunLocksOptions) {
    this.#options = options;
  }

  readonly self = () => ({
    pid: (globalThis as { process?: { pid?: number } }).process?.pid ?? 0,
    host: (globalThis as { location?: { host?: string } }).location?.host ?? '',
    since: wallClock(),
    page: this.#page,
    opening: this.#openings++,
  });

  /** How it stands in the row of a run. */
  stamped(runId: string, holder: Holder): Holder {
    const { locks } = this.#options;
    if (locks === undefined) return { ...holder, beat: wallClock() };
    const lock = this.#nameOf(runId);
    if (this.#held.has(lock)) this.#held.set(lock, openingOf(holder).opening);
    return { ...holder, lock };
  }

  isAlive(holder: Holder): boolean {
    const { beat, lock } = holder as { beat?: unknown; lock?: unknown };
    if (typeof beat === 'number') return wallClock() - beat < SILENCE;
    if (typeof lock !== 'string') return false;
    const { page, opening } = openingOf(holder);
    if (!this.#held.has(lock)) return this.#living.has(lock);
    // The lock is here: who had it before is gone.
    return page === this.#page && opening === this.#held.get(lock);
  }

  /** Asks which locks are held, so that `isAlive` knows. */
  async look(): Promise<void> {
    await Promise.all(releasing.values());
    const snapshot = await this.#options.locks?.query();
    this.#living = new Set((snapshot?.held ?? []).map(({ name = '' }) => name));
  }

  async lock(runId: string): Promise<(() => void) | undefined> {
    const { locks } = this.#options;
    if (locks === undefined) return this.#beating(runId);
    const name = this.#nameOf(runId);
    const release = await take(locks, name);
    if (release === undefined) return undefined;
    this.#held.set(name, null);
    return () => {
      this.#held.delete(name);
      release();
    };
  }

  /** Whether the lock of that run is held here. */
  holds(runId: string): boolean {
    return this.#held.has(this.#nameOf(runId));
  }

  #nameOf(runId: string): string {
    return `sluice:${this.#options.database}:${runId}`;
  }

  #beating(runId: string): () => void {
    const { scheduler, beat } = this.#options;
    let timer: Subscription | undefined;
    let isReleased = false;
    const next = () => {
      if (isReleased) return;
      timer = scheduler.schedule(() => {
        // Where it fails, the next write of a record will tell.
        beat(runId, this.#page, wallClock()).then(next, next);
      }, BEAT);
    };
    next();
    return () => {
      isReleased = true;
      timer?.unsubscribe();
    };
  }
}

export function openingOf(holder: RunRow['holder']): Opening {
  const { page = '', opening = -1 } = (holder ?? {}) as Partial<Opening>;
  return { page, opening };
}

/** What this page has given back, and the platform has not let go of yet. */
const releasing = new Map<string, Promise<unknown>>();

/** Undefined where somebody else has it. Held until the answer is called, or the page is gone. */
async function take(locks: LockManager, name: string): Promise<(() => void) | undefined> {
  await releasing.get(name);
  return new Promise((resolve, reject) => {
    const ended = locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(undefined);
          return undefined;
        }
        return new Promise<void>((release) => {
          resolve(() => {
            releasing.set(name, ended);
            release();
          });
        });
      })
      .catch(reject)
      .finally(() => releasing.delete(name));
  });
}
