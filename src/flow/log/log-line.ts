import { groupOf } from './log-groups.js';
import type { FlowEvent } from '../events.js';

const LONGEST = 200;

/** One line for an event: when, of which run, and its fields by name. Never an item, nor a value of work. */
export function logLine(event: FlowEvent, elapsed: number, run: string | undefined): string {
  const of = run === undefined ? '' : ` ${plain(run)}`;
  const fields = Object.entries(event)
    .filter(([name, value]) => name !== 'type' && value !== undefined)
    .map(([name, value]) => ` ${name}=${show(value)}`);
  return `sluice +${(elapsed / 1000).toFixed(3)}s${of} ${groupOf(event)} ${event.type}${fields.join('')}`;
}

function show(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return String(Math.round(value * 1000) / 1000);
    case 'string':
      return plain(value);
    case 'object':
      return value === null ? 'null' : plain(showObject(value));
    default:
      return plain(String(value));
  }
}

/** Somebody's object may not want to be asked. */
function showObject(value: object): string {
  try {
    if (value instanceof Map) return String(value.size);
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return '(object)';
  }
}

/** On one line, and without what a terminal would obey. */
function plain(text: string): string {
  const escaped = text.replace(
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return escaped.length <= LONGEST ? escaped : `${escaped.slice(0, LONGEST - 1)}…`;
}
