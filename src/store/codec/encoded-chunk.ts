import { invalidType } from '../../core/option-error.js';
import { UnstorableValueError } from '../../core/unstorable-value-error.js';
import type { ChunkRecord, Unstorable } from '../result-store.js';
import { reasonMembers } from './reason.js';
import { countOf } from './stored-record.js';
import type { EncodedValues, ValueFormat } from './value-format.js';

/** A chunk as it is stored, without its keys and the checkpoint. */
export interface EncodedChunk {
  /** Members of JSON: `"ranges":[[0,3]],"failures":[...],"undefined":[2]`. */
  readonly members: string;
  /** The values; undefined where all are. */
  readonly body: string | Uint8Array | undefined;
  readonly count: number;
  readonly failed: number;
  /** Undefined where all of its values are stored. */
  readonly unstorable: Unstorable | undefined;
}

/**
 * Writes a chunk in a format. A value that the format would change is not stored: its item becomes a
 * failure that says why.
 *
 * @param where the function that users call, for messages.
 */
export function encodedChunk(
  where: string,
  record: ChunkRecord,
  format: ValueFormat,
): EncodedChunk {
  const { ranges, values, failures } = record;
  const count = countOf(ranges);
  if (values.length !== count) {
    throw invalidType(where, 'values', `an array of ${count} values`, values);
  }
  const encoded = format.encode(values);
  const unstorable = unstorableIn(encoded, record, format);
  const failed = failureEntries(failures, unstorable);
  const missing = encoded.body === undefined ? [] : undefinedPlaces(values, failures);
  const members =
    `"ranges":${JSON.stringify(ranges)}` +
    (failed.length > 0 ? `,"failures":[${failed.join()}]` : '') +
    (missing.length > 0 ? `,"undefined":${JSON.stringify(missing)}` : '');
  return { members, body: encoded.body, count, failed: failed.length, unstorable };
}

/** A failed item has no value to be stored, whatever stands in its place. */
function unstorableIn(
  { unfit }: EncodedValues,
  { values, failures }: ChunkRecord,
  { explain }: ValueFormat,
): Unstorable | undefined {
  const places = unfit.filter((place) => !failures.has(place));
  if (places.length === 0) return undefined;
  return new Map(places.map((at) => [at, new UnstorableValueError(explain(values[at]))]));
}

function failureEntries(
  failures: ChunkRecord['failures'],
  unstorable: Unstorable = new Map(),
): string[] {
  const entries: string[] = [];
  for (const [place, { kind, reason }] of failures) {
    entries.push(`{"place":${place},"kind":"${kind}"${reasonMembers(reason)}}`);
  }
  for (const [place, reason] of unstorable) {
    entries.push(`{"place":${place},"kind":"rejected"${reasonMembers(reason)}}`);
  }
  return entries;
}

function undefinedPlaces(
  values: readonly unknown[],
  failures: ChunkRecord['failures'],
): readonly number[] {
  if (!values.includes(undefined)) return [];
  return [...values.keys()].filter((place) => values[place] === undefined && !failures.has(place));
}
