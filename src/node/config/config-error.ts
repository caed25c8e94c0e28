import { SluiceError } from '../../core/sluice-error.js';

/** Where in a file something stands, as editors count; without a line it concerns the file. */
export interface ConfigPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** A file of options that cannot be read, or says something that cannot be meant. */
export class ConfigError extends SluiceError {
  override readonly name = 'ConfigError';
  readonly code = 'ERR_CONFIG';
  /** The path, as it was given. */
  readonly file: string;
  /** From 1; undefined where it concerns the file. */
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor({ file, line, column }: ConfigPlace, problem: string, cause?: unknown) {
    const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
    super(`${place}: ${problem}`, cause === undefined ? undefined : { cause });
    this.file = file;
    this.line = line;
    this.column = column;
  }
}
