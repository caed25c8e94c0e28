/** What is used of a file that Node has opened. */
export interface FileHandle {
  stat(): Promise<{ readonly size: number; isFile(): boolean }>;
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** What is used of `node:fs/promises`. */
export interface FileSystem {
  open(path: unknown, flags: string): Promise<FileHandle>;
}

/**
 * The files of the host, if it has any. Not by an import, so that this module also loads where there
 * is none.
 */
export function fileSystem(): FileSystem | undefined {
  const host = globalThis as {
    process?: { getBuiltinModule?: (name: string) => FileSystem | undefined };
  };
  return host.process?.getBuiltinModule?.('node:fs/promises');
}
