import { performance } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import { StoreBlockedError } from '../core/store-blocked-error.js';
import { codeOf } from '../node/files.js';
import { pragma, setReadPragmas, setWritePragmas, type SqliteDurability } from './pragmas.js';
import type { Schema } from './schema.js';
import { OpenDatabase, readTransaction, transaction } from './open-database.js';
import { loadDriver } from './load-driver.js';
import type { SqlConnection, SqlDriver } from './sql-driver.js';
import { asStoreError, isBusy, sqlCode } from './sql-error.js';
import { checkSchema, lookAt, makeFile, type FoundFile } from './sqlite-file.js';

export interface ConnectionSettings {
  /** The function that users call, for messages. */
  readonly where: string;
  readonly file: string;
  readonly schema: Schema;
  readonly durability: SqliteDurability;
  /** Milliseconds. */
  readonly longestWait: number;
  readonly driver?: SqlDriver | undefined;
}

/** Milliseconds that others may keep the file locked, unless a spec is less patient. */
export const LONGEST_WAIT = 10_000;
/** Milliseconds without use until the file is closed: the next page of a reader comes before. */
const IDLE = 20;
/** Milliseconds between two tries for a lock, at most. */
const PAUSE = 20;

/** The connection to a file: opened when it is needed, and closed when it has not been for a while. */
export class SqliteConnection {
  readonly #settings: ConnectionSettings;
  #opening: Promise<OpenDatabase | undefined> | undefined;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** Keeps it open until the answer is called. */
  hold(): () => void {
    this.#users++;
    clearTimeout(this.#timer);
    return () => {
      if (--this.#users > 0) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#close(), IDLE);
    };
  }

  /** Does something with the file, again from the start while others have it locked. */
  async write<R>(action: string, body: (database: OpenDatabase) => R): Promise<R> {
    return (await this.#use(action, true, body)) as R;
  }

  /** Undefined where there is no file yet; none is made. */
  read<R>(action: string, body: (database: OpenDatabase) => R): Promise<R | undefined> {
    return this.#use(action, false, body);
  }

  async #use<R>(
    action: string,
    make: boolean,
    body: (database: OpenDatabase) => R,
  ): Promise<R | undefined> {
    const release = this.hold();
    try {
      return await this.#patiently(action, async () => {
        const database = await this.#opened(make);
        return database && body(database);
      });
    } catch (error) {
      const code = sqlCode(error);
      if (code === 'CORRUPT' || code === 'NOTADB') await this.#close();
      throw asStoreError(this.#settings.file, error);
    } finally {
      release();
    }
  }

  async #patiently<R>(action: string, body: () => Promise<R>): Promise<R> {
    const { file, longestWait } = this.#settings;
    const began = performance.now();
    for (;;) {
      try {
        return await body();
      } catch (error) {
        if (!isBusy(error)) throw error;
        const waited = performance.now() - began;
        if (waited > longestWait) {
          throw new StoreBlockedError(file, action, Math.round(waited), error);
        }
      }
      // At random, so that two who wait do not meet again and again.
      await after(Math.random() * PAUSE);
    }
  }

  async #opened(make: boolean): Promise<OpenDatabase | undefined> {
    const opening = (this.#opening ??= this.#open(make));
    try {
      const database = await opening;
      if (database?.isThere === true) return database;
      // Removed or replaced since: what is there now is another one.
      await this.#forget(opening);
      if (database !== undefined) throw this.#gone();
      return make ? await this.#opened(make) : undefined;
    } catch (error) {
      if (this.#opening === opening) this.#opening = undefined;
      throw error;
    }
  }

  #gone(): Error {
    const { file } = this.#settings;
    const what = `${file} was removed or replaced while it was open`;
    return Object.assign(new Error(what), { code: 'ENOENT' });
  }

  async #open(make: boolean): Promise<OpenDatabase | undefined> {
    const { where, file, schema } = this.#settings;
    const found = make ? await madeAt(file, schema) : await lookAt(file, schema);
    if (found === 'none' || (found === 'empty' && !make)) return undefined;
    const driver = this.#settings.driver ?? (await loadDriver(where));
    if (found === 'unmarked') probe(driver, file, schema);
    const connection = driver.open(file, false);
    try {
      if (this.#prepare(connection, make)) return new OpenDatabase(connection, file);
    } catch (error) {
      connection.close();
      throw error;
    }
    connection.close();
    return undefined;
  }

  /** Whether the tables are there, made if they were not. */
  #prepare(connection: SqlConnection, make: boolean): boolean {
    const { file, schema, durability } = this.#settings;
    setReadPragmas(connection, file);
    // Else another process may make the tables between two things that are looked at.
    const isMade = readTransaction(connection, () => checkSchema(connection, file, schema));
    if (!isMade && !make) return false;
    // Before the first table, or it has no effect.
    if (!isMade) connection.exec('PRAGMA auto_vacuum = INCREMENTAL');
    setWritePragmas(connection, file, durability);
    if (isMade) return true;
    transaction(connection, () => {
      if (!checkSchema(connection, file, schema)) connection.exec(schema.sql);
    });
    return true;
  }

  async #close(): Promise<void> {
    const opening = this.#opening;
    if (opening !== undefined) await this.#forget(opening);
  }

  async #forget(opening: Promise<OpenDatabase | undefined>): Promise<void> {
    if (this.#opening !== opening) return;
    this.#opening = undefined;
    await opening.then(
      (database) => database?.close(),
      () => undefined,
    );
  }
}

async function madeAt(file: string, schema: Schema): Promise<FoundFile> {
  const found = await lookAt(file, schema);
  if (found !== 'none') return found;
  await makeFile(file).catch((error: unknown) => {
    // Another process was faster.
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  return lookAt(file, schema);
}

/** A file that bears no mark may be somebody else's: read-only, nothing of it changes by our looking. */
function probe(driver: SqlDriver, file: string, schema: Schema): void {
  const connection = driver.open(file, true);
  try {
    pragma(connection, 'schema_version');
    readTransaction(connection, () => checkSchema(connection, file, schema));
  } finally {
    connection.close();
  }
}
