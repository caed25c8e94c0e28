import { freshName, removeDatabase } from '../support/indexed-db.js';
import { keyvalStore } from '../../src/keyval/keyval-store.js';
import { describeResultStore } from '../../src/testing/describe-result-store.js';
import { STORE_CHOICES } from '../support/indexed-db-choices.js';

for (const options of STORE_CHOICES) {
  describeResultStore(`keyvalStore ${JSON.stringify(options)}`, () => {
    const name = freshName();
    return { open: () => keyvalStore(name, options), dispose: () => removeDatabase(name) };
  });
}
