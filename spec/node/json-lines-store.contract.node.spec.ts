import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import { describeResultStore } from '../../src/testing/describe-result-store.js';
import { makeDir } from './support/dirs.js';

for (const durability of ['power', 'process'] as const) {
  describeResultStore(`jsonLinesStore, durability ${durability}`, async () => {
    const { path, remove } = await makeDir();
    return { open: () => jsonLinesStore(path, { durability }), dispose: remove };
  });
}
