import type { Dexie } from 'dexie';
import { MissingPeerError } from '../core/missing-peer-error.js';
import { KEYS, STORE } from '../store/indexed-db/layout.js';
import { unavailable } from '../store/indexed-db/open-database.js';

/** Below every version that an application declares, so that its own upgrades still run. */
const VERSION = 0.1;

/** Opens a database of Dexie, and adds the table of runs where there is none. */
export async function openByDexie(
  name: string,
  blocked: () => void,
  factory: IDBFactory | undefined = (globalThis as { indexedDB?: IDBFactory }).indexedDB,
): Promise<IDBDatabase> {
  const DexieClass = await loadDexie();
  // Addons are the application's, and may change what a version is.
  const indexedDB = factory === undefined ? {} : { indexedDB: factory };
  const dexie = new DexieClass(name, { autoOpen: false, addons: [], ...indexedDB });
  dexie.version(VERSION).stores({ [STORE]: `,*${KEYS}` });
  dexie.on('blocked', () => {
    blocked();
    return false;
  });
  // Whoever holds the connection closes it when it may; Dexie would write to the console besides.
  dexie.on('versionchange', () => false);
  try {
    await dexie.open();
    return dexie.backendDB();
  } catch (error) {
    throw unavailable(error);
  }
}

async function loadDexie(): Promise<typeof Dexie> {
  try {
    return (await import('dexie')).Dexie;
  } catch (cause) {
    throw new MissingPeerError('dexieStore', 'dexie', '4', cause);
  }
}
