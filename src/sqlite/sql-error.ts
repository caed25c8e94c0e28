import { SluiceError } from '../core/sluice-error.js';
import { StoreCorruptError } from '../core/store-corrupt-error.js';
import { StoreWriteError } from '../core/store-write-error.js';
import { codeOf } from '../node/files.js';

const NAMES: Readonly<Record<number, string>> = {
  5: 'BUSY',
  6: 'LOCKED',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  26: 'NOTADB',
};

/** The system's words for what SQLite says. */
const REASONS: Readonly<Record<string, string>> = {
  READONLY: 'EROFS',
  IOERR: 'EIO',
  FULL: 'ENOSPC',
  CANTOPEN: 'EACCES',
};

/** SQLITE_IOERR_SHMSIZE: the memory that processes share has no room on the disk. */
const NO_ROOM = [4874, 'SQLITE_IOERR_SHMSIZE'];

/** What SQLite says, such as BUSY or FULL, by either driver; undefined of any other error. */
export function sqlCode(error: unknown): string | undefined {
  const { errcode } = (error ?? {}) as { readonly errcode?: unknown };
  const code = codeOf(error);
  if (NO_ROOM.includes(code ?? '') || errcode === NO_ROOM[0]) return 'FULL';
  // The low byte; what is above tells more of the same.
  if (typeof errcode === 'number') return NAMES[errcode & 255] ?? 'ERROR';
  return code?.startsWith('SQLITE_') === true ? code.split('_')[1] : undefined;
}

export function isBusy(error: unknown): boolean {
  const code = sqlCode(error);
  return code === 'BUSY' || code === 'LOCKED';
}

/** The error of this library for one of SQLite or of the system. */
export function asStoreError(file: string, error: unknown): unknown {
  if (error instanceof SluiceError) return error;
  const code = sqlCode(error);
  if (code === 'CORRUPT' || code === 'NOTADB') {
    return new StoreCorruptError(file, 0, (error as Error).message);
  }
  const reason = code === undefined ? codeOf(error) : REASONS[code];
  return reason === undefined ? error : new StoreWriteError(file, reason, error);
}
