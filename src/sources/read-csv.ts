import { readOptions, type OptionRule } from '../core/options.js';
import { checkInput, type ByteInput, type MakeInput } from './byte-input.js';
import { CsvRows } from './csv-rows.js';
import { lineRules, lineSource, type LineOptions, type SourceFactory } from './line-source.js';

export interface ReadCsvOptions extends LineOptions {
  /**
   * Whether the first record names the columns; or their names, where no record does. With false a
   * row is an array. @default true
   */
  readonly header?: boolean | readonly string[] | undefined;
  /** What stands between fields: one character. @default ',' */
  readonly delimiter?: string | undefined;
}

/** A row by the names of its columns. */
export type CsvRow<C extends string = string> = Record<C, string>;

/**
 * Reads a CSV file by RFC 4180, with Papa Parse (`npm install papaparse@5`).
 *
 * As `readLines`, of which it takes the inputs and has the position in bytes. Fields may be quoted, and
 * hold delimiters, newlines and doubled quotes then; all fields are strings, as they stand there. A
 * quote within a field that is not quoted is text. Empty lines are left out.
 *
 * - **Emits** an object per row, or an array with `header: false`. A row that has more or fewer fields
 *   than the header (without one: than the first row), a quoted field with text after it or without an
 *   end, and what is not UTF-8 keep their place as malformed: `processChunks` and `mapConcurrent`
 *   reject them with a MalformedLineError that has file and line, and the run goes on, at the next
 *   line.
 * - **Completes**, **On unsubscribe** as `readLines`.
 * - **Errors** as `readLines`; with MissingPeerError without Papa Parse; with InputError if the header
 *   is malformed or names a column twice.
 * - **Holds at most** what `readLines` does, and the lines of one record.
 *
 * @param input as of `readLines`.
 * @param options `header` (default true), `delimiter` (default `','`), `compression` (default
 * `'auto'`), `maxLineBytes` (bytes of a record, default 64 MiB).
 * @returns what `fromSource` reads, once for each subscription.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks } from 'sluice';
 * import { readCsv } from 'sluice/sources';
 *
 * fromSource(readCsv<'name' | 'city'>('people.csv'))
 *   .pipe(chunkBy(500), processChunks((rows) => insert(rows)))
 *   .subscribe();
 * ```
 */
export function readCsv(
  input: ByteInput | MakeInput,
  options: ReadCsvOptions & { readonly header: false },
): SourceFactory<string[]>;
export function readCsv<const C extends string = string>(
  input: ByteInput | MakeInput,
  options?: ReadCsvOptions & { readonly header?: true | readonly C[] | undefined },
): SourceFactory<CsvRow<C>>;
export function readCsv(
  input: ByteInput | MakeInput,
  options?: ReadCsvOptions,
): SourceFactory<CsvRow | string[]>;
export function readCsv(
  input: ByteInput | MakeInput,
  options?: ReadCsvOptions,
): SourceFactory<CsvRow | string[]> {
  checkInput('readCsv', input);
  const read = readOptions<ReadCsvOptions>('readCsv', options, {
    header: headerRule,
    delimiter: delimiterRule,
    ...lineRules,
  });
  const { header: columns = true, delimiter = ',', compression, maxLineBytes } = read;
  // A copy: the array is the caller's.
  const header = typeof columns === 'boolean' ? columns : [...columns];
  const settings = {
    where: 'readCsv',
    input,
    compression,
    maxLineBytes,
    format: (file: string | undefined, most: number) =>
      new CsvRows({ file, header, delimiter, maxLineBytes: most }),
  };
  return (context) => lineSource(settings, context);
}

const headerRule: OptionRule = {
  expected: 'a boolean, or an array of different names',
  check: (value) => {
    if (typeof value === 'boolean') return 'ok';
    if (!Array.isArray(value) || value.some((name) => typeof name !== 'string')) return 'type';
    return value.length > 0 && new Set(value).size === value.length ? 'ok' : 'range';
  },
};

const delimiterRule: OptionRule = {
  expected: 'one character, which is no quote and no end of a line',
  check: (value) => {
    if (typeof value !== 'string') return 'type';
    return /^[^"\r\n\uFEFF]$/.test(value) ? 'ok' : 'range';
  },
};
