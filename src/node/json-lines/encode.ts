import { invalidType } from '../../core/option-error.js';
import { UnstorableValueError } from '../../core/unstorable-value-error.js';
import type { ChunkRecord, Unstorable } from '../../store/result-store.js';
import { exactJson, inexactIn, isExact } from './exact-json.js';
import { countOf } from './format.js';
import { reasonMembers } from './reason.js';

/** A record as members of its line, without the checkpoint. */
export interface Encoded {
  /** In pieces, since joining them copies them. */
  readonly members: readonly string[];
  readonly count: number;
  readonly failed: number;
  /** Undefined where all of its values are stored. */
  readonly unstorable: Unstorable | undefined;
}

/**
 * Writes a chunk as JSON. A value that JSON would change is not stored: its item becomes a failure
 * that says why.
 *
 * @param nth how many records come before it in the same write.
 */
export function encoded(record: ChunkRecord, nth: number): Encoded {
  const { ranges, keys, values, failures } = record;
  const count = countOf(ranges);
  if (values.length !== count) {
    throw invalidType('jsonLinesStore', 'values', `an array of ${count} values`, values);
  }
  const { json, unfit } = valuesJson(values);
  const unstorable = unstorableAt(unfit, record);
  const failed = failureEntries(failures, unstorable);
  const missing = json === undefined ? [] : undefinedPlaces(values, failures);
  const head =
    `"ranges":${JSON.stringify(ranges)}` +
    (nth > 0 ? `,"nth":${nth}` : '') +
    (failed.length > 0 ? `,"failures":[${failed.join()}]` : '') +
    (missing.length > 0 ? `,"undefined":${JSON.stringify(missing)}` : '') +
    (keys === undefined ? '' : `,"keys":${JSON.stringify(keys)}`);
  const members = json === undefined ? [head] : [head, ',"values":', json];
  return { members, count, failed: failed.length, unstorable };
}

/** The values as a JSON array, undefined if there is none but undefined; and what did not fit in. */
function valuesJson(values: readonly unknown[]): { json: string | undefined; unfit: number[] } {
  if (values.every((value) => value === undefined)) return { json: undefined, unfit: [] };
  try {
    // All at once while all are right: one by one takes half as long again.
    if ((values as { readonly toJSON?: unknown }).toJSON === undefined) {
      const json = JSON.stringify(values);
      if (values.every((value) => value === undefined || isExact(value)))
        return { json, unfit: [] };
    }
  } catch {
    // Found again below, with its place.
  }
  const unfit: number[] = [];
  const texts = Array.from(values, (value, place) => {
    if (value === undefined) return 'null';
    const json = exactJson(value);
    if (json === undefined) unfit.push(place);
    return json ?? 'null';
  });
  return { json: `[${texts.join()}]`, unfit };
}

/** A failed item has no value to be stored, whatever stands in its place. */
function unstorableAt(
  unfit: readonly number[],
  { values, failures }: ChunkRecord,
): Unstorable | undefined {
  const places = unfit.filter((place) => !failures.has(place));
  if (places.length === 0) return undefined;
  return new Map(places.map((at) => [at, new UnstorableValueError(inexactIn(values[at]))]));
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
