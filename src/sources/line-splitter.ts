import {
  batchOf,
  ListBatch,
  tooLong,
  type BatchFormat,
  type Line,
  type LineBatch,
} from './line-batch.js';

/** Where reading could go on; the place of a line. */
export interface Cursor {
  /** Bytes from the start, after decompression. */
  readonly byte: number;
  /** The number of the line that begins there, from 1. */
  readonly line: number;
}

export const START: Cursor = { byte: 0, line: 1 };
const NEWLINE = 10;
/** As much as is needed to show a line by. */
const BEGINNING = 800;
const NONE: LineBatch = /* @__PURE__ */ new ListBatch([], [0]);

/**
 * Cuts blocks of bytes into lines, at newlines alone, so that no character is torn at the border of
 * a block. It holds one block, and of a line that spans blocks at most `maxLineBytes`.
 */
export class LineSplitter {
  /** Whether the input is over; the lines that are left can still be taken. */
  ended = false;
  #batch = NONE;
  /** Where the batch begins. */
  #start: Cursor = START;
  /** Where the next batch begins. */
  #next = START.byte;
  /** A line whose end has not come yet; of one that is too long, the beginning. */
  #open: Uint8Array[] = [];
  #openBytes = 0;
  #rest: Uint8Array | undefined;
  readonly #format: BatchFormat;

  constructor(format: BatchFormat) {
    this.#format = format;
  }

  /** Takes the next block. Only when all lines of those before have been taken. */
  push(block: Uint8Array): void {
    const last = block.lastIndexOf(NEWLINE);
    if (last === -1) {
      this.#keep(block);
      return;
    }
    const first = this.#tooLong ? block.indexOf(NEWLINE) : last;
    const whole = block.subarray(0, first + 1);
    this.#rest = first + 1 < block.length ? block.subarray(first + 1) : undefined;
    this.#begin(whole);
  }

  /** There are no more blocks: what is open is the last line. */
  end(): void {
    this.ended = true;
    if (this.#openBytes > 0) this.#begin(new Uint8Array(0));
  }

  /** The next lines, at most so many; none when a block is needed, or there are no more. */
  take(max: number): Line[] {
    const lines = this.#batch.take(max);
    if (lines.length > 0 || this.#rest === undefined) return lines;
    const rest = this.#rest;
    this.#rest = undefined;
    this.push(rest);
    return this.take(max);
  }

  /** Where the next line begins. */
  get cursor(): Cursor {
    const { bytesBefore, taken } = this.#batch;
    return { byte: this.#start.byte + bytesBefore, line: this.#start.line + taken };
  }

  /** Where the line begins that was taken so many lines ago, in the latest `take`. */
  cursorBack(lines: number): Cursor {
    const { taken } = this.#batch;
    this.#batch.taken = taken - lines;
    const { cursor } = this;
    this.#batch.taken = taken;
    return cursor;
  }

  /** Takes so many lines of the latest `take` back. */
  untake(lines: number): void {
    if (lines > 0) this.#batch.taken -= lines;
  }

  /** Forgets all, and goes on with the line there. */
  restart(cursor: Cursor): void {
    this.ended = false;
    this.#batch = NONE;
    this.#start = cursor;
    this.#next = cursor.byte;
    this.#open = [];
    this.#openBytes = 0;
    this.#rest = undefined;
  }

  get #tooLong(): boolean {
    return this.#openBytes > this.#format.maxLineBytes;
  }

  /** Once a line is too long it is only counted: its beginning is enough to show it by. */
  #keep(block: Uint8Array): void {
    this.#openBytes += block.length;
    if (this.#tooLong) this.#open = [joined([...this.#open, block], BEGINNING)];
    else this.#open.push(block);
  }

  #begin(whole: Uint8Array): void {
    this.#start = { byte: this.#next, line: this.cursor.line };
    const length = this.#openBytes + whole.length;
    if (this.#tooLong) {
      const beginning = joined([...this.#open, whole.subarray(0, -1)], BEGINNING);
      const line = tooLong(beginning, this.#start, this.#format);
      this.#batch = new ListBatch([line], [0, length]);
    } else {
      const bytes = this.#openBytes === 0 ? whole : joined([...this.#open, whole], length);
      this.#batch = batchOf(bytes, this.#start, this.#format);
    }
    this.#next += length;
    this.#open = [];
    this.#openBytes = 0;
    if (this.#rest !== undefined && this.#rest.lastIndexOf(NEWLINE) === -1) {
      const rest = this.#rest;
      this.#rest = undefined;
      this.#keep(rest);
    }
  }
}

/** The blocks in one, as far as that length. */
function joined(blocks: readonly Uint8Array[], most: number): Uint8Array {
  const length = blocks.reduce((sum, block) => sum + block.length, 0);
  const bytes = new Uint8Array(Math.min(length, most));
  let at = 0;
  for (const block of blocks) {
    bytes.set(block.subarray(0, bytes.length - at), at);
    at += Math.min(block.length, bytes.length - at);
  }
  return bytes;
}
