import { onNextMacrotask } from '../core/host.js';
import { RunNotFoundError } from '../core/run-not-found-error.js';
import { RunTakenOverError } from '../core/run-taken-over-error.js';
import { isAlive, ownHolder } from '../node/holder.js';
import type { FoundRun, RecordRow, RunDatabase, RunRow } from '../store/records/run-database.js';
import type { SqlRow } from './sql-driver.js';
import type { OpenDatabase } from './open-database.js';
import type { SqliteConnection } from './sqlite-connection.js';
import { recordRowOf, runRowOf, valuesOfRun } from './sqlite-rows.js';

const RUN = 'SELECT * FROM runs WHERE name = ?';
const RUNS = 'SELECT * FROM runs ORDER BY name';
const PUT_RUN = `INSERT INTO runs (name, version, created_at, fingerprint, state, epoch, holder)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET version = excluded.version, created_at = excluded.created_at,
    fingerprint = excluded.fingerprint, state = excluded.state, epoch = excluded.epoch,
    holder = excluded.holder`;
const LAST = 'SELECT * FROM records WHERE run = ? ORDER BY seq DESC LIMIT 1';
const AFTER = `SELECT * FROM records
  WHERE run = (SELECT id FROM runs WHERE name = ?) AND seq > ? ORDER BY seq LIMIT ?`;
const ONE = 'SELECT * FROM records WHERE run = (SELECT id FROM runs WHERE name = ?) AND seq = ?';
const PUT_RECORD =
  'INSERT INTO records (run, seq, sum, head, keys, body) VALUES (?, ?, ?, ?, ?, ?)';
const PUT_KEY = 'INSERT OR IGNORE INTO keys (run, key) VALUES (?, ?)';
const HAS_KEY = 'SELECT 1 FROM keys WHERE run = (SELECT id FROM runs WHERE name = ?) AND key = ?';
const PUT_FAILURES = `INSERT INTO failures (run, seq, place, nth)
  SELECT ?, ?, value ->> '$.place', key FROM json_each(?, '$.failures')`;
const PUT_REPLACED = `INSERT OR IGNORE INTO replaced (run, seq, place)
  SELECT ?, a.value ->> 0, p.value FROM json_each(?, '$.again') a, json_each(a.value, '$[1]') p`;
const TABLES = ['records', 'keys', 'failures', 'replaced'];
/** Pages that are given back to the disk at once: the process stands still meanwhile. */
const PAGES = 1000;

/** Runs in a file of SQLite. */
export class SqliteDatabase implements RunDatabase {
  readonly concurrency = 16;
  readonly #connection: SqliteConnection;
  /** While one of our writers is open, the file is, too. */
  readonly #held = new Map<string, () => void>();

  constructor(
    readonly name: string,
    connection: SqliteConnection,
  ) {
    this.#connection = connection;
  }

  readonly self = () => {
    const { pid, host, since, start, boot } = ownHolder(0);
    return { pid, host, since, start, boot };
  };

  isAlive(holder: NonNullable<RunRow['holder']>): boolean {
    return isAlive(holder);
  }

  async runs(): Promise<readonly FoundRun[]> {
    const read = (database: OpenDatabase) =>
      database
        .sql(RUNS)
        .all()
        .map((row) => this.#found(database, row));
    return (await this.#connection.read('list its runs', read)) ?? [];
  }

  run(runId: string): Promise<FoundRun | undefined> {
    return this.#connection.read('read a run', (database) => this.#find(database, runId));
  }

  async change(runId: string, change: (found: FoundRun | undefined) => RunRow): Promise<RunRow> {
    const row = await this.#connection.write('change a run', (database) =>
      database.transaction(() => {
        const changed = change(this.#find(database, runId));
        database.sql(PUT_RUN).run(...valuesOfRun(changed));
        return changed;
      }),
    );
    this.#hold(runId, row.holder !== undefined);
    return row;
  }

  async append(runId: string, epoch: number, records: readonly RecordRow[]): Promise<void> {
    // What comes in this turn of the loop goes out together next time: writing holds up everything.
    await new Promise<void>(onNextMacrotask);
    await this.#connection.write('store results', (database) =>
      database.transaction(() => {
        const run = database.sql(RUN).get(runId);
        const current = Number(run?.['epoch'] ?? 0);
        if (current !== epoch) throw new RunTakenOverError(runId, epoch, current);
        for (const record of records) put(database, Number(run?.['id']), record);
      }),
    );
  }

  async records(runId: string, after: number, most: number): Promise<readonly RecordRow[]> {
    const read = (database: OpenDatabase) =>
      database
        .sql(AFTER)
        .all(runId, after, most)
        .map((row) => recordRowOf(this.name, runId, row));
    return (await this.#connection.read('read records', read)) ?? [];
  }

  record(runId: string, seq: number): Promise<RecordRow | undefined> {
    return this.#connection.read('read a record', (database) => {
      const row = database.sql(ONE).get(runId, seq);
      return row && recordRowOf(this.name, runId, row);
    });
  }

  async hasKeys(runId: string, keys: readonly string[]): Promise<readonly boolean[]> {
    const read = (database: OpenDatabase) =>
      keys.map((key) => database.sql(HAS_KEY).get(runId, JSON.stringify(key)) !== undefined);
    return (await this.#connection.read('look for keys', read)) ?? keys.map(() => false);
  }

  async remove(runId: string, check: (row: RunRow) => void): Promise<void> {
    const action = 'remove a run';
    const removed = await this.#connection.read(action, (database) =>
      database.transaction(() => {
        const row = database.sql(RUN).get(runId);
        if (row === undefined) return false;
        check(runRowOf(this.name, row));
        const id = Number(row['id']);
        for (const table of TABLES) database.sql(`DELETE FROM ${table} WHERE run = ?`).run(id);
        database.sql('DELETE FROM runs WHERE id = ?').run(id);
        return true;
      }),
    );
    if (removed !== true) throw new RunNotFoundError(runId);
    this.#hold(runId, false);
    await this.#shrink();
  }

  /** Gives back what is free to the disk, a part in each turn of the loop. */
  async #shrink(): Promise<void> {
    const pages = (database: OpenDatabase) =>
      Number(database.sql('PRAGMA freelist_count').get()?.['freelist_count'] ?? 0);
    let left = Infinity;
    for (;;) {
      const free = await this.#connection.read('shrink', (database) => {
        database.exec(`PRAGMA incremental_vacuum(${PAGES})`);
        return pages(database);
      });
      if (free === undefined || free === 0 || free >= left) return;
      left = free;
      await new Promise<void>(onNextMacrotask);
    }
  }

  #find(database: OpenDatabase, runId: string): FoundRun | undefined {
    const row = database.sql(RUN).get(runId);
    return row && this.#found(database, row);
  }

  #found(database: OpenDatabase, row: SqlRow): FoundRun {
    const run = runRowOf(this.name, row);
    const last = database.sql(LAST).get(Number(row['id']));
    return { row: run, last: last && recordRowOf(this.name, run.runId, last) };
  }

  #hold(runId: string, isOurs: boolean): void {
    const release = this.#held.get(runId);
    if (isOurs === (release !== undefined)) return;
    if (isOurs) this.#held.set(runId, this.#connection.hold());
    else {
      this.#held.delete(runId);
      release?.();
    }
  }
}

function put(database: OpenDatabase, run: number, record: RecordRow): void {
  const { seq, sum, head, keys, body = null } = record;
  const keyText = keys === undefined ? null : JSON.stringify(keys);
  database.sql(PUT_RECORD).run(run, seq, sum, head, keyText, body);
  for (const key of keys ?? []) database.sql(PUT_KEY).run(run, JSON.stringify(key));
  // A look at the text: most records have neither, and most heads are short.
  if (head.includes('"failures"')) database.sql(PUT_FAILURES).run(run, seq, head);
  if (head.includes('"again"')) database.sql(PUT_REPLACED).run(run, head);
}
