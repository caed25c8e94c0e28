import { MalformedItem } from '../core/malformed.js';
import { CsvRecords, withoutReturn, type CsvFraming, type CsvRecord } from './csv-records.js';
import { InputError } from './input-error.js';
import type { LineFormat } from './line-source.js';
import type { Cursor, LineSplitter } from './line-splitter.js';
import { MalformedLineError, type LinePlace } from './malformed-line-error.js';
import { loadPapa, type Papa } from './papa.js';

export interface CsvRowsSettings extends CsvFraming {
  readonly header: boolean | readonly string[];
}

type Row = Record<string, string> | string[];

/** Makes rows of records: which lines are a record is found out here, what its fields are by Papa Parse. */
export class CsvRows implements LineFormat<Row> {
  readonly keepReturns = true;
  readonly #settings: CsvRowsSettings;
  readonly #records: CsvRecords;
  #papa: Papa | undefined;
  /** How many lines to look at together; few where records have several. */
  #stride = 1;
  /** The names of the columns; without a header, the fields of the first row. */
  #columns: readonly string[] | undefined;

  constructor(settings: CsvRowsSettings) {
    this.#settings = settings;
    this.#records = new CsvRecords(settings);
    if (typeof settings.header === 'object') this.#columns = settings.header;
  }

  async load(): Promise<void> {
    this.#papa = await loadPapa();
  }

  get ready(): boolean {
    return this.#columns !== undefined;
  }

  get held(): Cursor | undefined {
    return this.#records.held;
  }

  restart(): void {
    this.#records.restart();
  }

  take(lines: LineSplitter, max: number): Row[] {
    const rows: (Row | MalformedItem)[] = [];
    while (rows.length < max) {
      const room = Math.min(max - rows.length, this.#stride);
      const page = this.#records.held === undefined ? lines.take(room) : [];
      const alone = this.#records.alone(page);
      lines.untake(page.length - alone);
      this.#stride = alone === page.length ? this.#stride * 2 : 1;
      if (alone > 0) {
        this.#add(page.slice(0, alone) as string[], lines, rows);
        continue;
      }
      const record = this.#records.next(lines);
      if (record === undefined) break;
      this.#addRecord(record, rows);
    }
    // What is malformed is typed away: those who read rows never see it.
    return rows as Row[];
  }

  /** Adds records of one line each: parsed together, since a call for each costs more than the parsing. */
  #add(page: readonly string[], lines: LineSplitter, rows: (Row | MalformedItem)[]): void {
    const texts = page.map(withoutReturn);
    const records = texts.filter((text) => text !== '');
    const fields = this.#parse(records.join('\n'));
    const all = fields?.length === records.length ? fields : undefined;
    let record = 0;
    for (const [place, text] of texts.entries()) {
      if (text === '') continue;
      const at = () => ({
        file: this.#settings.file,
        ...lines.cursorBack(texts.length - place),
      });
      this.#addRow(all?.[record++] ?? this.#parse(text)?.[0], text, at, rows);
    }
  }

  #addRecord({ text, at, reason }: CsvRecord, rows: (Row | MalformedItem)[]): void {
    if (reason !== undefined) {
      if (this.#columns === undefined && this.#settings.header === true) {
        throw new InputError(at.file, 'the header is malformed', reason);
      }
      rows.push(new MalformedItem(reason));
    } else if (text !== '') {
      const parsed = this.#parse(text);
      this.#addRow(parsed?.length === 1 ? parsed[0] : undefined, text, () => at, rows);
    }
  }

  #addRow(
    fields: string[] | undefined,
    text: string,
    at: () => LinePlace,
    rows: (Row | MalformedItem)[],
  ): void {
    const { header } = this.#settings;
    const columns = this.#columns;
    if (columns === undefined && fields !== undefined) {
      this.#columns = fields;
      if (header === true) this.#checkHeader(fields);
      else rows.push(fields);
      return;
    }
    if (fields?.length === columns?.length && fields !== undefined) {
      rows.push(header === false ? fields : rowOf(columns as string[], fields));
      return;
    }
    const problem =
      fields === undefined
        ? 'not CSV'
        : `${fields.length} fields, and not ${(columns as string[]).length}`;
    rows.push(new MalformedItem(new MalformedLineError(at(), problem, text)));
  }

  #checkHeader(names: readonly string[]): void {
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice === undefined) return;
    const problem = `the header names ${JSON.stringify(twice)} twice; name the columns by "header"`;
    throw new InputError(this.#settings.file, problem);
  }

  #parse(text: string): string[][] | undefined {
    if (text === '') return [];
    const { delimiter } = this.#settings;
    const config = { delimiter, newline: '\n', header: false, skipEmptyLines: false } as const;
    // It drops a byte order mark, and in the middle of a file that is a character as any other.
    const whole = text.startsWith('\uFEFF') ? `\uFEFF${text}` : text;
    const { data, errors } = (this.#papa as Papa).parse(whole, config);
    return errors.length === 0 ? data : undefined;
  }
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
