import type { SchedulerLike } from 'rxjs';
import { STORE } from './layout.js';

/** What a transaction does, at once or in the answers to its own requests: it cannot wait for more. */
export type Body<T> = (store: IDBObjectStore, steps: Steps<T>) => void;

export interface Steps<T> {
  /** Goes on when the request has its answer. What `next` throws undoes the transaction. */
  on<R>(request: IDBRequest<R>, next: (result: R) => void): void;
  /** What the transaction resolves to, once it is complete. */
  answer(value: T): void;
  /** Nothing more is asked: saves the platform to find out. */
  commit(): void;
}

export interface TransactOptions {
  readonly mode: IDBTransactionMode;
  readonly durability: IDBTransactionDurability;
  /** Milliseconds within which it has to end. */
  readonly limit: number;
  readonly scheduler: SchedulerLike;
  /** The error where it does not. */
  readonly late: () => Error;
}

/**
 * One transaction. Resolves when it is complete: requests succeed before, also of one that is undone
 * in the end for want of room. Whatever is thrown, it is undone as a whole.
 */
export function transact<T>(
  db: IDBDatabase,
  { mode, durability, limit, scheduler, late }: TransactOptions,
  body: Body<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode, { durability });
    let value: T | undefined;
    let thrown: { readonly error: unknown } | undefined;

    const fail = (error: unknown) => {
      thrown ??= { error };
      undo(transaction);
    };
    const attempt = (step: () => void) => {
      if (thrown !== undefined) return;
      try {
        step();
      } catch (error) {
        fail(error);
      }
    };
    const timer = scheduler.schedule(() => {
      const error = late();
      fail(error);
      reject(error);
    }, limit);

    transaction.oncomplete = () => {
      timer.unsubscribe();
      resolve(value as T);
    };
    transaction.onabort = () => {
      timer.unsubscribe();
      const reason: unknown = thrown === undefined ? transaction.error : thrown.error;
      reject(reason ?? new DOMException('the connection was closed', 'AbortError'));
    };
    const steps: Steps<T> = {
      on: (request, next) => {
        request.onsuccess = () => {
          attempt(() => {
            next(request.result);
          });
        };
      },
      answer: (given) => {
        value = given;
      },
      commit: () => {
        // Fake ones and old ones do without.
        (transaction as Partial<IDBTransaction>).commit?.call(transaction);
      },
    };
    attempt(() => {
      body(transaction.objectStore(STORE), steps);
    });
  });
}

function undo(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}
