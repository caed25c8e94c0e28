import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import { codeOf, type Files, type OpenFile } from '../files.js';

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
