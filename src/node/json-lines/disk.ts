import { SluiceError } from '../../core/sluice-error.js';
import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import { StoreWriteError } from '../../core/store-write-error.js';
import { codeOf, type Files, type OpenFile } from '../files.js';

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

/** Fewer bytes than asked for only where the file ends. */
export async function readExactly(file: OpenFile, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(to - from);
  let filled = 0;
  while (filled < bytes.length) {
    const read = await file.read(bytes.subarray(filled), from + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

export async function withFile<R>(
  files: Files,
  path: string,
  use: (file: OpenFile) => Promise<R>,
): Promise<R> {
  const file = await openToRead(files, path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** ELOOP is what the system says of a link that is not followed. */
export async function openToRead(files: Files, path: string): Promise<OpenFile> {
  try {
    return await files.open(path, 'read');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new StoreCorruptError(path, 0, 'it is missing');
    if (codeOf(error) === 'ELOOP') throw new StoreCorruptError(path, 0, 'it is a symbolic link');
    throw error;
  }
}
