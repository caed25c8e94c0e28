import { basename, dirname } from 'node:path';
import type { Files, OpenFile } from '../../../src/node/files.js';

/** What a file holds, and what of it is on the device. */
interface Content {
  now: Buffer;
  synced: Buffer;
}

const failure = (code: string, path: string) =>
  Object.assign(new Error(`${code}: ${path}`), { code });

/** A file system in memory, which knows what would survive a loss of power. */
export class MemoryFiles implements Files {
  /** Folders, by path; in each what it holds, and what of that is on the device. */
  readonly #folders = new Map<
    string,
    { now: Map<string, Content>; synced: Map<string, Content> }
  >();

  /** All files as they are, by path. */
  contents(): Map<string, Buffer> {
    const all = new Map<string, Buffer>();
    for (const [folder, { now }] of this.#folders) {
      for (const [name, { now: bytes }] of now) all.set(`${folder}/${name}`, Buffer.from(bytes));
    }
    return all;
  }

  /** A copy in which everything is on the device. */
  static of(contents: ReadonlyMap<string, Buffer>): MemoryFiles {
    const files = new MemoryFiles();
    for (const [path, bytes] of contents) files.put(path, bytes);
    return files;
  }

  put(path: string, bytes: Buffer): void {
    const content = { now: Buffer.from(bytes), synced: Buffer.from(bytes) };
    const { now, synced } = this.#folderOf(path, true);
    now.set(basename(path), content);
    synced.set(basename(path), content);
  }

  /**
   * What is found after a loss of power: of names and of blocks of bytes that were not synced each may
   * be the new or the old one, by `random`.
   */
  afterPowerLoss(random: () => number, block = 64): MemoryFiles {
    const after = new MemoryFiles();
    for (const [folder, { now, synced }] of this.#folders) {
      after.#makeFolder(folder);
      for (const name of new Set([...now.keys(), ...synced.keys()])) {
        const content = (random() < 0.5 ? now : synced).get(name);
        if (content !== undefined) after.put(`${folder}/${name}`, survived(content, random, block));
      }
    }
    return after;
  }

  open(path: string, how: 'read' | 'edit' | 'create'): Promise<OpenFile> {
    return Promise.resolve().then(() => {
      const folder = this.#folderOf(path).now;
      const found = folder.get(basename(path));
      if (how === 'create' && found !== undefined) throw failure('EEXIST', path);
      if (how !== 'create' && found === undefined) throw failure('ENOENT', path);
      const content = found ?? { now: Buffer.alloc(0), synced: Buffer.alloc(0) };
      folder.set(basename(path), content);
      return opened(content);
    });
  }

  async kind(path: string) {
    if (this.#folders.has(path)) return 'folder' as const;
    const folder = this.#folders.get(dirname(path));
    return folder?.now.has(basename(path)) === true ? ('file' as const) : undefined;
  }

  async list(folder: string): Promise<string[]> {
    const below = [...this.#folders.keys()].filter((path) => dirname(path) === folder);
    const found = this.#folders.get(folder);
    if (found === undefined) throw failure('ENOENT', folder);
    return [...found.now.keys(), ...below.map((path) => basename(path))];
  }

  async makeFolder(path: string): Promise<boolean> {
    return this.#makeFolder(path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#folderOf(to).now.set(basename(to), this.#content(from));
    this.#folderOf(from).now.delete(basename(from));
  }

  async link(from: string, to: string): Promise<void> {
    const folder = this.#folderOf(to).now;
    if (folder.has(basename(to))) throw failure('EEXIST', to);
    folder.set(basename(to), this.#content(from));
  }

  async remove(path: string): Promise<void> {
    this.#content(path);
    this.#folderOf(path).now.delete(basename(path));
  }

  async removeFolder(path: string): Promise<void> {
    if ((await this.list(path)).length > 0) throw failure('ENOTEMPTY', path);
    this.#folders.delete(path);
  }

  async syncFolder(path: string): Promise<void> {
    const folder = this.#folders.get(path);
    if (folder === undefined) throw failure('ENOENT', path);
    folder.synced = new Map(folder.now);
  }

  #makeFolder(path: string): boolean {
    if (this.#folders.has(path)) return false;
    if (dirname(path) !== path) this.#makeFolder(dirname(path));
    this.#folders.set(path, { now: new Map(), synced: new Map() });
    return true;
  }

  #folderOf(path: string, make = false) {
    if (make) this.#makeFolder(dirname(path));
    const folder = this.#folders.get(dirname(path));
    if (folder === undefined) throw failure('ENOENT', path);
    return folder;
  }

  #content(path: string): Content {
    const content = this.#folderOf(path).now.get(basename(path));
    if (content === undefined) throw failure('ENOENT', path);
    return content;
  }
}

function opened(content: Content): OpenFile {
  return {
    size: async () => content.now.length,
    read: async (into, position) => content.now.copy(into, 0, position),
    write: async (bytes, position) => {
      const now = Buffer.alloc(Math.max(content.now.length, position + bytes.length));
      content.now.copy(now);
      now.set(bytes, position);
      content.now = now;
      return bytes.length;
    },
    truncate: async (size) => {
      content.now = Buffer.from(content.now.subarray(0, size));
    },
    sync: async () => {
      content.synced = Buffer.from(content.now);
    },
    close: async () => undefined,
  };
}

function survived({ now, synced }: Content, random: () => number, block: number): Buffer {
  const [least, most] = [now.length, synced.length].sort((a, b) => a - b) as [number, number];
  const size = random() < 0.5 ? most : least + Math.floor(random() * (most - least + 1));
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += block) {
    const from = random() < 0.5 ? now : synced;
    bytes.set(from.subarray(at, Math.min(at + block, bytes.length)), at);
  }
  return bytes;
}
