/** What is bound to a statement, and what a column gives. */
export type SqlValue = string | number | bigint | Uint8Array | null;

export type SqlRow = Readonly<Record<string, SqlValue | undefined>>;

/** A statement that was prepared once; values are bound by their order. */
export interface SqlStatement {
  /** The number of rows that were changed. */
  run(...values: readonly SqlValue[]): number;
  get(...values: readonly SqlValue[]): SqlRow | undefined;
  all(...values: readonly SqlValue[]): readonly SqlRow[];
}

/** A connection. All of it blocks until it is done. */
export interface SqlConnection {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

/** SQLite, whoever brings it along. */
export interface SqlDriver {
  readonly name: 'node:sqlite' | 'better-sqlite3';
  /** Opens a file, which must be there. */
  open(file: string, readOnly: boolean): SqlConnection;
}
