import type { SchedulerLike } from 'rxjs';
import { StoreBlockedError } from '../../core/store-blocked-error.js';
import { isPassing, namedError } from './platform-error.js';
import { transact, type Body } from './transact.js';

/** Opens the database, with the object store in it. Calls `blocked` while somebody keeps it from that. */
export type OpenDatabase = (blocked: () => void) => Promise<IDBDatabase>;

export interface ConnectionOptions {
  readonly name: string;
  readonly open: OpenDatabase;
  readonly durability: IDBTransactionDurability;
  /** Milliseconds within which opening, and each transaction, has to end. */
  readonly limit: number;
  readonly scheduler: SchedulerLike;
}

/** A page that has been asked to let go does so soon, or not at all. */
const BLOCKED_LIMIT = 5000;
const MOST_REOPENS = 3;

/**
 * The connection to a database: opened when it is needed, given up when somebody else wants to change
 * or remove the database, and opened anew when it is needed again, or has died.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #opened: Promise<IDBDatabase> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * Runs a transaction; from its start on a new connection where the platform has failed it. So it has
   * to be such that nothing is different when it runs twice.
   */
  async run<T>(mode: IDBTransactionMode, body: Body<T>): Promise<T> {
    const { name, durability, limit, scheduler } = this.#options;
    for (let reopens = 0; ; reopens++) {
      const opened = (this.#opened ??= this.#open());
      let timedOut = false;
      const late = () => {
        timedOut = true;
        return new StoreBlockedError(name, 'end a transaction', limit);
      };
      try {
        const db = await opened;
        return await transact(db, { mode, durability, limit, scheduler, late }, body);
      } catch (error) {
        const passing = timedOut || isPassing(error);
        if (passing) this.#drop(opened);
        if (!passing || reopens === MOST_REOPENS) throw namedError(name, mode, error);
      }
    }
  }

  close(): void {
    if (this.#opened !== undefined) this.#drop(this.#opened);
  }

  #open(): Promise<IDBDatabase> {
    const opened = this.#withinLimit();
    opened.then(
      (db) => {
        const drop = () => {
          this.#drop(opened);
        };
        // Transactions that are under way come to their end before it is closed.
        db.addEventListener('versionchange', drop);
        db.addEventListener('close', drop);
      },
      () => {
        this.#drop(opened);
      },
    );
    return opened;
  }

  #withinLimit(): Promise<IDBDatabase> {
    const { name, open, limit, scheduler } = this.#options;
    return new Promise((resolve, reject) => {
      let isLate = false;
      const waitFor = (waited: number) =>
        scheduler.schedule(() => {
          isLate = true;
          reject(new StoreBlockedError(name, 'open', waited));
        }, waited);
      let timer = waitFor(limit);
      const blocked = () => {
        timer.unsubscribe();
        if (!isLate) timer = waitFor(Math.min(limit, BLOCKED_LIMIT));
      };
      open(blocked).then(
        (db) => {
          timer.unsubscribe();
          // Nobody waits for it any more, and open it would be in the way of others.
          if (isLate) db.close();
          resolve(db);
        },
        (error: unknown) => {
          timer.unsubscribe();
          reject(error);
        },
      );
    });
  }

  #drop(opened: Promise<IDBDatabase>): void {
    if (this.#opened === opened) this.#opened = undefined;
    opened.then(
      (db) => {
        db.close();
      },
      () => undefined,
    );
  }
}
