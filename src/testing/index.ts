export { describeResultStore, type Runner } from './describe-result-store.js';
export type { StoreFixture } from './result-store/probe.js';
