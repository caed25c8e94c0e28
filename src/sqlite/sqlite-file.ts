import { dirname } from 'node:path';
import { StoreCorruptError } from '../core/store-corrupt-error.js';
import { StoreVersionError } from '../core/store-version-error.js';
import { nodeFiles } from '../node/files.js';
import { OBJECTS, type Schema } from './schema.js';
import { pragma } from './pragmas.js';
import type { SqlConnection } from './sql-driver.js';

const MAGIC = 'SQLite format 3\0';
const HEADER = 100;
const USER_VERSION = 60;
const APPLICATION_ID = 68;

/** What lies at the path of a store. */
export type FoundFile = 'none' | 'empty' | 'ours' | 'unmarked';

/**
 * Looks at the file without SQLite, which would write to it: another program's is refused as it is,
 * and so is one of a newer version, or a link.
 */
export async function lookAt(file: string, schema: Schema): Promise<FoundFile> {
  for (const name of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) {
    const kind = await nodeFiles.kind(name);
    if (kind === undefined && name === file) return 'none';
    if (kind !== undefined && kind !== 'file') {
      throw new StoreCorruptError(name, 0, 'it is a link or a folder, where a file should be');
    }
  }
  const header = await headerOf(file);
  if (header.length === 0) return 'empty';
  if (header.length < HEADER || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new StoreCorruptError(file, 0, 'it is no database of SQLite');
  }
  const application = header.readUInt32BE(APPLICATION_ID);
  if (application === 0) return 'unmarked';
  checkMarks(file, schema, application, header.readUInt32BE(USER_VERSION));
  return 'ours';
}

/** Makes the file, for the user alone. */
export async function makeFile(file: string): Promise<void> {
  const folder = dirname(file);
  if (await nodeFiles.makeFolder(folder)) await nodeFiles.syncFolder(dirname(folder));
  const made = await nodeFiles.open(file, 'create');
  await made.close();
  await nodeFiles.syncFolder(folder);
}

/**
 * Whether the tables are there; those of somebody else are refused. What the log holds counts here,
 * and in the file that was looked at it did not.
 */
export function checkSchema(connection: SqlConnection, file: string, schema: Schema): boolean {
  const { statements } = schema;
  const objects = connection.prepare(OBJECTS).all();
  const application = pragma(connection, 'application_id');
  if (objects.length === 0 && application === 0) return false;
  checkMarks(file, schema, application, pragma(connection, 'user_version'));
  const found = objects.map(({ sql }) => sql);
  // A trigger would run when we write, and a view of the same name would stand for a table.
  const strange = objects.find(({ sql }) => !statements.includes(String(sql)));
  if (strange !== undefined) {
    const what = `${String(strange['type'])} ${JSON.stringify(strange['name'])}`;
    throw new StoreCorruptError(file, 0, `the ${what} in it was not made by sluice`);
  }
  if (statements.some((sql) => !found.includes(sql))) {
    throw new StoreCorruptError(file, 0, 'a table of it is missing');
  }
  return true;
}

function checkMarks(file: string, schema: Schema, application: unknown, version: unknown): void {
  if (application !== schema.application) {
    throw new StoreCorruptError(file, APPLICATION_ID, 'it is a database of another program');
  }
  if (!(Number(version) <= schema.version)) {
    throw new StoreVersionError(file, version, schema.version);
  }
}

async function headerOf(file: string): Promise<Buffer> {
  const open = await nodeFiles.open(file, 'read');
  try {
    const bytes = Buffer.alloc(HEADER);
    return bytes.subarray(0, await open.read(bytes, 0));
  } finally {
    await open.close();
  }
}
