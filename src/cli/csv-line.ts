import type { StoredOutcome } from '../store/result-store.js';
import { taggedJson } from '../store/codec/tagged-json.js';
import { reasonText } from './failures.js';

export const CSV_HEADER = 'position,key,status,value,reason\r\n';

/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** An outcome as a line of CSV; a value that is no text is JSON. */
export function csvLine(outcome: StoredOutcome): string {
  const { position, key, status } = outcome;
  const isValue = status === 'fulfilled';
  const cells = [
    String(position),
    textCell(key ?? ''),
    status,
    isValue ? valueCell(outcome.value) : '',
    isValue ? '' : textCell(reasonOf(outcome.reason)),
  ];
  return `${cells.join()}\r\n`;
}

function valueCell(value: unknown): string {
  // A number is no formula, whatever its sign.
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value === undefined) return '';
  return textCell(typeof value === 'string' ? value : (taggedJson(value) ?? reasonText(value)));
}

/** A stored error reads back as a plain object. */
function reasonOf(reason: unknown): string {
  if (reason === undefined) return '';
  const { message } = Object(reason) as { readonly message?: unknown };
  if (typeof message === 'string') return message;
  return typeof reason === 'string' ? reason : (taggedJson(reason) ?? reasonText(reason));
}

function textCell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
