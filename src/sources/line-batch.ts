import { MalformedItem } from '../core/malformed.js';
import { InputError } from './input-error.js';
import { MalformedLineError } from './malformed-line-error.js';

/** A line without its end, or what stands for one that is none. */
export type Line = string | MalformedItem;

/** Lines that stand together in the input, and where each begins. */
export interface LineBatch {
  /** How many have been taken; may be set back. */
  taken: number;
  /** The next lines, at most so many. */
  take(max: number): Line[];
  /** How many bytes of the batch come before the next line. */
  readonly bytesBefore: number;
}

const NEWLINE = 10;
const RETURN = 13;

/** Lines that are all valid: decoded in one go, and cut from the text when they are taken. */
class TextBatch implements LineBatch {
  #taken = 0;
  /** Where the next line begins in the text. */
  #from = 0;
  /** Where the latest `take` began. */
  #before = { taken: 0, from: 0 };
  #mark = { line: 0, byte: 0 };
  readonly #text: string;
  readonly #bytes: Uint8Array;
  readonly #returns: boolean;

  constructor(text: string, bytes: Uint8Array, keepReturns: boolean) {
    this.#text = text;
    this.#bytes = bytes;
    this.#returns = !keepReturns && text.includes('\r');
  }

  take(max: number): string[] {
    const text = this.#text;
    const lines: string[] = [];
    let from = this.#from;
    this.#before = { taken: this.#taken, from };
    while (lines.length < max && from < text.length) {
      const newline = text.indexOf('\n', from);
      const next = newline === -1 ? text.length : newline;
      const end = this.#returns && text.charCodeAt(next - 1) === RETURN && next > from;
      lines.push(text.slice(from, end ? next - 1 : next));
      from = next + 1;
    }
    this.#from = from;
    this.#taken += lines.length;
    return lines;
  }

  get taken(): number {
    return this.#taken;
  }

  set taken(count: number) {
    const before = this.#before.taken <= count ? this.#before : { taken: 0, from: 0 };
    let { from } = before;
    for (let { taken } = before; taken < count; taken++) {
      const newline = this.#text.indexOf('\n', from);
      from = newline === -1 ? this.#text.length : newline + 1;
    }
    this.#from = from;
    this.#taken = count;
  }

  get bytesBefore(): number {
    const bytes = this.#bytes;
    if (this.#from >= this.#text.length) return bytes.length;
    if (bytes.length === this.#text.length) return this.#from;
    if (this.#mark.line > this.#taken) this.#mark = { line: 0, byte: 0 };
    let { line, byte } = this.#mark;
    for (; line < this.#taken; line++) byte = bytes.indexOf(NEWLINE, byte) + 1;
    this.#mark = { line, byte };
    return byte;
  }
}

/** Lines that were looked at one by one. */
export class ListBatch implements LineBatch {
  taken = 0;

  constructor(
    readonly lines: readonly Line[],
    /** Where each line begins, and where the last one ends. */
    readonly bytes: readonly number[],
  ) {}

  take(max: number): Line[] {
    const lines = this.lines.slice(this.taken, this.taken + max);
    this.taken += lines.length;
    return lines;
  }

  get bytesBefore(): number {
    return this.bytes[this.taken] ?? 0;
  }
}

/** What is needed to make a batch of bytes. */
export interface BatchFormat {
  readonly file: string | undefined;
  readonly maxLineBytes: number;
  readonly keepReturns: boolean;
}

/** Refuses what is not UTF-8; a byte order mark is ours to drop, since only the first one is none of the text. */
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/** Makes a batch of whole lines, the last one with its newline or without. */
export function batchOf(
  bytes: Uint8Array,
  start: { readonly line: number; readonly byte: number },
  format: BatchFormat,
): LineBatch {
  const isFirst = start.byte === 0;
  if (isFirst && isUtf16(bytes)) throw new InputError(format.file, 'is UTF-16, not UTF-8');
  const text = hasLongLine(bytes, format.maxLineBytes) ? undefined : decode(bytes);
  if (text !== undefined && !(isFirst && text.startsWith('\uFEFF'))) {
    return new TextBatch(text, bytes, format.keepReturns);
  }
  const { lines, begins } = oneByOne(bytes, start, format);
  // A byte order mark alone is no line.
  return isFirst && bytes.length === 3 && lines[0] === ''
    ? new ListBatch([], [3])
    : new ListBatch(lines, begins);
}

function oneByOne(
  bytes: Uint8Array,
  start: { readonly line: number; readonly byte: number },
  format: BatchFormat,
): { readonly lines: Line[]; readonly begins: number[] } {
  const lines: Line[] = [];
  const begins = [0];
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline === -1 ? bytes.length : newline;
    const place = { line: start.line + lines.length, byte: start.byte + from };
    lines.push(lineOf(bytes.subarray(from, end), place, format));
    from = newline === -1 ? end : end + 1;
    begins.push(from);
  }
  return { lines, begins };
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Stands for a line of which only the beginning is known, since it is too long. */
export function tooLong(
  beginning: Uint8Array,
  place: { readonly line: number; readonly byte: number },
  { file, maxLineBytes }: BatchFormat,
): MalformedItem {
  const problem = `the line is longer than maxLineBytes, ${maxLineBytes}`;
  const text = lenient.decode(beginning.subarray(0, 800));
  return new MalformedItem(new MalformedLineError({ file, ...place }, problem, text));
}

function lineOf(
  bytes: Uint8Array,
  place: { readonly line: number; readonly byte: number },
  format: BatchFormat,
): Line {
  if (bytes.length > format.maxLineBytes) return tooLong(bytes, place, format);
  let text = decode(bytes);
  if (text === undefined) {
    const shown = lenient.decode(bytes.subarray(0, 800));
    const error = new MalformedLineError({ file: format.file, ...place }, 'not UTF-8', shown);
    return new MalformedItem(error);
  }
  if (place.byte === 0 && text.startsWith('\uFEFF')) text = text.slice(1);
  return text.endsWith('\r') && !format.keepReturns ? text.slice(0, -1) : text;
}

function hasLongLine(bytes: Uint8Array, most: number): boolean {
  if (bytes.length <= most) return false;
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline === -1 ? bytes.length : newline;
    if (end - from > most) return true;
    from = end + 1;
  }
  return false;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
