import { invalidType } from '../core/option-error.js';
import { integer, oneOf } from '../core/options.js';
import type { PullSource, SourceContext } from '../flow/pull-source.js';
import { checkInput, isSeekable, nameOf, type ByteInput, type MakeInput } from './byte-input.js';
import type { Bytes } from './bytes.js';
import { InputError } from './input-error.js';
import { LineSplitter, START, type Cursor, type LineSplitterSettings } from './line-splitter.js';
import { namedGzip, openBytes, type Compression } from './open-bytes.js';

/** Makes a source anew for each subscription of `fromSource`. */
export type SourceFactory<T> = (context: SourceContext) => PullSource<T>;

/** What the readers of lines have in common. */
export interface LineOptions {
  /**
   * How the input is packed; `'auto'` is gzip if the name ends in `.gz` or the first bytes say so.
   * @default 'auto'
   */
  readonly compression?: Compression | undefined;
  /**
   * Most bytes of a line, or of a record; one that is longer is malformed, and is not held. An integer
   * >= 1. @default 67108864
   */
  readonly maxLineBytes?: number | undefined;
}

/** The rules of the options that the readers of lines have in common. */
export const lineRules = {
  compression: /* @__PURE__ */ oneOf('auto', 'none', 'gzip'),
  maxLineBytes: /* @__PURE__ */ integer(1),
};

/** What becomes of lines. */
export interface LineFormat<T> {
  /** Whether lines keep their carriage returns. */
  readonly keepReturns?: boolean;
  /** False until what stands at the beginning, and is needed to read on anywhere, has been read. */
  readonly ready?: boolean;
  /** What has to be there before the first line. */
  load?(): PromiseLike<unknown>;
  /** The items of the next lines, at most so many; none when more lines are needed. */
  take(lines: LineSplitter, max: number): T[];
}

/** Makes the format of one subscription, for a file of that name. */
export type MakeFormat<T> = (file: string | undefined, maxLineBytes: number) => LineFormat<T>;

export interface LineSourceSettings<T> extends LineOptions {
  /** The public function, for its messages. */
  readonly where: string;
  readonly input: ByteInput | MakeInput;
  readonly format: MakeFormat<T>;
}

const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Makes the source of one subscription. */
export function lineSource<T>(
  settings: LineSourceSettings<T>,
  context: SourceContext,
): PullSource<T> {
  const { input, compression = 'auto' } = settings;
  const packed = compression === 'gzip' || (compression === 'auto' && namedGzip(nameOf(input)));
  return isSeekable(input) && !packed
    ? new SeekableLineSource(settings, context)
    : new LineSource(settings, context);
}

/** Reads blocks, cuts them into lines, and makes items of these. */
class LineSource<T> implements PullSource<T> {
  protected from = START;
  #bytes: Bytes | undefined;
  #closed = false;
  #lines: LineSplitter | undefined;
  #format: LineFormat<T> | undefined;

  constructor(
    readonly settings: LineSourceSettings<T>,
    readonly context: SourceContext,
  ) {}

  /** Bytes that there are to read, once the input has been opened; unknown of streams and gzip. */
  get total(): number | undefined {
    return this.#bytes?.size;
  }

  pull(max: number): readonly T[] | null | PromiseLike<readonly T[] | null> {
    if (this.#lines !== undefined) {
      const page = this.#format?.take(this.#lines, max) ?? [];
      if (page.length > 0) return page;
      if (this.#lines.ended) return null;
    }
    return this.#fill(max);
  }

  close(): unknown {
    this.#closed = true;
    return this.#bytes?.close();
  }

  protected get cursor(): Cursor {
    return this.#lines?.cursor ?? this.from;
  }

  async #fill(max: number): Promise<readonly T[] | null> {
    const lines = (this.#lines ??= await this.#start());
    while (!this.#closed) {
      const page = (this.#format as LineFormat<T>).take(lines, max);
      if (page.length > 0) return page;
      if (lines.ended) return null;
      await this.#more(lines);
    }
    return null;
  }

  async #start(): Promise<LineSplitter> {
    const { where, compression = 'auto', maxLineBytes = MAX_LINE_BYTES } = this.settings;
    let { input } = this.settings;
    if (typeof input === 'function') {
      input = await input(this.context);
      checkInput(where, input, 'result of input');
    }
    const file = nameOf(input);
    this.#bytes = openBytes(input, file, compression);
    if (this.#closed) void this.#bytes.close();
    const format = (this.#format = this.settings.format(file, maxLineBytes));
    await format.load?.();
    const splitting = { file, maxLineBytes, keepReturns: format.keepReturns === true };
    if (this.from.byte === 0) return new LineSplitter(splitting);
    const start = await this.#readStart(new LineSplitter(splitting));
    const lines =
      (await this.#sought(splitting)) ?? (await this.#dropped(new LineSplitter(splitting), start));
    if (lines.cursor.byte === this.from.byte) return lines;
    const place = `byte ${this.from.byte}, where reading was to go on`;
    throw new InputError(file, `no line begins at ${place}; has it changed?`);
  }

  async #more(lines: LineSplitter): Promise<Uint8Array | null> {
    const block = this.#closed ? null : await (this.#bytes as Bytes).read();
    if (block === null) lines.end();
    else lines.push(block);
    return block;
  }

  /** Reads until it is known whether the input is packed, and the format has what it needs. */
  async #readStart(lines: LineSplitter): Promise<Uint8Array[]> {
    const blocks: Uint8Array[] = [];
    do {
      const block = await this.#more(lines);
      if (block !== null) blocks.push(block);
      if (this.#format?.ready === false) this.#format.take(lines, 1);
    } while (this.#format?.ready === false && !lines.ended);
    return blocks;
  }

  /** The lines from the place on, or from anywhere if none begins there; undefined if it has no places. */
  async #sought(splitting: LineSplitterSettings): Promise<LineSplitter | undefined> {
    const bytes = this.#bytes as Bytes;
    // The byte before is the end of a line, or the last of all.
    if (!bytes.seek(this.from.byte - 1)) return undefined;
    const block = await bytes.read();
    const rest = block?.length === 1 ? await bytes.read() : block?.subarray(1);
    if (block === null || (block[0] !== 10 && rest !== null)) return new LineSplitter(splitting);
    const lines = new LineSplitter(splitting, this.from);
    if (rest != null) lines.push(rest);
    return lines;
  }

  /** Reads up to the place: it turned out to be packed, or a pipe. */
  async #dropped(lines: LineSplitter, start: Uint8Array[]): Promise<LineSplitter> {
    while (lines.cursor.byte < this.from.byte) {
      if (lines.take(1).length > 0) continue;
      if (lines.ended) break;
      const block = start.shift();
      if (block === undefined) await this.#more(lines);
      else lines.push(block);
    }
    return lines;
  }
}

/** Has a place for every byte, so that a resumed run need not read again what it has stored. */
class SeekableLineSource<T> extends LineSource<T> {
  position(): Cursor {
    return this.cursor;
  }

  seek(cursor: unknown): void {
    const { byte, line } = (cursor ?? {}) as Partial<Cursor>;
    const isPlace = Number.isSafeInteger(byte) && Number.isSafeInteger(line);
    if (!isPlace || (byte as number) < 0 || (line as number) < 1) {
      throw invalidType(this.settings.where, 'cursor', 'a cursor { byte, line }', cursor);
    }
    this.from = { byte: byte as number, line: line as number };
  }
}
