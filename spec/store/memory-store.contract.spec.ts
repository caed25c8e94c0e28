import { describeResultStore } from '../../src/testing/describe-result-store.js';
import { memoryStore } from '../../src/store/memory-store.js';

describeResultStore('memoryStore', () => {
  const store = memoryStore();
  return { open: () => store, dispose: () => undefined };
});
