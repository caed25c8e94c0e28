import { StoreUnavailableError } from '../../core/store-unavailable-error.js';
import { StoreVersionError } from '../../core/store-version-error.js';
import { KEYS, STORE } from './layout.js';
import { nameOf } from './platform-error.js';

const VERSION = 1;

/** Opens a database that is of this library alone, and makes it where there is none. */
export async function openDatabase(
  name: string,
  blocked: () => void,
  factory: IDBFactory | undefined = (globalThis as { indexedDB?: IDBFactory }).indexedDB,
): Promise<IDBDatabase> {
  if (!factory) throw new StoreUnavailableError('IndexedDB');
  try {
    return await opening(factory, name, blocked);
  } catch (error) {
    if (nameOf(error) !== 'VersionError') throw unavailable(error);
    const version = await versionOf(factory, name);
    throw new StoreVersionError(`the database "${name}"`, version, VERSION);
  }
}

/** What forbids the page to use it will not pass; all else may. */
export function unavailable(error: unknown): unknown {
  const forbids = ['SecurityError', 'NotSupportedError', 'InvalidStateError', 'MissingAPIError'];
  return forbids.includes(nameOf(error)) ? new StoreUnavailableError('IndexedDB', error) : error;
}

function opening(factory: IDBFactory, name: string, blocked: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, VERSION);
    request.onblocked = blocked;
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE);
      store.createIndex(KEYS, KEYS, { multiEntry: true });
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error);
    };
  });
}

async function versionOf(factory: IDBFactory, name: string): Promise<unknown> {
  const all = await (factory as Partial<IDBFactory>).databases?.call(factory).catch(() => []);
  return all?.find((each) => each.name === name)?.version ?? 'above';
}
