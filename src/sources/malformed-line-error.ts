import { quote } from '../core/inspect.js';
import { SluiceError } from '../core/sluice-error.js';

/** Where a line or a record stands. */
export interface LinePlace {
  /** The name of the file, as far as the input has one. */
  readonly file: string | undefined;
  /** The number of the line, from 1; of a record, of its first. */
  readonly line: number;
  /** Where the line begins, in bytes from the start, after decompression. */
  readonly byte: number;
}

/** A line, or a record of a CSV file, that is not what it should be. The run goes on without it. */
export class MalformedLineError extends SluiceError {
  override readonly name = 'MalformedLineError';
  readonly code = 'ERR_MALFORMED_LINE';
  readonly file: string | undefined;
  readonly line: number;
  readonly byte: number;
  /** The line, shortened to 200 characters. */
  readonly text: string;

  constructor({ file, line, byte }: LinePlace, problem: string, text: string, cause?: unknown) {
    const place = file === undefined ? `line ${line}` : `${file}:${line}`;
    super(`${place}: ${problem}: ${quote(text)}`, cause === undefined ? undefined : { cause });
    this.file = file;
    this.line = line;
    this.byte = byte;
    this.text = text.length > 200 ? `${text.slice(0, 199)}…` : text;
  }
}
