import { checkValue } from '../../core/options.js';
import { RunLockedError } from '../../core/run-locked-error.js';
import { RunNotFoundError } from '../../core/run-not-found-error.js';
import type { PullSource } from '../../flow/pull-source.js';
import { packer } from '../codec/packer.js';
import type { Packer } from '../codec/packing.js';
import type { ValueFormat } from '../codec/value-format.js';
import type { OpenRun, ResultStore, RunInfo, StoredOutcome } from '../result-store.js';
import { runIdRule } from '../run-id.js';
import { inOrder } from './in-order.js';
import { RecordReader } from './record-reader.js';
import { RetriedItems } from './retried-items.js';
import { DatabaseRunWriter, type OpenedRun } from './run-writer.js';
import {
  closedRow,
  infoOf,
  lastHead,
  openedRow,
  refuseHeld,
  refuseNewer,
  rowInfo,
} from './run-rows.js';
import type { FoundRun, RunDatabase, RunRow } from './run-database.js';

/** How a store on a database writes. */
export interface RecordStoreSettings {
  /** The function that users call, for messages. */
  readonly where: string;
  /** Opened when it is first needed, and once. */
  readonly database: () => Promise<RunDatabase>;
  readonly format: () => Promise<ValueFormat>;
  readonly packer: Packer | undefined;
}

type Pages = AsyncGenerator<StoredOutcome[], void>;

/** The ResultStore of a database. */
export function recordStore(settings: RecordStoreSettings): ResultStore {
  return new RecordStore(settings);
}

class RecordStore implements ResultStore {
  readonly #settings: RecordStoreSettings;
  /** Also expands what was compressed by another choice. */
  readonly #packer: Packer;

  constructor(settings: RecordStoreSettings) {
    this.#settings = settings;
    this.#packer = settings.packer ?? packer(settings.where, 'none');
  }

  async open(run: OpenRun): Promise<DatabaseRunWriter> {
    this.#check(run.runId);
    const database = await this.#settings.database();
    const release = await locked(database, run.runId);
    try {
      return await this.#opened(database, run, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  async runs(): Promise<readonly RunInfo[]> {
    const database = await this.#settings.database();
    const infos = (await database.runs()).map((found) => infoOf(database, found));
    return infos.sort((a, b) => (a.runId < b.runId ? -1 : 1));
  }

  results(runId: string): PullSource<StoredOutcome> {
    this.#check(runId);
    return pulled(this.#pages(runId));
  }

  failures(runId: string): PullSource<StoredOutcome> {
    this.#check(runId);
    return pulled(this.#pages(runId), ({ status }) => status !== 'fulfilled');
  }

  async aggregate<A>(
    runId: string,
    fold: (sum: A, outcome: StoredOutcome) => A,
    seed: A,
  ): Promise<A> {
    this.#check(runId);
    let sum = seed;
    for await (const page of this.#pages(runId)) {
      for (const outcome of page) sum = fold(sum, outcome);
    }
    return sum;
  }

  async delete(runId: string): Promise<void> {
    this.#check(runId);
    const database = await this.#settings.database();
    if ((await database.run(runId)) === undefined) throw new RunNotFoundError(runId);
    const release = await locked(database, runId);
    try {
      await database.remove(runId, (row) => {
        refuseHeld(database, row);
      });
    } finally {
      release();
    }
  }

  async #opened(
    database: RunDatabase,
    run: OpenRun,
    release: () => void,
  ): Promise<DatabaseRunWriter> {
    const { where, packer } = this.#settings;
    const format = await this.#settings.format();
    let found: FoundRun | undefined;
    let last: OpenedRun['last'];
    const row = await database.change(run.runId, (before) => {
      const opened = openedRow(database, before, run);
      found = before;
      last = lastHead(database, before);
      return opened;
    });
    try {
      const retried = await this.#retried(database, run, last);
      const info = rowInfo({ ...row, state: found?.row.state ?? 'open' }, last?.head, undefined);
      const opened = { where, database, format, packer, row, info, last, retried, release };
      return new DatabaseRunWriter(opened);
    } catch (error) {
      await givenBack(database, row, found?.row.state ?? 'open');
      throw error;
    }
  }

  async #retried(
    database: RunDatabase,
    { runId, fingerprint, retryFailed = false }: OpenRun,
    last: OpenedRun['last'],
  ): Promise<RetriedItems> {
    const retried = new RetriedItems(fingerprint);
    if (!retryFailed || last === undefined || last.head.failed === 0) return retried;
    const reader = new RecordReader(database, this.#packer, runId);
    for await (const record of reader.records(last.seq)) retried.add(record.seq, record);
    return retried;
  }

  async *#pages(runId: string): Pages {
    const database = await this.#settings.database();
    const found = await database.run(runId);
    if (found === undefined) throw new RunNotFoundError(runId);
    refuseNewer(database.name, found.row);
    const reader = new RecordReader(database, this.#packer, runId);
    yield* inOrder(reader, lastHead(database, found));
  }

  #check(runId: unknown): void {
    checkValue(this.#settings.where, 'runId', runId, runIdRule);
  }
}

/** Takes the lock of the platform, where there is one. */
async function locked(database: RunDatabase, runId: string): Promise<() => void> {
  if (database.lock === undefined) return () => undefined;
  const release = await database.lock(runId);
  if (release !== undefined) return release;
  const holder = (await database.run(runId))?.row.holder;
  throw new RunLockedError(runId, holder ?? database.self());
}

/** Nobody has written: the run is as it was, but for the count of its openings. */
async function givenBack(
  database: RunDatabase,
  row: RunRow,
  state: RunRow['state'],
): Promise<void> {
  try {
    await database.change(row.runId, (found) => closedRow(database, found, row, 0, state));
  } catch {
    // Its holder is found dead sooner or later; what went wrong before is what counts.
  }
}

/** Hands on pages as they are asked for. */
function pulled(
  pages: Pages,
  wanted?: (outcome: StoredOutcome) => boolean,
): PullSource<StoredOutcome> {
  let page: readonly StoredOutcome[] = [];
  let next = 0;
  return {
    pull: async (max, signal) => {
      while (next === page.length) {
        signal.throwIfAborted();
        const found = await pages.next();
        if (found.done === true) return null;
        page = wanted === undefined ? found.value : found.value.filter(wanted);
        next = 0;
      }
      const answer = page.slice(next, next + max);
      next += answer.length;
      return answer;
    },
    close: () => pages.return(),
  };
}
