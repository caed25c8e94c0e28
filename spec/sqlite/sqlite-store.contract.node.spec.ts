import { join } from 'node:path';
import { sqliteStore } from '../../src/sqlite/sqlite-store.js';
import { describeResultStore } from '../../src/testing/describe-result-store.js';
import { makeDir } from '../node/support/dirs.js';

for (const options of [
  { durability: 'power', compression: 'none' },
  { durability: 'process', compression: 'gzip' },
] as const) {
  describeResultStore(`sqliteStore, ${Object.values(options).join()}`, async () => {
    const { path, remove } = await makeDir();
    const file = join(path, 'runs.db');
    return { open: () => sqliteStore(file, options), dispose: remove };
  });
}
