import { incompatibleOptions, invalidType } from '../core/option-error.js';
import { readOptions, type OptionRule } from '../core/options.js';
import { StoreCorruptError } from '../core/store-corrupt-error.js';
import { csvCell, csvRecord, csvText } from './csv-cells.js';
import type { Sink } from './sink.js';
import type { Continuation, Reading } from './text-format.js';
import { textSink, type TextTarget } from './text-sink.js';

const BLOCK = 65_536;
const NEWLINE = 10;
const QUOTE = 34;

export interface CsvFileOptions {
  /** The names of the columns, in their order: those of the header, and of what is taken of a row. */
  readonly columns: readonly string[];
}

const columnsRule: OptionRule = {
  expected: 'an array of different names',
  check: (value) => {
    if (!Array.isArray(value)) return 'type';
    const isSet = value.length > 0 && new Set(value).size === value.length;
    return isSet && value.every((name) => typeof name === 'string') ? 'ok' : 'range';
  },
};

/**
 * Adds rows to a CSV file (RFC 4180, UTF-8), or writes them into a stream, below a header.
 *
 * A batch is on the device when it is acknowledged, and cut off again where it could not be written. A last
 * row without its line end is cut off before the first write: it is not known whether it is whole. A file with
 * another header is refused. Text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets a `'` before
 * it, since spreadsheets would run it; numbers stay as they are. A Date is ISO 8601, other objects are JSON,
 * null and undefined are empty.
 *
 * - **Errors** with StoreWriteError when the file cannot be written; StoreCorruptError when its header is
 * another, or somebody else writes it; TypeError `ERR_INVALID_ARG_TYPE` for a row that is no object, or a value
 * without text, such as a function.
 *
 * @param target the path of a file, which is made where there is none; or a WritableStream of bytes, which is
 * closed at the end.
 * @param options `columns`: their names, in their order.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`,
 * `ERR_INCOMPATIBLE_OPTIONS`) at the call; StoreUnavailableError for a path where there are no files, as in a browser.
 *
 * @example
 * ```ts
 * import { csvFile, writeTo } from 'sluice/sinks';
 *
 * results$.pipe(writeTo(csvFile('places.csv', { columns: ['id', 'city'] }))).subscribe();
 * ```
 */
export function csvFile<T>(target: TextTarget, options: CsvFileOptions): Sink<T> {
  if ((options as unknown) === undefined) {
    throw invalidType('csvFile', 'options', 'a plain object', options);
  }
  const { columns } = readOptions<CsvFileOptions>('csvFile', options, { columns: columnsRule });
  if ((columns as unknown) === undefined) {
    throw incompatibleOptions('csvFile', '"columns" is needed, for the header');
  }
  const names = [...columns];
  const head = csvRecord(names.map(csvText));
  return textSink<T>('csvFile', target, {
    head,
    line: (row) => {
      if (typeof row !== 'object' || row === null) {
        throw invalidType('csvFile', 'row', 'an object', row);
      }
      return csvRecord(names.map((name) => csvCell((row as Record<string, unknown>)[name], name)));
    },
    continuation: (file) => continuation(file, head),
  });
}

/** Behind the last record that ends: a newline within quotes ends none. */
async function continuation(file: Reading, head: string): Promise<Continuation> {
  const { size, path } = file;
  const header = new TextEncoder().encode(head);
  const begin = new TextDecoder().decode(await file.read(0, Math.min(size, header.length)));
  if (size < header.length && head.startsWith(begin)) return { size: 0, before: head };
  if (begin !== head) throw new StoreCorruptError(path, 0, 'its header is another');
  let end = header.length;
  let isQuoted = false;
  for (let from = end; from < size; from += BLOCK) {
    const bytes = await file.read(from, Math.min(size, from + BLOCK));
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === NEWLINE && !isQuoted) end = from + at + 1;
    }
  }
  return { size: end, before: '' };
}
