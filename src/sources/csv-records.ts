import type { Line } from './line-splitter.js';

/** Lines of a page that are one record, or the first line of what is none. */
export interface CsvRecord {
  readonly from: number;
  readonly to: number;
  /** Why it is no record; empty where it is one, or its one line is malformed already. */
  readonly problem: string;
}

export interface CsvRules {
  readonly delimiter: string;
  /** Most records to look for. */
  readonly max: number;
  /** Whether the page ends with the input. */
  readonly isLast: boolean;
  readonly maxLineBytes: number;
  /** How many bytes the lines have together. */
  bytesOf(from: number, to: number): number;
}

/** What a line does to a record: it ends it, goes on in the next line, or is against the rules. */
type Reading = 'closed' | 'open' | 'wrong';

/**
 * Finds out which lines are a record, since a quoted field may have newlines in it, by the rules of
 * RFC 4180: a quote opens a field at its beginning, is doubled within, and closes it before a
 * delimiter or the end. What follows the last record that is given is not complete yet.
 *
 * A record that breaks the rules, or is never closed, costs its first line; reading goes on at the
 * next, so that one stray quote does not swallow the rest of the file.
 */
export function csvRecords(page: readonly Line[], rules: CsvRules): CsvRecord[] {
  const { delimiter, max, isLast, maxLineBytes, bytesOf } = rules;
  const records: CsvRecord[] = [];
  /** Up to here no line closes a quoted field, so that of many stray quotes each need not look again. */
  let open = 0;

  for (let from = 0; from < page.length && records.length < max;) {
    const line = page[from];
    const reading = typeof line === 'string' ? readLine(line, false, delimiter) : 'closed';
    const record =
      reading === 'open' ? endOf(from) : { from, to: from + 1, problem: problemOf(reading) };
    if (record === undefined) break;
    records.push(record);
    from = record.to;
  }
  return records;

  /** Where a record ends that goes on in the next line; undefined if that is not known yet. */
  function endOf(from: number): CsvRecord | undefined {
    for (let to = Math.max(from + 1, open); ; to++) {
      open = to;
      if (bytesOf(from, to) > maxLineBytes) {
        const problem = `the record is longer than maxLineBytes, ${maxLineBytes}`;
        return { from, to: from + 1, problem };
      }
      if (to === page.length && !isLast) return undefined;
      const line = page[to];
      if (typeof line !== 'string') {
        return { from, to: from + 1, problem: 'a quoted field is not closed' };
      }
      const reading = readLine(line, true, delimiter);
      if (reading === 'closed') return { from, to: to + 1, problem: '' };
      if (reading === 'wrong') return { from, to: from + 1, problem: problemOf(reading) };
    }
  }
}

const problemOf = (reading: Reading) =>
  reading === 'wrong' ? 'text after the closing quote of a field' : '';

/** Reads a line that begins within a quoted field, or at the beginning of a field. */
function readLine(line: string, quoted: boolean, delimiter: string): Reading {
  if (!line.includes('"')) return quoted ? 'open' : 'closed';
  const end = line.endsWith('\r') ? line.length - 1 : line.length;
  let open = quoted;
  for (let at = 0; at <= end; at++) {
    if (!open && line[at] === '"') {
      open = true;
      at++;
    }
    if (open) {
      at = closingQuote(line, at);
      if (at === -1) return 'open';
      open = false;
      at++;
      if (at < end && line[at] !== delimiter) return 'wrong';
    } else {
      at = line.indexOf(delimiter, at);
      if (at === -1) return 'closed';
    }
  }
  return 'closed';
}

/** The quote that ends a quoted field, and is not doubled. */
function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}
