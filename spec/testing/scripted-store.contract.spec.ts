import { describeResultStore } from '../../src/testing/describe-result-store.js';
import { scriptedStore } from '../../src/testing/scripted-store.js';

describeResultStore('scriptedStore', () => {
  const store = scriptedStore();
  return { open: () => store, dispose: () => undefined };
});
