import { invalidType, outOfRange } from '../core/option-error.js';
import { checkValue } from '../core/options.js';
import { quoteName, sqlName } from './sql-names.js';
import type { SqlValue } from './sql-shapes.js';

/** What every database takes in one statement. */
const MOST_VALUES = 999;

type Row = Readonly<Record<string, unknown>>;

/** Makes statements that put rows in place of those with the same keys. */
export class SqlRows {
  readonly #table: string;
  readonly #keys: readonly string[];
  readonly #placeholders: '?' | '$';
  readonly #isSqlite: boolean;
  readonly #statements = new Map<string, string>();

  constructor(table: string, keys: readonly string[], placeholders: '?' | '$', isSqlite: boolean) {
    this.#table = table;
    this.#keys = keys;
    this.#placeholders = placeholders;
    this.#isSqlite = isSqlite;
  }

  /** Throws before anything is written. Of rows with one key the last counts. */
  statementsOf(rows: readonly Row[]): (readonly [sql: string, values: readonly SqlValue[]])[] {
    const [first] = rows;
    if (first === undefined) return [];
    const columns = this.#columnsOf(first);
    const byKey = new Map<string, SqlValue[]>();
    for (const row of rows) {
      const values = this.#valuesOf(row, columns);
      byKey.set(this.#keyOf(row), values);
    }
    const all = [...byKey.values()];
    const most = Math.max(1, Math.floor(MOST_VALUES / columns.length));
    const statements: (readonly [string, SqlValue[]])[] = [];
    for (let from = 0; from < all.length; from += most) {
      const part = all.slice(from, from + most);
      statements.push([this.#statement(columns, part.length), part.flat()]);
    }
    return statements;
  }

  #columnsOf(row: Row): readonly string[] {
    if (typeof (row as unknown) !== 'object' || (row as unknown) === null) {
      throw invalidType('sqlTable', 'row', 'an object', row);
    }
    const columns = Object.keys(row);
    for (const column of columns) checkValue('sqlTable', 'column', column, sqlName);
    if (columns.length > MOST_VALUES) {
      throw outOfRange('sqlTable', 'row', `an object of at most ${MOST_VALUES} columns`, row);
    }
    return columns;
  }

  #valuesOf(row: Row, columns: readonly string[]): SqlValue[] {
    const own = this.#columnsOf(row);
    if (own.length !== columns.length || !columns.every((name) => Object.hasOwn(row, name))) {
      const expected = `an object with the columns of the first of its batch: ${columns.join(', ')}`;
      throw invalidType('sqlTable', 'row', expected, row);
    }
    return columns.map((name) => this.#valueOf(row[name], name));
  }

  #valueOf(value: unknown, column: string): SqlValue {
    if (value === undefined || value === null) return null;
    if (!this.#isSqlite) return value as SqlValue;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'string' || typeof value === 'bigint') return value;
    // NaN would be stored as NULL.
    if (typeof value === 'number' && !Number.isNaN(value)) return value;
    if (value instanceof Uint8Array) return value;
    const expected = 'a string, number, bigint, boolean, Uint8Array, null or undefined';
    throw invalidType('sqlTable', column, expected, value);
  }

  /** NULL is no key: each one is another. */
  #keyOf(row: Row): string {
    const parts = this.#keys.map((name) => {
      const value = Object.hasOwn(row, name) ? this.#valueOf(row[name], name) : null;
      if (value === null) throw invalidType('sqlTable', name, 'a key of each row', value);
      return `${typeof value} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
    });
    return JSON.stringify(parts);
  }

  #statement(columns: readonly string[], rows: number): string {
    const id = JSON.stringify([columns, rows]);
    const known = this.#statements.get(id);
    if (known !== undefined) return known;
    // As many as a batch ends with; what is rare is made anew.
    if (this.#statements.size > 100) this.#statements.clear();
    const names = columns.map(quoteName).join(', ');
    let value = 0;
    const placeholder = () => (this.#placeholders === '?' ? '?' : `$${++value}`);
    const row = () => `(${columns.map(placeholder).join(', ')})`;
    const others = columns.filter((name) => !this.#keys.includes(name)).map(quoteName);
    const sets = others.map((name) => `${name} = excluded.${name}`).join(', ');
    const sql =
      `INSERT INTO ${this.#table} (${names}) VALUES ${Array.from({ length: rows }, row).join(', ')} ` +
      `ON CONFLICT (${this.#keys.map(quoteName).join(', ')}) ` +
      (sets === '' ? 'DO NOTHING' : `DO UPDATE SET ${sets}`);
    this.#statements.set(id, sql);
    return sql;
  }
}
