export { countedSource, type CountedSource } from './counted-source.js';
export { describeCacheStore } from './describe-cache-store.js';
export { describeResultStore, type Runner } from './describe-result-store.js';
export { describeSink } from './describe-sink.js';
export { later } from './later.js';
export { marbles, type MarbleHelpers, type MarbleOptions } from './marbles.js';
export { scriptedStore, type ScriptedStore, type StoreScript } from './scripted-store.js';
export {
  scriptedWork,
  type ScriptedWork,
  type WorkCall,
  type WorkScript,
  type WorkStep,
} from './scripted-work.js';
export type { CacheFixture } from './cache-store/entries.js';
export type { StoreFixture } from './result-store/probe.js';
export type { SinkFixture, SinkRow } from './sink/rows.js';
