export { readLines } from './read-lines.js';
export { readJsonLines } from './read-json-lines.js';
export { readCsv, type CsvRow, type ReadCsvOptions } from './read-csv.js';
export type { BlobShape, ByteInput, ByteStreamShape, FileUrl, MakeInput } from './byte-input.js';
export type { Cursor } from './line-splitter.js';
export type { LineOptions, SourceFactory } from './line-source.js';
export type { Compression } from './open-bytes.js';

// What stands in the place of a line that is malformed
export { isMalformed, type MalformedItem } from '../core/malformed.js';
export { MalformedLineError, type LinePlace } from './malformed-line-error.js';

// Errors
export { InputError } from './input-error.js';
export { MissingPeerError } from '../core/missing-peer-error.js';
