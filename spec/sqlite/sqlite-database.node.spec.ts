import { spawnSync } from 'node:child_process';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDriver } from '../../src/sqlite/load-driver.js';
import type { SqlConnection, SqlDriver } from '../../src/sqlite/sql-driver.js';
import { runSchema } from '../../src/sqlite/run-schema.js';
import { SqliteConnection } from '../../src/sqlite/sqlite-connection.js';
import { SqliteDatabase } from '../../src/sqlite/sqlite-database.js';
import type { RecordRow, RunRow } from '../../src/store/records/run-database.js';
import { makeDir } from '../node/support/dirs.js';
import { macrotask } from '../support/ticks.js';

const HEAD = {
  ranges: [
    [0, 2],
    [5, 7],
  ],
  failures: [{ place: 1, kind: 'rejected', error: { name: 'Error', message: 'no' } }],
  undefined: [3],
};

describe('SqliteDatabase', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;
  let driver: SqlDriver;
  let file: string;

  beforeEach(async () => {
    dir = await makeDir();
    file = join(dir.path, 'a.db');
    driver = await loadDriver('spec');
  });

  afterEach(() => dir.remove());

  const databaseOf = (longestWait = 5000) =>
    new SqliteDatabase(
      file,
      new SqliteConnection({
        ...{ where: 'spec', file, schema: runSchema, durability: 'process', longestWait },
      }),
    );

  const rowOf = (database: SqliteDatabase, runId: string, epoch: number): RunRow => ({
    runId,
    version: 1,
    createdAt: 7,
    fingerprint: { identity: 'position' },
    state: 'open',
    epoch,
    holder: { ...database.self(), epoch },
  });

  const recordOf = (seq: number, more: Partial<RecordRow> = {}): RecordRow => ({
    runId: 'run',
    seq,
    head: JSON.stringify({ ranges: [[seq, seq + 1]] }),
    body: `[${seq}]`,
    keys: undefined,
    sum: 4_000_000_000 + seq,
    ...more,
  });

  async function opened(epoch = 1): Promise<SqliteDatabase> {
    const database = databaseOf();
    await database.change('run', () => rowOf(database, 'run', epoch));
    return database;
  }

  async function released(database: SqliteDatabase): Promise<void> {
    await database.change('run', (found) => ({ ...found!.row, holder: undefined }));
  }

  /** Beside the store, as any program may. */
  function by<R>(use: (connection: SqlConnection) => R): R {
    const connection = driver.open(file, false);
    try {
      return use(connection);
    } finally {
      connection.close();
    }
  }

  /** What lies beside it is gone when the last one has closed it. */
  async function closed(): Promise<void> {
    while ((await readdir(dir.path)).length > 1) await macrotask();
  }

  const errorOf = async (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error as { code: string; message: string; reason: string },
    );

  it('should make nothing by reading', async () => {
    const database = databaseOf();

    expect([await database.runs(), await database.run('run')]).toEqual([[], undefined]);
    expect(await database.records('run', 0, 9)).toEqual([]);
    expect(await readdir(dir.parent)).toEqual([]);
  });

  it('should give back records as they were, page by page', async () => {
    const database = await opened();
    const keys = ["'; DROP TABLE runs; --", 'a\ud800', 'nul\0', '__proto__', '"$.[0]'];
    const records = [
      recordOf(1),
      recordOf(2, { body: undefined }),
      recordOf(3, { body: new Uint8Array([0, 255]) }),
      recordOf(4, { keys }),
    ];
    await database.append('run', 1, records.slice(0, 3));
    await database.append('run', 1, records.slice(3));

    const bytes = (rows: readonly RecordRow[]) =>
      rows.map(({ body, ...row }) => ({
        ...row,
        body: typeof body === 'object' ? [...body] : body,
      }));
    expect(bytes(await database.records('run', 0, 3))).toEqual(bytes(records.slice(0, 3)));
    expect(bytes(await database.records('run', 3, 3))).toEqual(bytes(records.slice(3)));
    expect(await database.record('run', 2)).toEqual(recordOf(2, { body: undefined }));
    expect((await database.run('run'))?.last?.seq).toBe(4);
    expect(await database.hasKeys('run', [...keys, 'a\ud801', 'nul', "' OR 1=1"])).toEqual([
      ...keys.map(() => true),
      ...[false, false, false],
    ]);
    expect(await database.hasKeys('other', keys.slice(0, 1))).toEqual([false]);
    await released(database);
  });

  it('should write nothing for a writer whose run has another epoch, or all of a group', async () => {
    const database = await opened(1);
    await database.append('run', 1, [recordOf(1)]);
    await database.change('run', () => rowOf(database, 'run', 2));

    expect((await errorOf(database.append('run', 1, [recordOf(2)])))?.code).toBe(
      'ERR_RUN_TAKEN_OVER',
    );
    // The second is there already.
    expect(await errorOf(database.append('run', 2, [recordOf(2), recordOf(1)]))).toBeDefined();
    expect((await database.records('run', 0, 9)).map(({ seq }) => seq)).toEqual([1]);
    await released(database);
  });

  it('should undo a change that throws, and remove a run with all that is known of it', async () => {
    const database = await opened();
    await database.append('run', 1, [recordOf(1, { keys: ['a'], head: JSON.stringify(HEAD) })]);
    const failing = database.change('run', () => {
      throw new Error('no');
    });
    expect((await errorOf(failing))?.message).toBe('no');
    const kept = database.remove('run', () => {
      throw new Error('kept');
    });
    expect((await errorOf(kept))?.message).toBe('kept');
    await database.remove('run', () => undefined);

    expect(await database.runs()).toEqual([]);
    expect((await errorOf(database.remove('run', () => undefined)))?.code).toBe(
      'ERR_RUN_NOT_FOUND',
    );
    const left = by((connection) =>
      ['records', 'keys', 'failures', 'replaced'].map((table) =>
        connection.prepare(`SELECT count(*) AS n FROM ${table}`).get(),
      ),
    );
    expect(left.map((row) => row?.['n'])).toEqual([0, 0, 0, 0]);
  });

  it('should show each item as a row of the view, without what was replaced', async () => {
    const database = await opened();
    await database.append('run', 1, [
      recordOf(1, {
        head: JSON.stringify(HEAD),
        body: '[1.50,null,{"a":"\\ud800"},null]',
        keys: ['k', 'l', 'm\0', 'n'],
      }),
      recordOf(2, {
        head: JSON.stringify({ ranges: [[1, 2]], again: [[1, [1]]] }),
        body: '[1e308]',
      }),
      recordOf(3, {
        head: JSON.stringify({ ranges: [[9, 10]], packing: 'gzip' }),
        body: new Uint8Array([1]),
      }),
    ]);
    const rows = by((connection) =>
      connection.prepare('SELECT * FROM results ORDER BY position').all(),
    ).map((row) => Object.values(row));

    expect(rows).toEqual([
      ['run', 0, 'k', 'fulfilled', '1.50', null, null],
      ['run', 1, null, 'fulfilled', '1e308', null, null],
      ['run', 5, 'm\0', 'fulfilled', '{"a":"\\ud800"}', null, null],
      ['run', 6, 'n', 'fulfilled', null, null, null],
      ['run', 9, null, 'fulfilled', null, null, 'gzip'],
    ]);
    await released(database);
  });

  it('should keep the file to the user', async () => {
    const database = await opened();
    const names = await readdir(dir.path);

    expect(names).toEqual(['a.db', 'a.db-shm', 'a.db-wal']);
    for (const name of names) {
      expect((await stat(join(dir.path, name))).mode & 0o777).toBe(0o600);
    }
    await released(database);
  });

  it('should refuse what is not its own, and touch nothing of it', async () => {
    await released(await opened());
    await closed();
    const make = (sql: string) => by((connection) => connection.exec(sql));
    const cases: readonly (readonly [code: string, spoil: () => unknown])[] = [
      [
        'ERR_STORE_CORRUPT',
        () => make('CREATE TRIGGER t AFTER INSERT ON runs BEGIN SELECT 1; END'),
      ],
      [
        'ERR_STORE_CORRUPT',
        () => make('DROP VIEW results; DROP TABLE failures; CREATE VIEW failures AS SELECT 1'),
      ],
      ['ERR_STORE_VERSION', () => make('PRAGMA user_version = 2')],
      ['ERR_STORE_CORRUPT', () => make('PRAGMA application_id = 7')],
      ['ERR_STORE_CORRUPT', () => make('PRAGMA application_id = 0')],
      ['ERR_STORE_CORRUPT', () => writeFile(file, 'no database')],
    ];
    const original = await readFile(file);
    for (const [code, spoil] of cases) {
      await writeFile(file, original);
      await spoil();
      const before = await readFile(file);
      const database = databaseOf();
      expect((await errorOf(database.runs()))?.code).toBe(code);
      const change = database.change('run', () => rowOf(database, 'run', 1));
      expect((await errorOf(change))?.code)
        .withContext(String(spoil))
        .toBe(code);
      expect(await readFile(file)).toEqual(before);
    }
  });

  it('should follow no link', async () => {
    await released(await opened());
    const real = file;
    file = join(dir.path, 'link.db');
    await symlink(real, file);

    expect((await errorOf(databaseOf().runs()))?.code).toBe('ERR_STORE_CORRUPT');
    file = join(dir.path, 'b.db');
    await writeFile(file, '');
    await symlink(real, `${file}-wal`);
    expect((await errorOf(opened()))?.code).toBe('ERR_STORE_CORRUPT');
  });

  it('should wait while others write, and say so when it is too long', async () => {
    const database = await opened();
    const other = driver.open(file, false);
    other.exec('BEGIN IMMEDIATE');
    const impatient = databaseOf(0);
    const change = impatient.change('b', () => rowOf(impatient, 'b', 1));
    expect((await errorOf(change))?.code).toBe('ERR_STORE_BLOCKED');
    let isStored = false;
    const append = database.append('run', 1, [recordOf(1)]).then(() => (isStored = true));
    await macrotask();
    await macrotask();
    expect(isStored).toBeFalse();
    other.exec('COMMIT');
    other.close();
    await append;
    await released(database);
  });

  it('should say that what it had written is gone when the file is', async () => {
    const database = await opened();
    await dir.remove();

    const error = await errorOf(database.append('run', 1, [recordOf(1)]));
    expect([error?.code, error?.reason]).toEqual(['ERR_STORE_WRITE', 'ENOENT']);
  });

  it('should name a process that has ended as dead, and this one as alive', () => {
    const database = databaseOf();
    const self = { ...database.self(), epoch: 1 };

    expect(database.isAlive(self)).toBeTrue();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(database.isAlive({ ...self, pid, start: '1' })).toBeFalse();
  });

  it('should close the file when nobody needs it', async () => {
    const database = await opened();
    await database.append('run', 1, [recordOf(1)]);
    await released(database);
    await closed();

    expect(await readdir(dir.path)).toEqual(['a.db']);
    expect((await databaseOf().run('run'))?.last).toEqual(recordOf(1));
  });
});
