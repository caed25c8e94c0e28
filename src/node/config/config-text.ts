import { readFile, stat } from 'node:fs/promises';
import { codeOf } from '../files.js';
import { ConfigError, type ConfigPlace } from './config-error.js';

/** Options fill a page; what is larger is something else, and would take seconds to parse. */
const MOST = 65_536;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** The text of a file, without a byte order mark. */
export async function configText(file: string): Promise<string> {
  return decoded(file, await bytesOf(file));
}

/** The line and the column of a place in a text. */
export function placeIn(file: string, text: string, offset: number): ConfigPlace {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { file, line, column: offset - before.lastIndexOf('\n') };
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    // A pipe may never end.
    if (!found.isFile()) throw new ConfigError({ file }, 'it is no file');
    if (found.size > MOST) throw new ConfigError({ file }, `it has more than ${MOST} bytes`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = codeOf(error) ?? 'EIO';
    throw new ConfigError({ file }, REASONS[code] ?? `it cannot be read (${code})`, error);
  }
}

function decoded(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const text = new TextDecoder().decode(bytes);
    throw new ConfigError(placeIn(file, text, text.indexOf('\ufffd')), 'this is no UTF-8', error);
  }
}
