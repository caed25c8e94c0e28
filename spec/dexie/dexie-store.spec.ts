import { freshName, removeDatabase } from '../support/indexed-db.js';
import { dexieStore } from '../../src/dexie/dexie-store.js';
import { describeResultStore } from '../../src/testing/describe-result-store.js';
import { STORE_CHOICES } from '../support/indexed-db-choices.js';

for (const options of STORE_CHOICES) {
  describeResultStore(`dexieStore ${JSON.stringify(options)}`, () => {
    const name = freshName();
    return { open: () => dexieStore(name, options), dispose: () => removeDatabase(name) };
  });
}
