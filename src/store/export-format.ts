import type { ItemFailure } from '../core/outcome.js';
import { crc32 } from './codec/crc32.js';
import { mayHaveTags, untagged } from './codec/tagged-json.js';
import type { EndState, Fingerprint, StoredOutcome } from './result-store.js';

/** Of the format; a newer one is refused. */
export const EXPORT_VERSION = 1;

/** The first line of an exported run. */
export interface ExportHeader {
  readonly sluice: 'run';
  readonly version: number;
  readonly runId: string;
  readonly state: EndState;
  readonly fingerprint: Fingerprint;
}

/** The last line: what all lines before it hold, and their sum. */
export interface ExportEnd {
  readonly end: true;
  readonly items: number;
  readonly failed: number;
  /** CRC-32 of the lines before, each with an end of one byte, in eight hexadecimal digits. */
  readonly crc32: string;
}

/** The sum over lines, one after another. */
export class LineSum {
  readonly #encoder = new TextEncoder();
  #sum = 0;

  add(line: string): void {
    this.#sum = crc32(this.#encoder.encode(`${line}\n`), this.#sum);
  }

  get text(): string {
    return this.#sum.toString(16).padStart(8, '0');
  }
}

type Members = Readonly<Record<string, unknown>>;

/** The members of a line; throws for what is no object. */
export function membersOf(line: string): Members {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('it is no object');
  }
  return value as Members;
}

/** Whether a line is the first one of a run, of whatever version. */
export function isExport({ sluice, version }: Members): boolean {
  return sluice === 'run' && typeof version === 'number';
}

export function isHeader(members: Members): boolean {
  const { runId, state, fingerprint } = members;
  const { identity } = Object(fingerprint) as { readonly identity?: unknown };
  return (
    typeof runId === 'string' &&
    (state === 'open' || state === 'completed') &&
    (identity === 'position' || identity === 'key')
  );
}

export function isEnd({ end }: Members): boolean {
  return end === true;
}

const FAILED: readonly unknown[] = [
  'rejected',
  'skipped',
  'cancelled',
] satisfies ItemFailure['kind'][];

/** The outcome that a line tells; throws for one that tells none. */
export function outcomeOf(line: string, members: Members): StoredOutcome {
  const { position, key, status, value, reason } = members;
  if (!Number.isSafeInteger(position) || (position as number) < 0) {
    throw new SyntaxError('its position is none');
  }
  const who = { position: position as number, ...keyOf(key) };
  const meant = (what: unknown) => (mayHaveTags(line) ? untagged(what) : what);
  if (status === 'fulfilled' && Object.hasOwn(members, 'value')) {
    return { ...who, status, value: meant(value) };
  }
  if (!FAILED.includes(status)) throw new SyntaxError('it tells no outcome');
  return { ...who, status: status as ItemFailure['kind'], reason: meant(reason) };
}

function keyOf(key: unknown): { readonly key?: string } {
  if (key === undefined) return {};
  if (typeof key !== 'string') throw new SyntaxError('its key is no string');
  return { key };
}
