import { statSync } from 'node:fs';
import type { SqlConnection, SqlStatement } from './sql-driver.js';

/** An open file, and its statements, each prepared when it is first needed. */
export class OpenDatabase {
  readonly #connection: SqlConnection;
  readonly #statements = new Map<string, SqlStatement>();
  readonly #file: string;
  readonly #identity: string | undefined;

  constructor(connection: SqlConnection, file: string) {
    this.#connection = connection;
    this.#file = file;
    this.#identity = identityOf(file);
  }

  sql(text: string): SqlStatement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#connection.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /** All of it or nothing; nobody else writes meanwhile. */
  transaction<R>(body: () => R): R {
    return transaction(this.#connection, body);
  }

  /** Whether the path still leads to this file: what is written to one that was removed is lost. */
  get isThere(): boolean {
    return identityOf(this.#file) === this.#identity;
  }

  close(): void {
    this.#connection.close();
  }
}

/** All of it or nothing; nobody else writes meanwhile. */
export function transaction<R>(connection: SqlConnection, body: () => R): R {
  return between(connection, 'BEGIN IMMEDIATE', body);
}

/** What it reads is of one moment, whatever others write meanwhile. */
export function readTransaction<R>(connection: SqlConnection, body: () => R): R {
  return between(connection, 'BEGIN', body);
}

function between<R>(connection: SqlConnection, begin: string, body: () => R): R {
  connection.exec(begin);
  try {
    const answer = body();
    connection.exec('COMMIT');
    return answer;
  } catch (error) {
    try {
      connection.exec('ROLLBACK');
    } catch {
      // SQLite has done so itself, as it does when the disk is full.
    }
    throw error;
  }
}

function identityOf(file: string): string | undefined {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
