import { MalformedItem } from '../core/malformed.js';
import { readOptions } from '../core/options.js';
import { checkInput, type ByteInput, type MakeInput } from './byte-input.js';
import {
  lineRules,
  lineSource,
  type LineFormat,
  type LineOptions,
  type SourceFactory,
} from './line-source.js';
import type { Line, LineSplitter } from './line-splitter.js';
import { MalformedLineError } from './malformed-line-error.js';

/**
 * Reads JSON Lines (NDJSON): one JSON value per line.
 *
 * As `readLines`, of which it takes the inputs and options and has the position in bytes. Lines that
 * hold nothing but white space are left out.
 *
 * - **Emits** a value per line. A line that is no JSON keeps its place as malformed, where
 *   `map(JSON.parse)` would end the run: `processChunks` and `mapConcurrent` reject it with a
 *   MalformedLineError that has file and line, and the run goes on.
 * - **Completes**, **Errors**, **On unsubscribe**, **Holds at most** as `readLines`.
 *
 * The values are not checked: `T` is your word for what the file holds.
 *
 * @param input as of `readLines`.
 * @param options `compression` (default `'auto'`), `maxLineBytes` (bytes, default 64 MiB).
 * @returns what `fromSource` reads, once for each subscription.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, eachItem, fromSource, outcomesOf, processChunks } from 'sluice';
 * import { readJsonLines } from 'sluice/sources';
 *
 * fromSource(readJsonLines<{ id: number }>('rows.ndjson'))
 *   .pipe(chunkBy(100), processChunks(eachItem(({ id }) => enrich(id))))
 *   .subscribe((result) => {
 *     for (const outcome of outcomesOf(result)) {
 *       if (outcome.status === 'rejected') console.warn(outcome.reason); // rows.ndjson:17: ...
 *     }
 *   });
 * ```
 */
export function readJsonLines<T = unknown>(
  input: ByteInput | MakeInput,
  options?: LineOptions,
): SourceFactory<T> {
  checkInput('readJsonLines', input);
  const read = readOptions<LineOptions>('readJsonLines', options, lineRules);
  const format = (file: string | undefined) => new JsonLines<T>(file);
  const settings = { ...read, where: 'readJsonLines', input, format };
  return (context) => lineSource(settings, context);
}

class JsonLines<T> implements LineFormat<T> {
  constructor(readonly file: string | undefined) {}

  take(lines: LineSplitter, max: number): T[] {
    for (;;) {
      const page = lines.take(max);
      const items: (T | MalformedItem)[] = [];
      for (let place = 0; place < page.length; place++) {
        const line = page[place] as Line;
        if (typeof line !== 'string') items.push(line);
        else if (!isBlank(line)) {
          try {
            items.push(JSON.parse(line) as T);
          } catch (cause) {
            const at = { file: this.file, ...lines.cursorOf(place) };
            const problem = cause instanceof Error ? cause.message : 'not JSON';
            items.push(new MalformedItem(new MalformedLineError(at, problem, line, cause)));
          }
        }
      }
      // What is malformed is typed away: those who read values never see it.
      if (items.length > 0 || page.length === 0) return items as T[];
    }
  }
}

/** Most lines begin with a brace, so that the rest of them need not be looked at. */
function isBlank(line: string): boolean {
  return !(line.charCodeAt(0) > 32) && line.trim() === '';
}
