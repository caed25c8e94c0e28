import { StoreCorruptError } from '../core/store-corrupt-error.js';
import type { RecordRow, RunRow } from '../store/records/run-database.js';
import type { SqlRow, SqlValue } from './sql-driver.js';

/** A run as it is read; whether its version can be is for the store to say. */
export function runRowOf(file: string, row: SqlRow): RunRow {
  const { name, version, created_at, fingerprint, state, epoch, holder } = row;
  const known = state === 'open' || state === 'completed';
  if (!known || typeof name !== 'string') {
    throw new StoreCorruptError(file, 0, `the run ${JSON.stringify(name)} has no known state`);
  }
  return {
    runId: name,
    version: Number(version),
    createdAt: Number(created_at),
    fingerprint: parsed(file, fingerprint) as RunRow['fingerprint'],
    state,
    epoch: Number(epoch),
    holder: holder === null ? undefined : (parsed(file, holder) as RunRow['holder']),
  };
}

export function valuesOfRun(row: RunRow): readonly SqlValue[] {
  const { runId, version, createdAt, fingerprint, state, epoch, holder } = row;
  return [
    runId,
    version,
    createdAt,
    JSON.stringify(fingerprint),
    state,
    epoch,
    holder === undefined ? null : JSON.stringify(holder),
  ];
}

export function recordRowOf(file: string, runId: string, row: SqlRow): RecordRow {
  const { seq, head, body, keys, sum } = row;
  return {
    runId,
    seq: Number(seq),
    head: String(head),
    body: typeof body === 'string' || body instanceof Uint8Array ? body : undefined,
    keys: keys === null ? undefined : (parsed(file, keys) as readonly string[]),
    sum: Number(sum),
  };
}

function parsed(file: string, text: SqlValue | undefined): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    throw new StoreCorruptError(file, 0, 'a row of it holds no JSON');
  }
}
