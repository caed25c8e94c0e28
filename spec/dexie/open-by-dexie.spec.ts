import { freshName, removeDatabase } from '../support/indexed-db.js';
import type { Dexie } from 'dexie';
import { claimWarnings } from '../support/claims.js';
import { StoreUnavailableError } from '../../src/core/store-unavailable-error.js';
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

  it('should leave addons to the application, whose versions they may change', async () => {
    const addon = (db: Dexie) => {
      db.version(7).stores({ added: 'id' });
    };
    DexieClass.addons.push(addon);
    try {
      const db = await openByDexie(name, () => undefined);
      connections.push(db);
      expect([db.version, [...db.objectStoreNames]]).toEqual([1, ['sluice']]);
    } finally {
      DexieClass.addons.splice(DexieClass.addons.indexOf(addon), 1);
    }
  });

  /** A database as a program makes it that does not use Dexie. */
  const foreign = async (version: number) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = ({ oldVersion }) => {
        if (oldVersion === 0) request.result.createObjectStore('cities').put('Graz', 1);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    connections.push(db);
    return db;
  };

  it('should refuse the database of a program that does not use Dexie, and not touch it', async () => {
    for (const version of [1, 7]) {
      (await foreign(version)).close();
      const error = await openByDexie(name, () => undefined).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(StoreUnavailableError);
      const db = await foreign(version);
      expect([db.version, [...db.objectStoreNames]]).toEqual([version, ['cities']]);
      db.close();
    }
  });

  it('should say that somebody keeps the database from being changed', async () => {
    const holder = await foreign(10);
    let opening: Promise<IDBDatabase> | undefined;
    await new Promise<void>((blocked) => {
      opening = openByDexie(name, blocked);
    });
    holder.close();
    const db = await opening;
    if (db !== undefined) connections.push(db);
    expect([...(db?.objectStoreNames ?? [])]).toEqual(['cities', 'sluice']);
    expect(claimWarnings().length).toBe(1);
  });
});
