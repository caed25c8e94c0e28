import { outOfRange } from '../core/option-error.js';
import { builtin } from '../core/host.js';
import { StoreUnavailableError } from '../core/store-unavailable-error.js';
import { checkValue, either, having, type OptionRule } from '../core/options.js';
import { FileOutput, type FileSystem } from './file-output.js';
import type { Sink } from './sink.js';
import { StreamOutput, type WritableShape } from './stream-output.js';
import type { TextFormat } from './text-format.js';

/** Where text goes to: the path of a file, or a web WritableStream of bytes. */
export type TextTarget = string | WritableShape;

const EXPECTED = 'the path of a file, or a WritableStream';
const path: OptionRule = {
  expected: EXPECTED,
  check: (value) => (typeof value === 'string' ? 'ok' : 'type'),
};
const target: OptionRule = either(EXPECTED, path, having(EXPECTED, 'getWriter'));

/** Writes batches one after another, each in one piece. */
export function textSink<T>(where: string, given: TextTarget, format: TextFormat<T>): Sink<T> {
  checkValue(where, 'target', given, target);
  if (given === '' || (typeof given === 'string' && given.includes('\0'))) {
    throw outOfRange(where, 'target', 'a path that is not empty, without U+0000', given);
  }
  const output =
    typeof given === 'string'
      ? new FileOutput(fileSystem(), given, format)
      : new StreamOutput(given, format.head);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (act: () => Promise<void>) => {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    write: (rows) => {
      // Before anything is written: a row that has no text is none of the file.
      const text = rows.map((row) => format.line(row)).join('');
      return inTurn(() => output.append(text));
    },
    close: () => inTurn(() => output.close()),
  };
}

function fileSystem(): FileSystem {
  const fs = builtin<{ readonly promises: FileSystem }>('node:fs');
  if (fs === undefined) throw new StoreUnavailableError('A file system');
  return fs.promises;
}
