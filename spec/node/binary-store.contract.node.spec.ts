import { binaryStore } from '../../src/node/binary-store.js';
import { describeResultStore } from '../../src/testing/describe-result-store.js';
import { makeDir } from './support/dirs.js';

for (const options of [
  { durability: 'power' },
  { durability: 'process' },
  { durability: 'process', compression: 'gzip' },
] as const) {
  describeResultStore(`binaryStore, ${Object.values(options).join(', ')}`, async () => {
    const { path, remove } = await makeDir();
    return { open: () => binaryStore(path, options), dispose: remove };
  });
}
