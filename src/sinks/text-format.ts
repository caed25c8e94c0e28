/** What is read of a file before something is written behind it. */
export interface Reading {
  readonly path: string;
  readonly size: number;
  /** The bytes from one place to another, fewer where the file ends. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** Where a file goes on. */
export interface Continuation {
  /** Bytes to keep; what is behind them was begun and never ended. */
  readonly size: number;
  /** What has to stand before the first row. */
  readonly before: string;
}

/** How rows are written as text. */
export interface TextFormat<T> {
  /** What a new file, or a stream, begins with. */
  readonly head: string;
  /** A row with its line end; throws where there is no text for it. */
  line(row: T): string;
  /** Where to go on in a file that is not empty; rejects where it is another kind of file. */
  continuation(file: Reading): Promise<Continuation>;
}
