import type { RunSql, SqlDatabaseShape } from './sql-shapes.js';

type Statement = ReturnType<SqlDatabaseShape['prepare']>;

/** Statements that are kept prepared. */
const MOST = 20;

/** Runs statements on a database of better-sqlite3 or `node:sqlite`, which both do it at once. */
export function runOnDatabase(db: SqlDatabaseShape): RunSql {
  const prepared = new Map<string, Statement>();
  return (sql, values) => {
    if (values.length === 0) {
      db.exec(sql);
      return;
    }
    let statement = prepared.get(sql);
    if (statement === undefined) {
      if (prepared.size >= MOST) prepared.clear();
      statement = db.prepare(sql);
      prepared.set(sql, statement);
    }
    statement.run(...(values as never[]));
  };
}
