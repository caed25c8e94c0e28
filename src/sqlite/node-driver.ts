import type { SqlDriver, SqlRow, SqlValue } from './sql-driver.js';

/** What is used of `node:sqlite`, which Node 20 has not, nor have its types. */
export interface NodeSqlite {
  readonly DatabaseSync: new (
    file: string,
    options: { readonly readOnly: boolean; readonly allowExtension: boolean },
  ) => {
    exec(sql: string): void;
    prepare(sql: string): {
      run(...values: readonly SqlValue[]): { readonly changes: number | bigint };
      get(...values: readonly SqlValue[]): SqlRow | undefined;
      all(...values: readonly SqlValue[]): readonly SqlRow[];
    };
    close(): void;
  };
}

/** `node:sqlite` as a driver. */
export function nodeDriver({ DatabaseSync }: NodeSqlite): SqlDriver {
  return {
    name: 'node:sqlite',
    open: (file, readOnly) => {
      const database = new DatabaseSync(file, { readOnly, allowExtension: false });
      return {
        exec: (sql) => database.exec(sql),
        prepare: (sql) => {
          const statement = database.prepare(sql);
          return {
            run: (...values) => Number(statement.run(...values).changes),
            get: (...values) => statement.get(...values),
            all: (...values) => statement.all(...values),
          };
        },
        close: () => database.close(),
      };
    },
  };
}
