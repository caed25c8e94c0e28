import { freshName, removeDatabase } from '../support/indexed-db.js';
import { Dexie, type Table } from 'dexie';
import { dexieTable, type DexieTableOptions } from '../../src/sinks/dexie-table.js';
import { describeSink, type SinkRow } from '../../src/testing/index.js';

interface Place {
  readonly id?: number | string | null;
  readonly n: unknown;
}
const { signal } = new AbortController();

describe('dexieTable', () => {
  let name: string;
  let db: Dexie;
  let places: Table<Place>;
  beforeEach(async () => {
    name = freshName();
    db = new Dexie(name, { indexedDB, IDBKeyRange });
    db.version(1).stores({ places: 'id, &n', loose: '', counted: '++id', pairs: '[id+n]' });
    await db.open();
    places = db.table('places');
  });
  afterEach(async () => {
    db.close();
    await removeDatabase(name);
  });

  const write = async (table: Table, rows: readonly Place[], options?: DexieTableOptions<Place>) =>
    dexieTable<Place>(table, options).write(rows, { signal });

  it('should put rows in place of those with the same key', async () => {
    await write(places, [
      { id: 1, n: 'a' },
      { id: 2, n: 'b' },
    ]);
    await write(places, [
      { id: 2, n: 'c' },
      { id: 3, n: 'd' },
    ]);
    expect(await places.toArray()).toEqual([
      { id: 1, n: 'a' },
      { id: 2, n: 'c' },
      { id: 3, n: 'd' },
    ]);
  });

  it('should write all of a batch or nothing, and then the next', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => ({ id: i, n: i === 499 ? 'n0' : `n${i}` }));
    await expectAsync(write(places, rows)).toBeRejected();
    expect(await places.count()).toBe(0);
    await expectAsync(
      write(places, [
        { id: 1, n: 'a' },
        { id: 2, n: () => 1 },
      ]),
    ).toBeRejected();
    expect(await places.count()).toBe(0);
    await write(places, rows.slice(0, 499));
    expect(await places.count()).toBe(499);
  });

  it('should make what is stored by "row", and the key by "key"', async () => {
    const options = { row: ({ n }: Place) => `${String(n)}!`, key: ({ id }: Place) => id };
    await write(db.table('loose'), [{ id: 'k', n: 'a' }], options);
    await write(db.table('loose'), [{ id: 'k', n: 'b' }], options);
    expect(await db.table('loose').toArray()).toEqual(['b!']);
    expect(await db.table('loose').get('k')).toBe('b!');
  });

  it('should refuse rows that would be others each time, and write nothing of their batch', async () => {
    const counted: Table = db.table('counted');
    const rejected = await write(counted, [{ id: 7, n: 1 }, { n: 2 }]).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
    expect(rejected).toBe('dexieTable: "id" must be a key of each row; received undefined');
    await expectAsync(
      write(db.table('loose'), [{ id: null, n: 1 }], { key: ({ id }) => id }),
    ).toBeRejectedWithError(TypeError);
    await expectAsync(write(db.table('pairs'), [{ id: 1, n: undefined }])).toBeRejectedWithError(
      TypeError,
    );
    expect([await counted.count(), await db.table('loose').count()]).toEqual([0, 0]);
  });

  it('should refuse a key where rows have one, and none where they have not', () => {
    expect(() => dexieTable(places, { key: () => 1 })).toThrowError(
      /"key" is not for table places/,
    );
    expect(() => dexieTable(db.table('loose'))).toThrowError(/"key" is needed for table loose/);
    expect(() => dexieTable({} as never)).toThrowError(/"table" must be a table of Dexie/);
  });
});

describeSink('dexieTable', async () => {
  const name = freshName();
  const db = new Dexie(name, { indexedDB, IDBKeyRange });
  db.version(1).stores({ rows: 'id' });
  const table: Table<SinkRow> = db.table('rows');
  await db.open();
  return {
    open: () => dexieTable(table),
    rows: () => table.toArray(),
    again: 'replaces',
    dispose: async () => {
      db.close();
      await removeDatabase(name);
    },
  };
});
