/** What a statement can be given. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** What is used of a database of better-sqlite3 or `node:sqlite`. */
export interface SqlDatabaseShape {
  exec(sql: string): unknown;
  prepare(sql: string): { run(...values: never[]): unknown };
}

/** Runs one statement with its values, always on the same connection. */
export type RunSql = (sql: string, values: readonly SqlValue[]) => unknown;
