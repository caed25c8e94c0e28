import * as fs from 'node:fs';
import { dirname } from 'node:path';

/** A file that is open. Positions and sizes are bytes. */
export interface OpenFile {
  size(): Promise<number>;
  /** Resolves to the number of bytes that were read: fewer than fit at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Resolves to the number of bytes that were written, which may be fewer than were given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  truncate(size: number): Promise<void>;
  /** Resolves when everything that was written before is on the device. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What of a file system the stores of this folder use; a spec puts one in its place that fails. */
export interface Files {
  /** `create` makes the file, which must not exist. None of them follows a symbolic link. */
  open(path: string, how: 'read' | 'edit' | 'create'): Promise<OpenFile>;
  /** What is at the path itself, a link not followed; undefined where nothing is. */
  kind(path: string): Promise<'file' | 'folder' | 'other' | undefined>;
  list(folder: string): Promise<string[]>;
  /** Makes a folder, and those above it on the device; resolves to whether it was not there before. */
  makeFolder(path: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file; fails where the name is taken. */
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Removes a folder, which must be empty. */
  removeFolder(path: string): Promise<void>;
  /** Resolves when the names in the folder are on the device. */
  syncFolder(path: string): Promise<void>;
}

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants;
/** Windows has no such flag; there the check of `kind` has to do. */
const NO_FOLLOW = (fs.constants.O_NOFOLLOW as number | undefined) ?? 0;

const FLAGS = {
  read: O_RDONLY | NO_FOLLOW,
  edit: O_RDWR | NO_FOLLOW,
  create: O_RDWR | O_CREAT | O_EXCL | NO_FOLLOW,
};

/** Of more than 2 GiB Node refuses all; a short answer is allowed. */
const MOST_AT_ONCE = 2 ** 30;

type Callback<T> = (error: Error | null, value: T) => void;

/** The callbacks of `node:fs`: a FileHandle takes 10 µs longer for each write. */
function called<T>(call: (callback: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error) reject(error);
      else resolve(value);
    });
  });
}

async function done(call: (callback: (error: Error | null) => void) => void): Promise<void> {
  await called<undefined>((callback) => call((error) => callback(error, undefined)));
}

function opened(fd: number): OpenFile {
  return {
    size: async () => (await called<fs.Stats>((callback) => fs.fstat(fd, callback))).size,
    read: (into, position) =>
      called((callback) => fs.read(fd, into, 0, atMost(into), position, callback)),
    write: (bytes, position) =>
      called((callback) => fs.write(fd, bytes, 0, atMost(bytes), position, callback)),
    truncate: (size) => done((callback) => fs.ftruncate(fd, size, callback)),
    sync: () => done((callback) => fs.fdatasync(fd, callback)),
    close: () => done((callback) => fs.close(fd, callback)),
  };
}

const atMost = ({ length }: Uint8Array) => Math.min(length, MOST_AT_ONCE);

/** The file system of this machine. What it makes is for the user alone: folders 0700, files 0600. */
export const nodeFiles: Files = {
  open: async (path, how) =>
    opened(await called((callback) => fs.open(path, FLAGS[how], 0o600, callback))),
  kind: async (path) => {
    try {
      const stats = await fs.promises.lstat(path);
      if (stats.isFile()) return 'file';
      return stats.isDirectory() ? 'folder' : 'other';
    } catch (error) {
      // ENOTDIR: what should be a folder on the way is a file, so there is nothing below it.
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
      throw error;
    }
  },
  list: (folder) => fs.promises.readdir(folder),
  makeFolder: async (path) => {
    try {
      return await madeFolder(path);
    } catch (error) {
      // By hand: of a disk that is read-only, `recursive` says that the folder is not there.
      if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
      const above = dirname(path);
      if (await nodeFiles.makeFolder(above)) await nodeFiles.syncFolder(dirname(above));
      return madeFolder(path);
    }
  },
  rename: (from, to) => fs.promises.rename(from, to),
  link: (from, to) => fs.promises.link(from, to),
  remove: (path) => fs.promises.unlink(path),
  removeFolder: (path) => fs.promises.rmdir(path),
  syncFolder: async (path) => {
    // Windows can open no folder, and keeps names by itself.
    if (process.platform === 'win32') return;
    const fd = await called<number>((callback) => fs.open(path, O_RDONLY, callback));
    try {
      await done((callback) => fs.fsync(fd, callback));
    } finally {
      await done((callback) => fs.close(fd, callback));
    }
  },
};

async function madeFolder(path: string): Promise<boolean> {
  try {
    await fs.promises.mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The system's word for what went wrong, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
