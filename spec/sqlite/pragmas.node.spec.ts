import { setReadPragmas, setWritePragmas } from '../../src/sqlite/pragmas.js';
import { loadDriver } from '../../src/sqlite/load-driver.js';
import type { SqlConnection } from '../../src/sqlite/sql-driver.js';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDir } from '../node/support/dirs.js';

describe('PRAGMAs of sqliteStore', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;
  let connection: SqlConnection;

  beforeEach(async () => {
    dir = await makeDir();
    const file = join(dir.path, 'a.db');
    await mkdir(dir.path, { recursive: true });
    await writeFile(file, '');
    connection = (await loadDriver('spec')).open(file, false);
  });

  afterEach(async () => {
    connection.close();
    await dir.remove();
  });

  const values = (...names: readonly string[]) =>
    names.map((name) => Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0]);

  it('should sync each transaction for power, and leave it to the system for process', () => {
    const names = ['journal_mode', 'synchronous', 'fullfsync', 'checkpoint_fullfsync'];
    setWritePragmas(connection, 'a.db', 'power');
    expect(values(...names)).toEqual(['wal', 2, 1, 1]);

    setWritePragmas(connection, 'a.db', 'process');
    expect(values(...names)).toEqual(['wal', 1, 0, 0]);
  });

  it('should trust nothing in the schema, and check what it reads', () => {
    setReadPragmas(connection, 'a.db');

    expect(values('trusted_schema', 'cell_size_check', 'busy_timeout')).toEqual([0, 1, 10]);
  });

  it('should refuse an SQLite that does not take one', () => {
    const stubborn: SqlConnection = {
      ...connection,
      exec: (sql) => {
        if (!sql.includes('trusted_schema')) connection.exec(sql);
      },
      prepare: (sql) =>
        sql.includes('trusted_schema')
          ? { run: () => 0, get: () => ({ trusted_schema: 1 }), all: () => [] }
          : connection.prepare(sql),
    };

    expect(() => {
      setReadPragmas(stubborn, 'a.db');
    }).toThrowMatching((error: { code?: string; message: string }) => {
      return error.code === 'ERR_STORE_UNAVAILABLE' && error.message.includes('trusted_schema = 0');
    });
  });
});
