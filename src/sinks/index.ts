export type { Sink, SinkContext } from './sink.js';
export { writeTo, type WriteToOptions } from './write-to.js';
export { dexieTable, type DexieTableOptions, type DexieTableShape } from './dexie-table.js';
export { sqlTable, type SqlTableOptions } from './sql-table.js';
export type { RunSql, SqlDatabaseShape, SqlValue } from './sql-shapes.js';
export { jsonLinesFile } from './json-lines-file.js';
export { csvFile, type CsvFileOptions } from './csv-file.js';
export type { TextTarget } from './text-sink.js';
export type { WritableShape } from './stream-output.js';
