import { MalformedItem } from '../core/malformed.js';
import { MissingPeerError } from '../core/missing-peer-error.js';
import { csvRecords, type CsvRecord } from './csv-records.js';
import { InputError } from './input-error.js';
import type { LineFormat } from './line-source.js';
import { withoutReturn, type Line, type LineSplitter } from './line-splitter.js';
import { MalformedLineError } from './malformed-line-error.js';

export interface CsvRowsSettings {
  readonly file: string | undefined;
  readonly header: boolean | readonly string[];
  readonly delimiter: string;
  readonly maxLineBytes: number;
}

type Row = Record<string, string> | string[];

/**
 * What is used of Papa Parse. Not its `parse`, of which each call leaves so much behind that reading
 * takes twice the time.
 */
interface Papa {
  readonly Parser: new (config: { readonly delimiter: string; readonly newline: string }) => {
    parse(text: string, baseIndex: number, ignoreLastRow: boolean): { readonly data: string[][] };
  };
}

/** A record as long as this is looked at again only when there is twice as much of it. */
const LONG = 1_048_576;

/** Makes rows of records: which lines are a record is found out here, what its fields are by Papa Parse. */
export class CsvRows implements LineFormat<Row> {
  readonly keepReturns = true;
  readonly #settings: CsvRowsSettings;
  #papa: Papa | undefined;
  /** The names of the columns; without a header, the fields of the first row. */
  #columns: readonly string[] | undefined;
  /** How many bytes there have to be, since a record is known to be longer. */
  #least = 0;

  constructor(settings: CsvRowsSettings) {
    this.#settings = settings;
    if (typeof settings.header === 'object') this.#columns = settings.header;
  }

  /** Loads Papa Parse when the first CSV file is read: who reads none need not have it. */
  async load(): Promise<void> {
    try {
      // @ts-expect-error -- it brings no types, and those of DefinitelyTyped bring the globals of Node
      this.#papa = ((await import('papaparse')) as { readonly default: Papa }).default;
    } catch (cause) {
      throw new MissingPeerError('readCsv', 'papaparse', '5', cause);
    }
  }

  get ready(): boolean {
    return this.#columns !== undefined;
  }

  take(lines: LineSplitter, max: number): Row[] {
    const rows: (Row | MalformedItem)[] = [];
    let most = max;
    while (rows.length === 0 && (lines.ended || lines.waiting >= this.#least)) {
      const page = lines.take(most);
      const isLast = lines.ended && page.length < most;
      const records = this.#recordsIn(page, lines, { max, isLast });
      const read = records.at(-1)?.to ?? 0;
      lines.untake(page.length - read);
      if (read > 0) {
        this.#addRows(page, records, lines, rows);
        most = max;
        this.#least = 0;
      } else if (page.length < most) {
        this.#least = lines.waiting < LONG ? 0 : lines.waiting * 2;
        break;
      } else most *= 2;
    }
    // What is malformed is typed away: those who read rows never see it.
    return rows as Row[];
  }

  #recordsIn(
    page: readonly Line[],
    lines: LineSplitter,
    { max, isLast }: { readonly max: number; readonly isLast: boolean },
  ): readonly CsvRecord[] {
    const { delimiter, maxLineBytes } = this.#settings;
    const begin = (place: number) =>
      (place < page.length ? lines.cursorOf(place) : lines.cursor).byte;
    const bytesOf = (from: number, to: number) => begin(to) - begin(from);
    return csvRecords(page, { delimiter, max, isLast, maxLineBytes, bytesOf });
  }

  /** The fields of all are parsed together, since a call for each costs more than the parsing. */
  #addRows(
    page: readonly Line[],
    records: readonly CsvRecord[],
    lines: LineSplitter,
    rows: (Row | MalformedItem)[],
  ): void {
    const texts = records.map((record) => textOf(page, record));
    const whole = texts.filter((text) => text !== undefined && text !== '');
    const fields = this.#parse(whole.join('\n'));
    let parsed = 0;
    for (let i = 0; i < records.length; i++) {
      const text = texts[i];
      const { from } = records[i] as CsvRecord;
      if (text === '') continue;
      if (text === undefined) rows.push(this.#malformed(page, records[i] as CsvRecord, lines));
      else this.#addRow(fields[parsed++] as string[], text, from, lines, rows);
    }
  }

  #malformed(
    page: readonly Line[],
    { from, problem }: CsvRecord,
    lines: LineSplitter,
  ): MalformedItem {
    const { file, header } = this.#settings;
    const line = page[from] as Line;
    const item =
      typeof line === 'string'
        ? new MalformedItem(this.#errorAt(from, problem, withoutReturn(line), lines))
        : line;
    if (this.#columns === undefined && header === true) {
      throw new InputError(file, 'the header is malformed', item.reason);
    }
    return item;
  }

  #addRow(
    fields: string[],
    text: string,
    place: number,
    lines: LineSplitter,
    rows: (Row | MalformedItem)[],
  ): void {
    const { header } = this.#settings;
    const columns = this.#columns;
    if (columns === undefined) {
      this.#columns = fields;
      if (header === true) this.#checkHeader(fields);
      else rows.push(fields);
    } else if (fields.length === columns.length) {
      rows.push(header === false ? fields : rowOf(columns, fields));
    } else {
      const problem = `${fields.length} fields, and not ${columns.length}`;
      rows.push(new MalformedItem(this.#errorAt(place, problem, text, lines)));
    }
  }

  #errorAt(place: number, problem: string, text: string, lines: LineSplitter): MalformedLineError {
    const at = { file: this.#settings.file, ...lines.cursorOf(place) };
    return new MalformedLineError(at, problem, text);
  }

  #checkHeader(names: readonly string[]): void {
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice === undefined) return;
    const problem = `the header names ${JSON.stringify(twice)} twice; name the columns by "header"`;
    throw new InputError(this.#settings.file, problem);
  }

  #parse(text: string): string[][] {
    const { Parser } = this.#papa as Papa;
    const { delimiter } = this.#settings;
    return new Parser({ delimiter, newline: '\n' }).parse(text, 0, false).data;
  }
}

/** The text of a record, without the end of its last line; undefined if it is malformed. */
function textOf(page: readonly Line[], { from, to, problem }: CsvRecord): string | undefined {
  const first = page[from] as Line;
  if (typeof first !== 'string' || problem !== '') return undefined;
  return withoutReturn(to === from + 1 ? first : (page.slice(from, to) as string[]).join('\n'));
}

function rowOf(columns: readonly string[], fields: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {};
  for (let place = 0; place < columns.length; place++) {
    const name = columns[place] as string;
    const value = fields[place] as string;
    // Assigned, it would be the prototype.
    if (name === '__proto__') {
      Object.defineProperty(row, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else row[name] = value;
  }
  return row;
}
