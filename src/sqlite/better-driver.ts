import type Database from 'better-sqlite3';
import type { SqlDriver, SqlRow, SqlValue } from './sql-driver.js';

/** better-sqlite3 as a driver. */
export function betterDriver(Constructor: typeof Database): SqlDriver {
  return {
    name: 'better-sqlite3',
    open: (file, readOnly) => {
      // It would wait for 5 s at the first lock, and the whole process with it.
      const database = new Constructor(file, {
        readonly: readOnly,
        fileMustExist: true,
        timeout: 0,
      });
      return {
        exec: (sql) => void database.exec(sql),
        prepare: (sql) => {
          const statement = database.prepare<SqlValue[], SqlRow>(sql);
          return {
            run: (...values) => statement.run(...values).changes,
            get: (...values) => statement.get(...values),
            all: (...values) => statement.all(...values),
          };
        },
        close: () => void database.close(),
      };
    },
  };
}
