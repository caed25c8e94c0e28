import { builtin } from '../../../src/core/host.js';
import type { SqlDatabaseShape, SqlValue } from '../../../src/sinks/sql-shapes.js';

/** What specs use of a database. */
export interface OpenSqlite extends SqlDatabaseShape {
  prepare(sql: string): {
    run(...values: never[]): unknown;
    all(): Readonly<Record<string, SqlValue>>[];
  };
  close(): void;
}

/** A database of Node where it has them, and of better-sqlite3 elsewhere, as a program would open it. */
export async function openSqlite(file: string): Promise<OpenSqlite> {
  const own = builtin<{ DatabaseSync: new (file: string) => OpenSqlite }>('node:sqlite');
  if (own !== undefined) return new own.DatabaseSync(file);
  const { default: Database } = await import('better-sqlite3');
  return new Database(file);
}
