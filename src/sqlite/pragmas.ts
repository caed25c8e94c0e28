import { StoreUnavailableError } from '../core/store-unavailable-error.js';
import type { SqlConnection } from './sql-driver.js';

/** How a file is written: what a stored record survives. */
export type SqliteDurability = 'power' | 'process';

/** Milliseconds that SQLite itself waits for a lock: the process stands still meanwhile. */
const BUSY = 10;
/** Bytes that the log keeps of its length when it begins anew. */
const LOG = 16 * 1024 * 1024;

const DURABILITY = {
  power: { synchronous: 2, fullfsync: 1, checkpoint_fullfsync: 1 },
  process: { synchronous: 1, fullfsync: 0, checkpoint_fullfsync: 0 },
} as const;

/** What protects this process from the file: nothing in its schema may call what has effects. */
export function setReadPragmas(connection: SqlConnection, file: string): void {
  set(connection, file, { busy_timeout: BUSY, trusted_schema: 0, cell_size_check: 1 });
}

/** How it is written. Each is read back, since SQLite says nothing of one that it does not take. */
export function setWritePragmas(
  connection: SqlConnection,
  file: string,
  durability: SqliteDurability,
): void {
  set(connection, file, {
    journal_mode: 'wal',
    ...DURABILITY[durability],
    journal_size_limit: LOG,
  });
}

/** Reads one; their names are all ours. */
export function pragma(connection: SqlConnection, name: string): unknown {
  return Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function set(
  connection: SqlConnection,
  file: string,
  wanted: Readonly<Record<string, string | number>>,
): void {
  for (const [name, value] of Object.entries(wanted)) {
    connection.exec(`PRAGMA ${name} = ${value}`);
    const found = pragma(connection, name);
    if (found !== value) {
      throw new StoreUnavailableError(
        `SQLite with ${name} = ${value} (it has ${String(found)}) for ${file}`,
      );
    }
  }
}
