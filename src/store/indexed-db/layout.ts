import type { RecordRow, RunRow } from '../records/run-database.js';

/** The one object store of a database: a run lies in one stretch of it, so that all of it goes at once. */
export const STORE = 'sluice';

/** The index by which records are found by the keys of their items. */
export const KEYS = 'keys';

/** The row of a run comes before its records, which count from 1. */
export const rowKey = (runId: string) => [runId, 0];
export const recordKey = (runId: string, seq: number) => [runId, seq];
export const itemKey = (runId: string, key: string) => [runId, key];

export const getRow = (store: IDBObjectStore, runId: string) =>
  store.get(rowKey(runId)) as IDBRequest<RunRow | undefined>;

export const getRecord = (store: IDBObjectStore, runId: string, seq: number) =>
  store.get(recordKey(runId, seq)) as IDBRequest<StoredRecord | undefined>;

/** Its records after that one. */
export const recordsAfter = (runId: string, seq: number) =>
  IDBKeyRange.bound(recordKey(runId, seq), recordKey(runId, Infinity), true);

/** Its row and its records. */
export const wholeRun = (runId: string) =>
  IDBKeyRange.bound(rowKey(runId), recordKey(runId, Infinity));

/** A record as it lies in the database. */
export interface StoredRecord {
  readonly seq: number;
  readonly head: string;
  readonly body: string | Uint8Array | undefined;
  /** With the run, since one index serves all runs. */
  readonly keys?: readonly (readonly [runId: string, key: string])[];
  readonly sum: number;
}

export function toStored({ runId, seq, head, body, keys, sum }: RecordRow): StoredRecord {
  if (keys === undefined) return { seq, head, body, sum };
  return { seq, head, body, keys: keys.map((key) => [runId, key] as const), sum };
}

export function fromStored(runId: string, stored: StoredRecord): RecordRow {
  const { seq, head, body, keys, sum } = stored;
  if (keys === undefined) return { runId, seq, head, body, sum };
  return { runId, seq, head, body, keys: keys.map(([, key]) => key), sum };
}

/** What a record takes up, nearly: a refusal that comes a little late is no harm. */
export function sizeOf({ head, body, keys = [] }: RecordRow): number {
  return head.length + (body?.length ?? 0) + keys.reduce((sum, key) => sum + key.length, 0);
}
