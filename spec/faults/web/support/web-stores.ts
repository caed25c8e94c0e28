import { dexieStore } from '../../../../src/dexie/index.js';
import { keyvalStore } from '../../../../src/keyval/index.js';
import type { ResultStore } from '../../../../src/store/result-store.js';
import { DATABASE, type WebStoreTask } from './page-faults.js';

export function webStoreOf({ store, durability }: WebStoreTask): ResultStore {
  return { dexieStore, keyvalStore }[store](DATABASE, { durability });
}
