import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { RunNotFoundError } from '../../core/run-not-found-error.js';
import { RunTakenOverError } from '../../core/run-taken-over-error.js';
import { StoreLostError } from '../../core/store-lost-error.js';
import type { FoundRun, RecordRow, RunDatabase, RunRow } from '../records/run-database.js';
import { Connection, type OpenDatabase } from './connection.js';
import * as layout from './layout.js';
import { listRuns } from './list-runs.js';
import { Room, type Estimate } from './room.js';
import { openingOf, RunLocks } from './run-locks.js';
import type { Steps } from './transact.js';

export interface IndexedDbRunsOptions {
  readonly name: string;
  readonly open: OpenDatabase;
  readonly durability: IDBTransactionDurability;
  /** Milliseconds within which opening, and each transaction, has to end. @default 10000 */
  readonly limit?: number;
  readonly scheduler?: SchedulerLike;
  readonly locks?: LockManager | undefined;
  readonly estimate?: () => Promise<Estimate>;
}

const LIMIT = 10_000;

/** Runs in IndexedDB: one object store, a stretch of keys for each run. */
export class IndexedDbRuns implements RunDatabase {
  readonly name: string;
  /** They share transactions, of which there is one at a time. */
  readonly concurrency = 16;
  readonly self: RunLocks['self'];
  readonly #connection: Connection;
  readonly #locks: RunLocks;
  readonly #room: Room;
  /** How many outcomes are known to be stored, by the heads of records: what would be lost. */
  readonly #heads = new Map<string, string>();

  constructor(options: IndexedDbRunsOptions) {
    const { name, limit = LIMIT, scheduler = asyncScheduler } = options;
    const locks = 'locks' in options ? options.locks : platformLocks();
    this.name = name;
    this.#connection = new Connection({ ...options, limit, scheduler });
    this.#room = new Room(name, ...(options.estimate ? [options.estimate] : []));
    const beat = this.#beat.bind(this);
    this.#locks = new RunLocks({ database: name, locks, scheduler, beat });
    this.self = this.#locks.self;
  }

  isAlive(holder: NonNullable<RunRow['holder']>): boolean {
    return this.#locks.isAlive(holder);
  }

  lock(runId: string): Promise<(() => void) | undefined> {
    return this.#locks.lock(runId);
  }

  async runs(): Promise<readonly FoundRun[]> {
    await this.#locks.look();
    const found = await this.#connection.run<FoundRun[]>('readonly', listRuns);
    return found.map((each) => this.#living(each));
  }

  async run(runId: string): Promise<FoundRun | undefined> {
    await this.#locks.look();
    const found = await this.#connection.run<FoundRun | undefined>('readonly', (store, steps) => {
      find(store, steps, runId, steps.answer);
    });
    if (found?.last !== undefined) this.#heads.set(runId, found.last.head);
    return found && this.#living(found);
  }

  async change(runId: string, change: (found: FoundRun | undefined) => RunRow): Promise<RunRow> {
    let tried: RunRow | undefined;
    return this.#connection.run<RunRow>('readwrite', (store, steps) => {
      find(store, steps, runId, (found) => {
        // An earlier try came through, and only its answer was lost.
        if (tried !== undefined && isSame(found?.row, tried)) {
          steps.answer(tried);
          return;
        }
        const { holder, ...row } = change(found);
        tried = holder === undefined ? row : { ...row, holder: this.#locks.stamped(runId, holder) };
        store.put(tried, layout.rowKey(runId));
        steps.answer(tried);
        steps.commit();
      });
    });
  }

  async append(runId: string, epoch: number, records: readonly RecordRow[]): Promise<void> {
    this.#room.take(records.reduce((sum, record) => sum + layout.sizeOf(record), 0));
    const rows = records.map(layout.toStored);
    await this.#connection.run('readwrite', (store, { on, commit }) => {
      // Asked first, so answered before anything is complete.
      on(layout.getRow(store, runId), (row) => {
        if (row === undefined) throw this.#lost(runId);
        if (row.epoch !== epoch) throw new RunTakenOverError(runId, epoch, row.epoch);
        commit();
      });
      for (const row of rows) store.put(row, layout.recordKey(runId, row.seq));
    });
    const last = records.at(-1);
    if (last !== undefined) this.#heads.set(runId, last.head);
  }

  records(runId: string, after: number, most: number): Promise<readonly RecordRow[]> {
    return this.#connection.run('readonly', (store, { on, answer }) => {
      on(store.getKey(layout.rowKey(runId)), (key) => {
        // Without this, what is lost while it is read would look like its end.
        if (key === undefined) throw this.#lost(runId);
      });
      on(store.getAll(layout.recordsAfter(runId, after), most), (found: layout.StoredRecord[]) => {
        answer(found.map((each) => layout.fromStored(runId, each)));
      });
    });
  }

  record(runId: string, seq: number): Promise<RecordRow | undefined> {
    return this.#connection.run('readonly', (store, { on, answer }) => {
      on(layout.getRecord(store, runId, seq), (found) => {
        answer(found && layout.fromStored(runId, found));
      });
    });
  }

  hasKeys(runId: string, keys: readonly string[]): Promise<readonly boolean[]> {
    return this.#connection.run('readonly', (store, { on, answer }) => {
      const found: boolean[] = [];
      const index = store.index(layout.KEYS);
      for (const [place, key] of keys.entries()) {
        on(index.getKey(layout.itemKey(runId, key)), (at) => {
          found[place] = at !== undefined;
        });
      }
      answer(found);
    });
  }

  async remove(runId: string, check: (row: RunRow) => void): Promise<void> {
    const release = this.#locks.holds(runId) ? undefined : await this.lock(runId);
    try {
      await this.#locks.look();
      await this.#remove(runId, check);
      this.#heads.delete(runId);
    } finally {
      release?.();
    }
  }

  #remove(runId: string, check: (row: RunRow) => void): Promise<void> {
    let isTried = false;
    return this.#connection.run('readwrite', (store, { on, commit }) => {
      on(layout.getRow(store, runId), (row) => {
        if (row === undefined) {
          if (isTried) return;
          throw new RunNotFoundError(runId);
        }
        check(row);
        isTried = true;
        store.delete(layout.wholeRun(runId));
        commit();
      });
    });
  }

  /** Somebody whose page is gone holds nothing. */
  #living(found: FoundRun): FoundRun {
    const { holder, ...row } = found.row;
    return holder === undefined || this.isAlive(holder) ? found : { ...found, row };
  }

  #lost(runId: string): StoreLostError {
    return new StoreLostError(this.name, runId, itemsOf(this.#heads.get(runId)));
  }

  #beat(runId: string, page: string, at: number): Promise<void> {
    return this.#connection.run('readwrite', (store, { on }) => {
      on(layout.getRow(store, runId), (row) => {
        if (row?.holder === undefined || openingOf(row.holder).page !== page) return;
        store.put({ ...row, holder: { ...row.holder, beat: at } }, layout.rowKey(runId));
      });
    });
  }
}

function find(
  store: IDBObjectStore,
  { on }: Pick<Steps<never>, 'on'>,
  runId: string,
  next: (found: FoundRun | undefined) => void,
): void {
  let row: RunRow | undefined;
  on(layout.getRow(store, runId), (found) => {
    row = found;
  });
  on(store.openCursor(layout.recordsAfter(runId, 0), 'prev'), (cursor) => {
    if (row === undefined) next(undefined);
    else {
      const stored = cursor?.value as layout.StoredRecord | undefined;
      next({ row, last: stored && layout.fromStored(runId, stored) });
    }
  });
}

function isSame(found: RunRow | undefined, tried: RunRow): boolean {
  if (found?.epoch !== tried.epoch || found.state !== tried.state) return false;
  const [one, other] = [openingOf(found.holder), openingOf(tried.holder)];
  return one.page === other.page && one.opening === other.opening;
}

/** The count of the checkpoint in the head of the last record that is known. */
function itemsOf(head: string | undefined): number {
  try {
    const { items } = JSON.parse(head ?? '{}') as { items?: unknown };
    return typeof items === 'number' ? items : 0;
  } catch {
    return 0;
  }
}

function platformLocks(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}
