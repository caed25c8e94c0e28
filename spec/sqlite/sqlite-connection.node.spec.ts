import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDriver } from '../../src/sqlite/load-driver.js';
import { runSchema } from '../../src/sqlite/run-schema.js';
import { OBJECTS } from '../../src/sqlite/schema.js';
import type { SqlDriver } from '../../src/sqlite/sql-driver.js';
import { SqliteConnection } from '../../src/sqlite/sqlite-connection.js';
import { makeDir } from '../node/support/dirs.js';

describe('SqliteConnection', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;
  let driver: SqlDriver;

  beforeEach(async () => {
    dir = await makeDir();
    await mkdir(dir.path, { recursive: true });
    driver = await loadDriver('spec');
  });

  afterEach(() => dir.remove());

  it('should find a file as it is at one moment, also while another process makes its tables', async () => {
    const file = join(dir.path, 'runs.db');
    let times = 0;
    /** What another process does between two things that are looked at. */
    const makeTables = () => {
      times++;
      const other = driver.open(file, false);
      try {
        other.exec('PRAGMA busy_timeout = 0');
        other.exec(`BEGIN IMMEDIATE;\n${runSchema.sql}\nCOMMIT;`);
      } catch {
        // It finds the file locked, and tries again later.
      } finally {
        other.close();
      }
    };
    const interrupted: SqlDriver = {
      name: driver.name,
      open: (path, readOnly) => {
        const connection = driver.open(path, readOnly);
        return {
          exec: (sql) => connection.exec(sql),
          close: () => connection.close(),
          prepare: (sql) => {
            const statement = connection.prepare(sql);
            if (sql !== OBJECTS) return statement;
            const all = () => {
              const rows = statement.all();
              if (times === 0) makeTables();
              return rows;
            };
            return { run: statement.run, get: statement.get, all };
          },
        };
      },
    };
    const connection = new SqliteConnection({
      ...{ where: 'spec', file, schema: runSchema, durability: 'process', longestWait: 1000 },
      driver: interrupted,
    });
    const count = await connection.write('count', (database) =>
      database.sql('SELECT count(*) AS n FROM runs').get(),
    );
    expect([Number(count?.['n']), times]).toEqual([0, 1]);
  });
});
