import type { Dexie } from 'dexie';
import { MissingPeerError } from '../core/missing-peer-error.js';
import { StoreUnavailableError } from '../core/store-unavailable-error.js';
import { KEYS, STORE } from '../store/indexed-db/layout.js';
import { unavailable } from '../store/indexed-db/open-database.js';

/** Below every version that an application declares, so that its own upgrades still run. */
const VERSION = 0.1;

/** The lowest version of the platform that Dexie gives to a database of an application. */
const LOWEST_OF_DEXIE = 10;

/** Opens a database of Dexie, and adds the table of runs where there is none. */
export async function openByDexie(
  name: string,
  blocked: () => void,
  factory: IDBFactory | undefined = (globalThis as { indexedDB?: IDBFactory }).indexedDB,
): Promise<IDBDatabase> {
  const DexieClass = await loadDexie();
  if (factory !== undefined) await refuseForeign(factory, name, blocked);
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

/**
 * From a database of version 1 Dexie would remove all that is not declared here, and one of another version
 * its program could no longer open.
 */
async function refuseForeign(
  factory: IDBFactory,
  name: string,
  blocked: () => void,
): Promise<void> {
  const found = await existing(factory, name, blocked);
  if (found === undefined) return;
  const { version, objectStoreNames } = found;
  found.close();
  if (version >= LOWEST_OF_DEXIE || objectStoreNames.length === 0) return;
  if (objectStoreNames.contains(STORE)) return;
  const cause = new Error('it is of a program that does not use Dexie');
  throw new StoreUnavailableError(`the database "${name}"`, cause);
}

/** As it is; undefined where there is none, or where opening fails, which Dexie then says better. */
function existing(
  factory: IDBFactory,
  name: string,
  blocked: () => void,
): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    const request = factory.open(name);
    request.onblocked = blocked;
    request.onupgradeneeded = () => {
      // It would be made by this.
      request.transaction?.abort();
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = (event) => {
      event.preventDefault();
      resolve(undefined);
    };
  });
}

async function loadDexie(): Promise<typeof Dexie> {
  try {
    return (await import('dexie')).Dexie;
  } catch (cause) {
    throw new MissingPeerError('dexieStore', 'dexie', '4', cause);
  }
}
