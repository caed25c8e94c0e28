import { invalidType } from '../core/option-error.js';

/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Cells as a record of RFC 4180. An empty cell that is alone is quoted: an empty line is no record. */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.length === 1 && cells[0] === '' ? '""' : cells.join(',')}\r\n`;
}

/** A value as a cell; what is no text and no number is JSON. */
export function csvCell(value: unknown, column: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return csvText(value);
  // A number is no formula, whatever its sign.
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  const json = JSON.stringify(value) as string | undefined;
  if (json !== undefined) return csvText(json);
  throw invalidType('csvFile', column, 'a value that has text or JSON', value);
}

/** Text as a cell that no spreadsheet runs. */
export function csvText(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
