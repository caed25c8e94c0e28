import { freshName, removeDatabase } from '../support/indexed-db.js';
import { createStore, entries } from 'idb-keyval';
import { keyvalStore } from '../../src/keyval/keyval-store.js';
import { describeResultStore } from '../../src/testing/describe-result-store.js';
import { STORE_CHOICES } from '../support/indexed-db-choices.js';

for (const options of STORE_CHOICES) {
  describeResultStore(`keyvalStore ${JSON.stringify(options)}`, () => {
    const name = freshName();
    return { open: () => keyvalStore(name, options), dispose: () => removeDatabase(name) };
  });
}

describe('keyvalStore', () => {
  it('should write what idb-keyval reads: the row of a run, and one entry for each chunk', async () => {
    const name = freshName();
    const fingerprint = { identity: 'position' } as const;
    const writer = await keyvalStore(name).open({ runId: 'run', fingerprint, resume: true });
    await writer.append({ ranges: [[0, 2]], values: ['a', { b: 1 }], failures: new Map() });
    await writer.close('completed');
    const found: unknown = await entries(createStore(name, 'sluice'));
    expect(found).toEqual([
      [['run', 0], jasmine.objectContaining({ runId: 'run', state: 'completed', epoch: 1 })],
      [['run', 1], jasmine.objectContaining({ seq: 1, body: '["a",{"b":1}]' })],
    ]);
    // Not waited for: idb-keyval never closes what it has opened.
    void removeDatabase(name);
  });
});
