import { invalidType } from '../core/option-error.js';
import { StoreCorruptError } from '../core/store-corrupt-error.js';
import type { Sink } from './sink.js';
import type { Continuation, Reading, TextFormat } from './text-format.js';
import { textSink, type TextTarget } from './text-sink.js';

const BLOCK = 65_536;
const NEWLINE = 10;

/**
 * Adds rows to a file, or writes them into a stream, each as a line of JSON.
 *
 * A batch is on the device when it is acknowledged, and cut off again where it could not be written. A last
 * line that a crash has left unfinished is cut off before the first write; one that only lacks its newline
 * gets it. Rows are what `JSON.stringify` makes of them: a Date becomes text. In a stream nothing can be cut off.
 *
 * - **Errors** with StoreWriteError when the file cannot be written; StoreCorruptError when its last lines are
 * no JSON, or somebody else writes it; TypeError `ERR_INVALID_ARG_TYPE` for a row without JSON, such as a function.
 *
 * @param target the path of a file, which is made where there is none; or a WritableStream of bytes, which is
 * closed at the end.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`) at the call;
 * StoreUnavailableError for a path where there are no files, as in a browser.
 *
 * @example
 * ```ts
 * import { jsonLinesFile, writeTo } from 'sluice/sinks';
 *
 * results$.pipe(writeTo(jsonLinesFile('places.jsonl'))).subscribe();
 * ```
 */
export function jsonLinesFile<T>(target: TextTarget): Sink<T> {
  return textSink<T>('jsonLinesFile', target, jsonLines);
}

const jsonLines: TextFormat<unknown> = {
  head: '',
  line: (row) => {
    const json = JSON.stringify(row) as string | undefined;
    if (json === undefined) throw invalidType('jsonLinesFile', 'row', 'a value that has JSON', row);
    return `${json}\n`;
  },
  continuation,
};

async function continuation(file: Reading): Promise<Continuation> {
  const { size } = file;
  const start = await lineStart(file, size);
  if (start === size) return { size, before: '' };
  const tail = await textOf(file, start, size);
  // Half a number is a number, too.
  if (isJson(tail) && typeof JSON.parse(tail) !== 'number') return { size, before: '\n' };
  const isOurs =
    start === 0
      ? isBegun(tail)
      : isJson(await textOf(file, await lineStart(file, start - 1), start));
  if (!isOurs) throw new StoreCorruptError(file.path, start, 'it is no file of JSON lines');
  return { size: start, before: '' };
}

/** Where the line begins that ends at a place, its newline not counted. */
async function lineStart(file: Reading, end: number): Promise<number> {
  for (let to = end; to > 0;) {
    const from = Math.max(0, to - BLOCK);
    const at = (await file.read(from, to)).lastIndexOf(NEWLINE);
    if (at !== -1) return from + at + 1;
    to = from;
  }
  return 0;
}

async function textOf(file: Reading, from: number, to: number): Promise<string> {
  return new TextDecoder().decode(await file.read(from, to));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether it may be the beginning of JSON. */
function isBegun(text: string): boolean {
  return /^[[{"\d-]/.test(text) || ['true', 'false', 'null'].some((word) => word.startsWith(text));
}
