import { RunChangedError } from '../../core/run-changed-error.js';
import { RunExistsError } from '../../core/run-exists-error.js';
import { RunLockedError } from '../../core/run-locked-error.js';
import { RunTakenOverError } from '../../core/run-taken-over-error.js';
import { StoreLostError } from '../../core/store-lost-error.js';
import { StoreVersionError } from '../../core/store-version-error.js';
import { wallClock } from '../../core/clock.js';
import type { EndState, Fingerprint, OpenRun, RunInfo } from '../result-store.js';
import { headOf } from './record-reader.js';
import type { RecordHead } from './record-head.js';
import type { FoundRun, RunDatabase, RunRow } from './run-database.js';

/** Of the rows and records of a run; a reader of this version refuses what is newer. */
const RECORDS_VERSION = 1;

/** The row of a run that is opened; throws where it may not be. */
export function openedRow(
  database: RunDatabase,
  found: FoundRun | undefined,
  { runId, fingerprint, resume }: OpenRun,
): RunRow {
  const epoch = (found?.row.epoch ?? 0) + 1;
  const holder = { ...database.self(), epoch };
  const opened = { runId, version: RECORDS_VERSION, fingerprint, state: 'open', epoch, holder };
  if (found === undefined) return { ...opened, state: 'open', createdAt: wallClock() };
  const { row } = found;
  refuseNewer(database.name, row);
  refuseHeld(database, row);
  if (resume === false) throw new RunExistsError(runId);
  if (resume !== 'force' && !isSame(row.fingerprint, fingerprint)) {
    throw new RunChangedError(runId, row.fingerprint, fingerprint);
  }
  return { ...opened, state: 'open', createdAt: row.createdAt };
}

/** The row of a run that is given back; throws where somebody else has it. */
export function closedRow(
  database: RunDatabase,
  found: FoundRun | undefined,
  opened: Pick<RunRow, 'runId' | 'epoch'>,
  items: number,
  state: EndState,
): RunRow {
  const { runId, epoch } = opened;
  if (found === undefined) throw new StoreLostError(database.name, runId, items);
  const { row } = found;
  if (row.epoch !== epoch) throw new RunTakenOverError(runId, epoch, row.epoch);
  return { ...row, state, holder: undefined };
}

export function refuseNewer(name: string, { runId, version }: RunRow): void {
  if (version === RECORDS_VERSION) return;
  throw new StoreVersionError(`${name}: the run "${runId}"`, version, RECORDS_VERSION);
}

export function refuseHeld(database: RunDatabase, { runId, holder }: RunRow): void {
  if (holder !== undefined && database.isAlive(holder)) throw new RunLockedError(runId, holder);
}

/** The last record of a run, checked: it tells how far the run is. */
export function lastHead({ name }: RunDatabase, found: FoundRun | undefined) {
  if (found?.last === undefined) return undefined;
  const { row, last } = found;
  return { seq: last.seq, head: headOf(name, last, row.runId) };
}

/** What is known of a run. It does not fail, since one that is damaged hides no other. */
export function infoOf(database: RunDatabase, found: FoundRun): RunInfo {
  const { row } = found;
  const living = row.holder !== undefined && database.isAlive(row.holder);
  const holder = living ? row.holder : undefined;
  try {
    refuseNewer(database.name, row);
    return rowInfo(row, lastHead(database, found)?.head, holder);
  } catch (error) {
    return { ...rowInfo(row, undefined, holder), state: 'unreadable', error };
  }
}

export function rowInfo(
  { runId, state, createdAt, fingerprint }: RunRow,
  head: RecordHead | undefined,
  holder: RunRow['holder'],
): RunInfo {
  const { items = 0, failed = 0, bytes = 0, at = createdAt } = head ?? {};
  return {
    ...{ runId, state, createdAt, updatedAt: at, items, failed, bytes, fingerprint },
    holder: holder && {
      pid: holder.pid,
      host: holder.host,
      since: holder.since,
      epoch: holder.epoch,
    },
  };
}

function isSame(a: Fingerprint, b: Fingerprint): boolean {
  const members = (fingerprint: Fingerprint) => JSON.stringify(Object.entries(fingerprint).sort());
  return members(a) === members(b);
}
