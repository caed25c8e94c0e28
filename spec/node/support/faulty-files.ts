import type { Files, OpenFile } from '../../../src/node/files.js';

export type Operation =
  | 'open'
  | 'create'
  | 'read'
  | 'write'
  | 'truncate'
  | 'sync'
  | 'close'
  | 'rename'
  | 'link'
  | 'remove'
  | 'syncFolder'
  | 'makeFolder'
  | 'list'
  | 'kind'
  | 'removeFolder'
  | 'size';

export interface Call {
  readonly operation: Operation;
  readonly path: string;
  /** Bytes, of a write. */
  readonly length: number;
}

/** Called before each operation: throws to make it fail; of a write, may tell how much of it is done. */
export type Hook = (call: Call) => unknown;

/** The system's error of that name. */
export const errorOf = (code: string) => Object.assign(new Error(code), { code });

/** Fails the n-th operation of the kind, from 1; with `forever` all after it, too. */
export function failing(kind: Operation, n: number, code: string, forever = false): Hook {
  let count = 0;
  return ({ operation }) => {
    if (operation !== kind) return;
    count++;
    if (count === n || (forever && count > n)) throw errorOf(code);
  };
}

/** A file system with something in the way of its calls. */
export function faultyFiles(files: Files, hook: Hook): Files {
  const ask = async (operation: Operation, path: string, length = 0) =>
    hook({ operation, path, length });
  const file = (it: OpenFile, path: string): OpenFile => ({
    size: () => ask('size', path).then(() => it.size()),
    read: (into, position) => ask('read', path).then(() => it.read(into, position)),
    write: async (bytes, position) => {
      const some = await ask('write', path, bytes.length);
      return it.write(typeof some === 'number' ? bytes.subarray(0, some) : bytes, position);
    },
    truncate: (size) => ask('truncate', path).then(() => it.truncate(size)),
    sync: () => ask('sync', path).then(() => it.sync()),
    close: () =>
      ask('close', path)
        .finally(() => it.close())
        .then(() => undefined),
  });
  return {
    open: async (path, how) => {
      await ask(how === 'create' ? 'create' : 'open', path);
      return file(await files.open(path, how), path);
    },
    kind: (path) => ask('kind', path).then(() => files.kind(path)),
    list: (path) => ask('list', path).then(() => files.list(path)),
    makeFolder: (path) => ask('makeFolder', path).then(() => files.makeFolder(path)),
    rename: (from, to) => ask('rename', to).then(() => files.rename(from, to)),
    link: (from, to) => ask('link', to).then(() => files.link(from, to)),
    remove: (path) => ask('remove', path).then(() => files.remove(path)),
    removeFolder: (path) => ask('removeFolder', path).then(() => files.removeFolder(path)),
    syncFolder: (path) => ask('syncFolder', path).then(() => files.syncFolder(path)),
  };
}
