import { cborValues } from '../../../src/store/codec/cbor-values.js';
import { jsonValues } from '../../../src/store/codec/json-values.js';
import { packer } from '../../../src/store/codec/packer.js';
import { recordStore } from '../../../src/store/records/record-store.js';
import { describeResultStore } from '../../../src/testing/describe-result-store.js';
import { MemoryDatabase } from '../../support/memory-database.js';

for (const format of [jsonValues, cborValues]) {
  for (const compression of ['none', 'gzip'] as const) {
    describeResultStore(`recordStore of ${format.id}, compression ${compression}`, () => {
      const database = new MemoryDatabase();
      const settings = {
        where: 'recordStore',
        database: () => Promise.resolve(database),
        format: () => Promise.resolve(format),
        packer: compression === 'none' ? undefined : packer('recordStore', compression),
      };
      return {
        open: () => recordStore(settings),
        dispose: () => undefined,
        abandon: () => {
          database.crash();
        },
      };
    });
  }
}
