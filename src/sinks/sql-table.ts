import { incompatibleOptions, invalidType } from '../core/option-error.js';
import { callback, checkValue, either, having, oneOf, readOptions } from '../core/options.js';
import type { Sink } from './sink.js';
import type { RunSql, SqlDatabaseShape, SqlValue } from './sql-shapes.js';
import { SqlRows } from './sql-rows.js';
import { quoteName, sqlName, sqlNames } from './sql-names.js';
import { runOnDatabase } from './sql-run.js';

export interface SqlTableOptions<T> {
  /** The column, or columns, by which a row takes the place of an earlier one; they need a unique index. */
  readonly key: string | readonly string[];
  /** Makes an object of a row, with a value for each column. @default the row itself */
  readonly row?: ((row: T) => Readonly<Record<string, SqlValue | undefined>>) | undefined;
  /** How the values of a statement are marked: `?`, or `$1`, `$2`. @default '?' */
  readonly placeholders?: '?' | '$' | undefined;
}

/**
 * Writes rows into a table of an SQL database, in place of those with the same key.
 *
 * It says `INSERT ... ON CONFLICT (key) DO UPDATE`, as SQLite and PostgreSQL know it, with a few rows a
 * statement, and all statements of a batch in one transaction: all of it is written, or nothing. Names are
 * quoted, and values only bound. A row without a key is refused, since it would be another one each time; so
 * is one that has other columns than the first of its batch, and a value that SQLite would not keep (NaN, an
 * object).
 *
 * @param db a database of better-sqlite3 or `node:sqlite`; or a function that runs a statement with values, on
 * one connection that nobody else uses meanwhile.
 * @param table its name.
 * @param options `key`: the column or columns; `row`: what is written of a row (default the row);
 * `placeholders` (default `'?'`).
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`,
 * `ERR_INCOMPATIBLE_OPTIONS`) at the call.
 *
 * @example
 * ```ts
 * import Database from 'better-sqlite3';
 * import { sqlTable, writeTo } from 'sluice/sinks';
 *
 * const db = new Database('app.db');
 * db.exec('CREATE TABLE IF NOT EXISTS place (id TEXT PRIMARY KEY, lat REAL, lng REAL)');
 * results$.pipe(writeTo(sqlTable(db, 'place', { key: 'id' }))).subscribe();
 * ```
 */
export function sqlTable<T = Record<string, SqlValue | undefined>>(
  db: SqlDatabaseShape | RunSql,
  table: string,
  options: SqlTableOptions<T>,
): Sink<T> {
  const expected = 'a database with exec and prepare, or a function that runs a statement';
  checkValue('sqlTable', 'db', db, either(expected, callback, having(expected, 'exec', 'prepare')));
  checkValue('sqlTable', 'table', table, sqlName);
  if ((options as unknown) === undefined) {
    throw invalidType('sqlTable', 'options', 'a plain object', options);
  }
  const {
    key,
    row,
    placeholders = '?',
  } = readOptions<SqlTableOptions<T>>('sqlTable', options, {
    key: sqlNames,
    row: callback,
    placeholders: oneOf('?', '$'),
  });
  if ((key as unknown) === undefined) {
    throw incompatibleOptions('sqlTable', '"key" is needed, to write no row twice');
  }
  const isSqlite = typeof db !== 'function';
  const run = isSqlite ? runOnDatabase(db) : db;
  const rows = new SqlRows(
    quoteName(table),
    typeof key === 'string' ? [key] : key,
    placeholders,
    isSqlite,
  );
  let last: Promise<unknown> = Promise.resolve();
  return {
    write: (given) => {
      const objects = row === undefined ? given : given.map((each) => row(each));
      const statements = rows.statementsOf(objects as readonly Record<string, unknown>[]);
      // One after another, since there is one transaction at a time.
      const done = last.then(() => inTransaction(run, isSqlite, statements));
      last = done.catch(() => undefined);
      return done;
    },
  };
}

async function inTransaction(
  run: RunSql,
  isSqlite: boolean,
  statements: Iterable<readonly [sql: string, values: readonly SqlValue[]]>,
): Promise<void> {
  await run(isSqlite ? 'BEGIN IMMEDIATE' : 'BEGIN', []);
  try {
    for (const [sql, values] of statements) await run(sql, values);
    await run('COMMIT', []);
  } catch (error) {
    await rollBack(run);
    throw error;
  }
}

/** The first error counts: some databases have rolled back by themselves. */
async function rollBack(run: RunSql): Promise<void> {
  try {
    await run('ROLLBACK', []);
  } catch {
    // Nothing is open any more.
  }
}
