import { readOptions } from '../core/options.js';
import { checkInput, type ByteInput, type MakeInput } from './byte-input.js';
import {
  lineRules,
  lineSource,
  type LineFormat,
  type LineOptions,
  type SourceFactory,
} from './line-source.js';

/**
 * Reads the lines of a text, without their ends.
 *
 * Lines end at `\n` or `\r\n`; a last line needs no end; empty lines are lines. A byte order mark is
 * dropped. Gzip is unpacked on the way, of several members in Node, of one in browsers.
 *
 * - **Emits** a string per line. A line that is not UTF-8 or too long keeps its place as malformed:
 *   `processChunks` and `mapConcurrent` reject it with a MalformedLineError that has file and line,
 *   and the run goes on. Operators between see what `isMalformed` tells.
 * - **Completes** at the end of the input.
 * - **Errors** with the error of the file or stream; InputError where gzip data is damaged or cut off,
 *   the text is UTF-16, or the file of a resumed run has changed; SourceConsumedError when a stream is
 *   read again.
 * - **On unsubscribe** closes the file or destroys the stream.
 * - **Holds at most** two blocks of 128 KiB (of a Blob 512 KiB), or the longest line. A line that is
 *   kept keeps those that were read with it, at most 500.
 *
 * It knows its position in bytes, so that a resumed run goes on there: in files, Blobs and memory that
 * are not packed. Others are read again from the start, and what is stored is left out.
 *
 * @param input a path or `file:` URL (Node), a `Blob` or `File`, a Uint8Array, a Node Readable such as
 * `process.stdin`, a ReadableStream of bytes; or a function `({ signal }) => input` that makes one
 * anew, or promises it, since a stream can be read once.
 * @param options `compression` (default `'auto'`), `maxLineBytes` (bytes, default 64 MiB).
 * @returns what `fromSource` reads, once for each subscription.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks } from 'sluice';
 * import { readLines } from 'sluice/sources';
 *
 * fromSource(readLines('urls.txt'))
 *   .pipe(chunkBy(100), processChunks((urls) => check(urls)))
 *   .subscribe();
 * ```
 */
export function readLines(
  input: ByteInput | MakeInput,
  options?: LineOptions,
): SourceFactory<string> {
  checkInput('readLines', input);
  const read = readOptions<LineOptions>('readLines', options, lineRules);
  const settings = { ...read, where: 'readLines', input, format: () => asTheyAre };
  return (context) => lineSource(settings, context);
}

const asTheyAre: LineFormat<string> = {
  // What is malformed is typed away: those who read strings never see it.
  take: (lines, max) => lines.take(max) as string[],
};
