import { invalidType } from '../core/option-error.js';
import type { PullSource, SourceContext } from '../flow/pull-source.js';
import { checkInput, isSeekable, nameOf, type ByteInput, type MakeInput } from './byte-input.js';
import type { Bytes } from './bytes.js';
import { InputError } from './input-error.js';
import { LineSplitter, START, type Cursor } from './line-splitter.js';
import { namedGzip, openBytes, type Compression } from './open-bytes.js';

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
  /** Where the first line begins of which nothing has been given; else where the next line does. */
  readonly held?: Cursor | undefined;
  /** Forgets what it holds of lines; not what stood at the beginning. */
  restart?(): void;
}

export interface LineSourceSettings<T> {
  /** The public function, for its messages. */
  readonly where: string;
  readonly input: ByteInput | MakeInput;
  readonly compression: Compression;
  readonly maxLineBytes: number;
  readonly format: (file: string | undefined) => LineFormat<T>;
}

/** Makes the source of one subscription. */
export function lineSource<T>(
  settings: LineSourceSettings<T>,
  context: SourceContext,
): PullSource<T> {
  const { input, compression } = settings;
  const packed =
    compression === 'gzip' || (compression === 'auto' && namedGzip(nameOf(settings.input)));
  return isSeekable(input) && !packed
    ? new SeekableLineSource(settings, context)
    : new LineSource(settings, context);
}

/** Reads blocks, cuts them into lines, and makes items of these. */
class LineSource<T> implements PullSource<T> {
  protected from: Cursor = START;
  #bytes: Bytes | undefined;
  #closed = false;
  #lines: LineSplitter | undefined;
  #format: LineFormat<T> | undefined;
  #file: string | undefined;

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
    return this.#format?.held ?? this.#lines?.cursor ?? this.from;
  }

  async #fill(max: number): Promise<readonly T[] | null> {
    const lines = (this.#lines ??= await this.#start());
    const format = this.#format as LineFormat<T>;
    while (!this.#closed) {
      const page = format.take(lines, max);
      if (page.length > 0) return page;
      if (lines.ended) return null;
      await this.#more(lines);
    }
    return null;
  }

  async #start(): Promise<LineSplitter> {
    const { where, maxLineBytes } = this.settings;
    let { input } = this.settings;
    if (typeof input === 'function') {
      input = await input(this.context);
      checkInput(where, input, 'result of input');
    }
    const file = (this.#file = nameOf(input));
    this.#open(input);
    const format = (this.#format = this.settings.format(file));
    await format.load?.();
    const lines = new LineSplitter({
      file,
      maxLineBytes,
      keepReturns: format.keepReturns === true,
    });
    if (this.from.byte > 0) await this.#goTo(this.from, lines, format);
    return lines;
  }

  #open(input: ByteInput): void {
    this.#bytes = openBytes(input, this.#file, this.settings.compression);
    if (this.#closed) void this.#bytes.close();
  }

  async #more(lines: LineSplitter): Promise<void> {
    const block = this.#closed ? null : await (this.#bytes as Bytes).read();
    if (block === null) lines.end();
    else lines.push(block);
  }

  /** Goes on where an earlier reading stood, if the input is still the same there. */
  async #goTo(to: Cursor, lines: LineSplitter, format: LineFormat<T>): Promise<void> {
    const bytes = this.#bytes as Bytes;
    do await this.#more(lines);
    while (this.#isUnready(lines, format));
    if (!bytes.seek(to.byte - 1)) {
      format.restart?.();
      await this.#drop(to, lines);
      return;
    }
    // The byte before is the end of a line, or the end of all.
    const block = await bytes.read();
    const next = block?.length === 1 ? await bytes.read() : undefined;
    if (block === null || (block[0] !== 10 && next !== null)) throw this.#changed(to);
    format.restart?.();
    lines.restart(to);
    if (block.length > 1) lines.push(block.subarray(1));
    else if (next != null) lines.push(next);
  }

  #isUnready(lines: LineSplitter, format: LineFormat<T>): boolean {
    if (format.ready !== false) return false;
    format.take(lines, 1);
    return !lines.ended && (format as { readonly ready?: boolean }).ready === false;
  }

  /** Reads up to there, in what has no places: it turned out to be packed. */
  async #drop(to: Cursor, lines: LineSplitter): Promise<void> {
    await this.#bytes?.close();
    this.#open(this.settings.input as ByteInput);
    lines.restart(START);
    while (lines.cursor.byte < to.byte) {
      if (lines.take(1).length > 0) continue;
      if (lines.ended) break;
      await this.#more(lines);
    }
    if (lines.cursor.byte !== to.byte) throw this.#changed(to);
  }

  #changed({ byte }: Cursor): InputError {
    const problem = `no line begins at byte ${byte}, where reading was to go on; has it changed?`;
    return new InputError(this.#file, problem);
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
