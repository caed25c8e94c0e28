import { freshName, removeDatabase } from '../support/indexed-db.js';
import type { Dexie } from 'dexie';
import { claimWarnings } from '../support/claims.js';
import { openByDexie } from '../../src/dexie/open-by-dexie.js';
import { IndexedDbRuns } from '../../src/store/indexed-db/indexed-db-runs.js';

const row = {
  runId: 'run',
  version: 1,
  createdAt: 1,
  fingerprint: { identity: 'position' },
  state: 'open',
  epoch: 1,
} as const;

describe('openByDexie', () => {
  let name: string;
  let DexieClass: typeof Dexie;
  const open: Dexie[] = [];
  const connections: IDBDatabase[] = [];

  const runsOf = () =>
    new IndexedDbRuns({
      name,
      durability: 'relaxed',
      open: async (blocked) => {
        const db = await openByDexie(name, blocked);
        connections.push(db);
        return db;
      },
    });

  const users = (version: number, tables: Record<string, string>) => {
    const db = new DexieClass(name, { indexedDB, IDBKeyRange });
    db.version(version).stores(tables);
    open.push(db);
    return db;
  };

  beforeEach(async () => {
    name = freshName();
    DexieClass = (await import('dexie')).Dexie;
  });

  afterEach(async () => {
    for (const db of open.splice(0)) db.close();
    for (const db of connections.splice(0)) db.close();
    await removeDatabase(name);
  });

  it('should make a database with one table, that Dexie reads', async () => {
    const runs = runsOf();
    await runs.change('run', () => row);
    const db = users(1, { sluice: ',*keys' });
    expect(await db.table('sluice').get(['run', 0])).toEqual(row);
    expect((await runs.run('run'))?.row).toEqual(row);
  });

  it('should leave the tables of a database alone, and let its next version be made', async () => {
    const first = users(1, { cities: 'id' });
    await first.table('cities').add({ id: 7 });
    first.close();
    const runs = runsOf();
    await runs.change('run', () => row);
    expect(claimWarnings().length).toBe(1); // the word of Dexie for a table that it adds

    const second = users(1, { cities: 'id', sluice: ',*keys' });
    let isUpgraded = false;
    second
      .version(2)
      .stores({ cities: 'id, name' })
      .upgrade(() => {
        isUpgraded = true;
      });
    expect(await second.table('cities').toArray()).toEqual([{ id: 7 }]);
    expect(isUpgraded).toBeTrue();
    expect((await runs.run('run'))?.row).toEqual(row);
  });

  it('should let go when somebody wants another version', async () => {
    const runs = runsOf();
    await runs.change('run', () => row);
    const db = users(3, { sluice: ',*keys', more: 'id' });
    await db.open();
    expect((await runs.run('run'))?.row).toEqual(row);
  });
});
