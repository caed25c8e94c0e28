import { sqlTable, type SqlTableOptions } from '../../src/sinks/sql-table.js';
import type { RunSql, SqlValue } from '../../src/sinks/sql-shapes.js';
import { openSqlite, type OpenSqlite } from './support/open-sqlite.js';
import { describeSink, type SinkRow } from '../../src/testing/index.js';

type Row = Record<string, SqlValue | undefined>;
const { signal } = new AbortController();

describe('sqlTable', () => {
  let db: OpenSqlite;
  beforeEach(async () => {
    db = await openSqlite(':memory:');
    db.exec('CREATE TABLE place (id TEXT PRIMARY KEY, n ANY, b BLOB) WITHOUT ROWID');
  });
  afterEach(() => db.close());

  // Rows of node:sqlite have no prototype.
  const rows = (sql = 'SELECT * FROM place ORDER BY id') =>
    db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  const write = async (given: readonly Row[], options: Partial<SqlTableOptions<Row>> = {}) =>
    sqlTable<Row>(db, 'place', { key: 'id', ...options }).write(given, { signal });

  it('should put rows in place of those with the same key', async () => {
    await write([
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ]);
    await write([
      { id: 'b', n: 3 },
      { id: 'c', n: 4 },
      { id: 'c', n: 5 },
    ]);
    expect(rows('SELECT id, n FROM place ORDER BY id')).toEqual([
      { id: 'a', n: 1 },
      { id: 'b', n: 3 },
      { id: 'c', n: 5 },
    ]);
  });

  it('should leave alone the columns that it does not write', async () => {
    await write([{ id: 'a', n: 1 }]);
    await write([{ id: 'a' }, { id: 'b' }]);
    expect(rows('SELECT id, n FROM place ORDER BY id')).toEqual([
      { id: 'a', n: 1 },
      { id: 'b', n: null },
    ]);
  });

  it('should write all of a batch or nothing, and then the next', async () => {
    db.exec(
      "CREATE TRIGGER no BEFORE INSERT ON place WHEN NEW.n = 'bad' BEGIN SELECT RAISE(FAIL, 'bad'); END",
    );
    const sink = sqlTable<Row>(db, 'place', { key: 'id' });
    const many = Array.from({ length: 2000 }, (_, i) => ({
      id: `k${i}`,
      n: i === 1999 ? 'bad' : i,
    }));
    await expectAsync(Promise.resolve(sink.write(many, { signal }))).toBeRejectedWithError('bad');
    expect(rows()).toEqual([]);
    expect(() => db.exec('COMMIT')).toThrowError(/no transaction is active/);
    await sink.write(many.slice(0, 1999), { signal });
    expect(rows('SELECT count(*) AS n, sum(n) AS s FROM place')).toEqual([{ n: 1999, s: 1997001 }]);
  });

  it('should write batches one after another, also if nobody waits', async () => {
    const sink = sqlTable<Row>(db, 'place', { key: 'id' });
    await Promise.all([1, 2, 3].map((n) => sink.write([{ id: 'a', n }], { signal })));
    expect(rows('SELECT n FROM place')).toEqual([{ n: 3 }]);
  });

  it('should bind values, and refuse those that SQLite would change', async () => {
    const evil = "'); DROP TABLE place; --";
    await write([
      { id: evil, n: 5n, b: new Uint8Array([1, 0, 2]) },
      { id: 'b', n: true, b: undefined },
    ]);
    // A driver gives a Buffer, the other one an array of bytes.
    expect(rows('SELECT id, n, hex(b) AS b FROM place ORDER BY id')).toEqual([
      { id: evil, n: 5, b: '010002' },
      { id: 'b', n: 1, b: '' },
    ]);
    for (const n of [NaN, {}, [1], new Date(0), () => 1, Symbol('s')]) {
      await expectAsync(write([{ id: 'c', n: n as never }])).toBeRejectedWithError(
        TypeError,
        /"n" must be/,
      );
    }
    expect(rows('SELECT count(*) AS n FROM place')).toEqual([{ n: 2 }]);
  });

  it('should quote names, whatever they are', async () => {
    for (const [i, name] of [
      'a"b',
      'x"); DROP TABLE place; --',
      'select',
      "o'k",
      ' ',
      '[a]',
      '`',
      'é',
      '__proto__',
    ].entries()) {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      db.exec(`CREATE TABLE t${i} (id TEXT PRIMARY KEY); ALTER TABLE t${i} ADD COLUMN ${quoted}`);
      if (name !== ' ') db.exec(`ALTER TABLE t${i} RENAME TO ${quoted}`);
      const row = JSON.parse(`{"id":"a",${JSON.stringify(name)}:7}`) as Row;
      await sqlTable<Row>(db, name === ' ' ? `t${i}` : name, { key: 'id' }).write(
        [row, { ...row, id: 'b' }],
        { signal },
      );
      expect(rows(`SELECT ${quoted} AS v FROM ${name === ' ' ? `t${i}` : quoted}`))
        .withContext(name)
        .toEqual([{ v: 7 }, { v: 7 }]);
    }
    expect(rows()).toEqual([]);
  });

  it('should refuse rows without a key, with other columns, or with names that are none', async () => {
    const refused: [readonly unknown[], RegExp][] = [
      [[{ n: 1 }], /"id" must be a key of each row/],
      [[{ id: null, n: 1 }], /"id" must be a key of each row/],
      [[{ id: 'a', n: 1 }, { id: 'b' }], /columns of the first of its batch: id, n/],
      [[{ id: 'a' }, { id: 'b', n: 1 }], /columns of the first of its batch: id/],
      [[{ id: 'a', ['n\0']: 1 }], /"column" must be a name/],
      [[{ id: 'a', '': 1 }], /"column" must be a name/],
      [[null], /"row" must be an object/],
    ];
    for (const [given, message] of refused) {
      const result = await write(given as Row[]).then(
        () => 'written',
        (error: unknown) => (error as Error).message,
      );
      expect(result).toMatch(message);
    }
    expect(rows()).toEqual([]);
  });

  it('should make rows by "row", and take several columns for a key', async () => {
    db.exec('CREATE TABLE pair (a INTEGER, b INTEGER, n INTEGER, PRIMARY KEY (a, b))');
    const sink = sqlTable<number>(db, 'pair', {
      key: ['a', 'b'],
      row: (n) => ({ a: n % 2, b: n % 3, n }),
    });
    await sink.write([0, 1, 2, 3, 4, 5, 6], { signal });
    expect(rows('SELECT n FROM pair ORDER BY n')).toEqual([1, 2, 3, 4, 5, 6].map((n) => ({ n })));
  });

  it('should take a function, with numbered placeholders, within one transaction', async () => {
    const said: [string, number][] = [];
    const run: RunSql = (sql, values) => {
      said.push([sql, values.length]);
      return Promise.resolve();
    };
    const sink = sqlTable<Row>(run, 'place', { key: 'id', placeholders: '$' });
    await sink.write(
      [
        { id: 'a', d: 0 },
        { id: 'b', d: 2 },
        // Some databases refuse to write a row twice in one statement.
        { id: 'a', d: 1 },
      ],
      { signal },
    );
    expect(said).toEqual([
      ['BEGIN', 0],
      [
        'INSERT INTO "place" ("id", "d") VALUES ($1, $2), ($3, $4) ON CONFLICT ("id") DO UPDATE SET "d" = excluded."d"',
        4,
      ],
      ['COMMIT', 0],
    ]);
    said.length = 0;
    await sink.write(
      Array.from({ length: 1200 }, (_, i) => ({ id: i, d: i })),
      { signal },
    );
    expect(said.map(([, values]) => values)).toEqual([0, 998, 998, 404, 0]);
  });

  it('should roll back, and reject with the first error', async () => {
    const said: string[] = [];
    const run: RunSql = (sql) => {
      said.push(sql.split(' ')[0] ?? '');
      if (sql.startsWith('INSERT')) throw new Error('first');
      if (sql === 'ROLLBACK') throw new Error('second');
    };
    const done = sqlTable<Row>(run, 'place', { key: 'id' }).write([{ id: 1 }], { signal });
    await expectAsync(Promise.resolve(done)).toBeRejectedWithError('first');
    expect(said).toEqual(['BEGIN', 'INSERT', 'ROLLBACK']);
  });

  it('should refuse wrong arguments at the call', () => {
    const call = sqlTable as (...args: unknown[]) => unknown;
    expect(() => call({}, 't', { key: 'id' })).toThrowError(/"db" must be a database/);
    expect(() => call(db, '', { key: 'id' })).toThrowError(/"table" must be a name/);
    expect(() => call(db, 't\0', { key: 'id' })).toThrowError(/"table" must be a name/);
    expect(() => call(db, 't', {})).toThrowError(/"key" is needed/);
    expect(() => call(db, 't')).toThrowError(/"options" must be/);
    expect(() => call(db, 't', { key: [] })).toThrowError(/"key" must be/);
    expect(() => call(db, 't', { key: ['a', 'a'] })).toThrowError(/"key" must be/);
  });
});

describeSink('sqlTable', async () => {
  const db = await openSqlite(':memory:');
  db.exec('CREATE TABLE place (id TEXT PRIMARY KEY, n REAL)');
  return {
    open: () => sqlTable<SinkRow>(db, 'place', { key: 'id' }),
    rows: () =>
      db
        .prepare('SELECT id, n FROM place')
        .all()
        .map((row) => ({ id: String(row['id']), n: Number(row['n']) })),
    again: 'replaces',
    dispose: () => {
      db.close();
    },
  };
});
