import { MalformedItem } from '../core/malformed.js';
import { joined } from './bytes.js';
import { InputError } from './input-error.js';
import { MalformedLineError } from './malformed-line-error.js';

/** A line without its end, or what stands for one that is none. */
export type Line = string | MalformedItem;

/** Where reading could go on; the place of a line. */
export interface Cursor {
  /** Bytes from the start, after decompression. */
  readonly byte: number;
  /** The number of the line that begins there, from 1. */
  readonly line: number;
}

export interface LineSplitterSettings {
  readonly file: string | undefined;
  readonly maxLineBytes: number;
  /** Whether lines keep their carriage returns. */
  readonly keepReturns: boolean;
}

export const START: Cursor = { byte: 0, line: 1 };
const NEWLINE = 10;
/** As much as is needed to show a line by, which has at most four bytes a character. */
const BEGINNING = 800;
const NOTHING = /* @__PURE__ */ new Uint8Array(0);

/** Refuses what is not UTF-8. A byte order mark is text to it, since only the first one is none. */
const strict = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Cuts blocks of bytes into lines, at newlines alone, so that no character is torn at the border of
 * a block. It holds the lines that are not taken yet, and of one that is too long the beginning.
 */
export class LineSplitter {
  /** Whether the input is over; the lines that are left can still be taken. */
  ended = false;
  /** What is left to be taken: here from `#at` on, then what came later and is joined when needed. */
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  #later: Uint8Array[] = [];
  #laterBytes = 0;
  #endsLater = false;
  /** Bytes of the line whose end has not come yet. */
  #open = 0;
  /** Bytes of a line that is too long, which are not held, and the place in `#bytes` where they would be. */
  #gap = 0;
  #gapAt = Infinity;
  /** Where `#bytes` begins in the input. */
  #base: number;
  /** The number of the next line. */
  #line: number;
  /** Where the lines of the latest `take` begin in `#bytes`. */
  #begins: number[] = [];
  readonly #settings: LineSplitterSettings;

  constructor(settings: LineSplitterSettings, start = START) {
    this.#settings = settings;
    this.#base = start.byte;
    this.#line = start.line;
  }

  /** Takes the next block, which is ours from then on. */
  push(block: Uint8Array): void {
    this.#passGap();
    const newline = block.indexOf(NEWLINE);
    if (newline === -1) {
      if (this.#isTooLong) this.#gap += block.length;
      else this.#keep(block);
      this.#open += block.length;
      return;
    }
    if (this.#isTooLong) {
      this.#gap += newline;
      this.#gapAt = this.#bytes.length + this.#laterBytes;
      this.#keep(block.subarray(newline));
    } else this.#keep(block);
    this.#endsLater = true;
    this.#open = block.length - 1 - block.lastIndexOf(NEWLINE);
  }

  /** There are no more blocks: what is open is the last line. */
  end(): void {
    this.ended = true;
    if (this.#gap > 0) this.#gapAt = Math.min(this.#gapAt, this.#bytes.length + this.#laterBytes);
    this.#endsLater = this.#laterBytes > 0;
  }

  /** The next lines, at most so many; none when a block is needed, or there are no more. */
  take(max: number): Line[] {
    this.#passGap();
    if (this.#endsLater) this.#join();
    const bytes = this.#bytes;
    const begins: number[] = [];
    let begin = this.#base + this.#at === 0 ? this.#beginOfText() : this.#at;
    let end = begin;
    let isPlain = true;
    while (begins.length < max) {
      const newline = bytes.indexOf(NEWLINE, begin);
      if (newline === -1 && (!this.ended || begin === bytes.length)) break;
      end = newline === -1 ? bytes.length : newline;
      isPlain &&= end - begin <= this.#settings.maxLineBytes;
      begins.push(begin);
      begin = newline === -1 ? end : end + 1;
    }
    this.#begins = begins;
    this.#at = begin;
    this.#line += begins.length;
    return begins.length === 0 ? [] : this.#linesTo(end, isPlain);
  }

  /** Gives the last so many lines of the latest `take` back, to be taken again. */
  untake(lines: number): void {
    if (lines === 0) return;
    const left = this.#begins.length - lines;
    this.#at = this.#begins[left] as number;
    this.#begins.length = left;
    this.#line -= lines;
  }

  /** Where the next line begins. */
  get cursor(): Cursor {
    return { byte: this.#byteOf(this.#at), line: this.#line };
  }

  /** Where a line of the latest `take` begins. */
  cursorOf(place: number): Cursor {
    const line = this.#line - this.#begins.length + place;
    return { byte: this.#byteOf(this.#begins[place] as number), line };
  }

  /** Bytes that wait to be taken; no end of them where a line is too long, since it knows of one such. */
  get waiting(): number {
    return this.#gap > 0 ? Infinity : this.#bytes.length - this.#at + this.#laterBytes;
  }

  /** Whether the open line is so much too long that what comes of it is only counted. */
  get #isTooLong(): boolean {
    return this.#open > this.#settings.maxLineBytes + BEGINNING;
  }

  #byteOf(at: number): number {
    return this.#base + at + (at >= this.#gapAt ? this.#gap : 0);
  }

  #keep(block: Uint8Array): void {
    this.#later.push(block);
    this.#laterBytes += block.length;
  }

  /** Once its line has been taken for good, a gap only moves what comes after. */
  #passGap(): void {
    if (this.#at < this.#gapAt) return;
    this.#base += this.#gap;
    this.#gap = 0;
    this.#gapAt = Infinity;
  }

  #join(): void {
    this.#base += this.#at;
    this.#gapAt -= this.#at;
    this.#bytes = joined([this.#bytes.subarray(this.#at), ...this.#later]);
    this.#at = 0;
    this.#later = [];
    this.#laterBytes = 0;
    this.#endsLater = false;
  }

  /** After the byte order mark, if there is one. */
  #beginOfText(): number {
    const [first, second, third] = this.#bytes;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
      throw new InputError(this.#settings.file, 'is UTF-16, not UTF-8');
    }
    return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
  }

  #linesTo(end: number, isPlain: boolean): Line[] {
    const begins = this.#begins;
    const text = isPlain ? decoded(this.#bytes.subarray(begins[0], end)) : undefined;
    if (text === undefined) {
      return begins.map((begin, place) => {
        const next = begins[place + 1];
        return this.#lineOf(
          place,
          this.#bytes.subarray(begin, next === undefined ? end : next - 1),
        );
      });
    }
    const lines = text.split('\n');
    return this.#settings.keepReturns || !text.includes('\r') ? lines : lines.map(withoutReturn);
  }

  #lineOf(place: number, bytes: Uint8Array): Line {
    const { file, maxLineBytes, keepReturns } = this.#settings;
    const isLong = bytes.length > maxLineBytes;
    const text = isLong ? undefined : decoded(bytes);
    if (text !== undefined) return keepReturns ? text : withoutReturn(text);
    const problem = isLong ? `the line is longer than maxLineBytes, ${maxLineBytes}` : 'not UTF-8';
    const shown = lenient.decode(bytes.subarray(0, BEGINNING));
    return new MalformedItem(
      new MalformedLineError({ file, ...this.cursorOf(place) }, problem, shown),
    );
  }
}

export function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
