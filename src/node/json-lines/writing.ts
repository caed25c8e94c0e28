import { SluiceError } from '../../core/sluice-error.js';
import { StoreWriteError } from '../../core/store-write-error.js';
import { codeOf, type OpenFile } from '../files.js';

/** Does something that changes the disk; what goes wrong with it is a StoreWriteError. */
export async function writing<R>(path: string, change: () => Promise<R>): Promise<R> {
  try {
    return await change();
  } catch (error) {
    throw asWriteError(path, error);
  }
}

export function asWriteError(path: string, error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  return new StoreWriteError(path, codeOf(error) ?? 'EUNKNOWN', error);
}

/**
 * Writes all of it. One call may write less than it is given and say nothing: on a full disk the
 * next one then fails.
 */
export async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  let rest = bytes;
  let at = position;
  while (rest.length > 0) {
    const written = await file.write(rest, at);
    if (written <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    rest = rest.subarray(written);
    at += written;
  }
}

/** Does what may be left undone: it only tidies up. */
export async function tidily(tidy: () => Promise<unknown>): Promise<void> {
  try {
    await tidy();
  } catch {
    // The next opening finds it again.
  }
}
