export { jsonLinesStore, type JsonLinesStoreOptions } from './json-lines-store.js';
export type { Recovered } from './json-lines/format.js';
export type { JsonLinesRunInfo } from './json-lines/info.js';
export type { JsonLinesStore, JsonLinesWriter } from './json-lines/runs.js';
export type { StoreProblem, Verification } from './json-lines/verify.js';
export { loadConfig, type BatchConfig } from './load-config.js';
export { ConfigError } from './config/config-error.js';
