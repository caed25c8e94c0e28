import { isMalformed } from '../core/malformed.js';
import type { Line } from './line-batch.js';
import type { Cursor, LineSplitter } from './line-splitter.js';
import { MalformedLineError, type LinePlace } from './malformed-line-error.js';

/** The text of a record, without the end of its last line, or why there is none. */
export interface CsvRecord {
  readonly text: string;
  readonly at: LinePlace;
  readonly reason: unknown;
}

/** What a line does to a record: it ends it, goes on in the next line, or is against the rules. */
type Reading = 'closed' | 'open' | 'wrong';

/** A line that waits for the end of its record. */
interface WaitingLine {
  readonly line: Line;
  readonly at: Cursor;
}

export interface CsvFraming {
  readonly file: string | undefined;
  readonly delimiter: string;
  readonly maxLineBytes: number;
}

/**
 * Joins lines to records, where a quoted field has newlines in it, by the rules of RFC 4180: a quote
 * opens a field at its beginning, is doubled within, and closes it before a delimiter or the end.
 *
 * A record that breaks the rules, or is never closed, costs its first line; reading goes on at the
 * next, so that one stray quote does not swallow the rest of the file.
 */
export class CsvRecords {
  readonly #framing: CsvFraming;
  #waiting: WaitingLine[] = [];
  #head = 0;
  /** How many of the waiting lines have been looked at, and what was found. */
  #seen = 0;
  #open = false;
  #length = 0;

  constructor(framing: CsvFraming) {
    this.#framing = framing;
  }

  /** Where the record begins that is being read. */
  get held(): Cursor | undefined {
    return this.#waiting[this.#head]?.at;
  }

  restart(): void {
    this.#waiting = [];
    this.#head = 0;
    this.#again();
  }

  /** How many of these lines are records by themselves, up to the first that is none. */
  alone(page: readonly Line[]): number {
    if (this.held !== undefined) return 0;
    const { delimiter } = this.#framing;
    const place = page.findIndex(
      (line) => typeof line !== 'string' || read(line, false, delimiter) !== 'closed',
    );
    return place === -1 ? page.length : place;
  }

  /** The next record, line by line; undefined when more lines are needed. */
  next(lines: LineSplitter): CsvRecord | undefined {
    const { file, delimiter, maxLineBytes } = this.#framing;
    for (;;) {
      const waiting = this.#waiting[this.#head + this.#seen] ?? this.#fetch(lines);
      if (waiting === undefined) {
        if (this.held === undefined || !lines.ended) return undefined;
        return this.#refuse('a quoted field is not closed');
      }
      const { line, at } = waiting;
      if (isMalformed(line)) {
        if (this.#seen > 0) return this.#refuse('a quoted field is not closed');
        this.#drop(1);
        return { text: '', at: { file, ...at }, reason: line.reason };
      }
      const reading = read(line, this.#open, delimiter);
      this.#seen++;
      this.#length += line.length;
      if (reading === 'closed') return this.#give();
      if (reading === 'wrong') return this.#refuse('text after the closing quote of a field');
      if (this.#length > maxLineBytes) {
        return this.#refuse(`the record is longer than maxLineBytes, ${maxLineBytes}`);
      }
      this.#open = true;
    }
  }

  #fetch(lines: LineSplitter): WaitingLine | undefined {
    const at = lines.cursor;
    const [line] = lines.take(1);
    if (line === undefined) return undefined;
    const waiting = { line, at };
    this.#waiting.push(waiting);
    return waiting;
  }

  #give(): CsvRecord {
    const { file } = this.#framing;
    const record = this.#waiting.slice(this.#head, this.#head + this.#seen);
    const at = { file, ...(record[0] as WaitingLine).at };
    this.#drop(record.length);
    const text = record.map(({ line }) => line as string).join('\n');
    return { text: withoutReturn(text), at, reason: undefined };
  }

  #refuse(problem: string): CsvRecord {
    const { line, at: cursor } = this.#waiting[this.#head] as WaitingLine;
    const at = { file: this.#framing.file, ...cursor };
    const text = withoutReturn(line as string);
    this.#drop(1);
    return { text, at, reason: new MalformedLineError(at, problem, text) };
  }

  #drop(lines: number): void {
    this.#head += lines;
    if (this.#head === this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    }
    this.#again();
  }

  #again(): void {
    this.#seen = 0;
    this.#open = false;
    this.#length = 0;
  }
}

export function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** Reads a line that begins within a quoted field, or at the beginning of a field. */
function read(line: string, quoted: boolean, delimiter: string): Reading {
  if (!line.includes('"')) return quoted ? 'open' : 'closed';
  const end = line.endsWith('\r') ? line.length - 1 : line.length;
  for (let at = 0, open = quoted; ;) {
    if (open) {
      const quote = line.indexOf('"', at);
      if (quote === -1) return 'open';
      at = quote + 1;
      if (line[at] === '"') {
        at++;
        continue;
      }
      if (at >= end) return 'closed';
      if (line[at] !== delimiter) return 'wrong';
      at++;
      open = false;
    } else if (line[at] === '"') {
      at++;
      open = true;
    } else {
      const next = line.indexOf(delimiter, at);
      if (next === -1) return 'closed';
      at = next + 1;
    }
  }
}
