import { SluiceError } from '../core/sluice-error.js';
import { StoreCorruptError } from '../core/store-corrupt-error.js';
import { StoreWriteError } from '../core/store-write-error.js';
import type { Continuation, Reading, TextFormat } from './text-format.js';

/** What is used of `node:fs/promises`. */
export interface FileSystem {
  readonly constants: {
    readonly O_RDONLY: number;
    readonly O_RDWR: number;
    readonly O_CREAT: number;
  };
  open(path: string, flags: number): Promise<FileHandle>;
}

export interface FileHandle {
  stat(): Promise<{ readonly size: number; isFile(): boolean }>;
  read(
    into: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
  truncate(size: number): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly handle: FileHandle;
  /** Bytes that are right. */
  size: number;
  /** What has to stand before the next row. */
  before: string;
  /** Whether there is something behind the bytes that are right. */
  isTorn: boolean;
}

/** A file to which whole batches are added: each is on the device when it is acknowledged, or not there. */
export class FileOutput {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #format: Pick<TextFormat<never>, 'head' | 'continuation'>;
  #file: Opened | undefined;

  constructor(
    fs: FileSystem,
    path: string,
    format: Pick<TextFormat<never>, 'head' | 'continuation'>,
  ) {
    this.#fs = fs;
    this.#path = path;
    this.#format = format;
  }

  async append(text: string): Promise<void> {
    await this.#writing(async () => {
      const file = (this.#file ??= await this.#open());
      await this.#cutBack(file);
      const { size } = await file.handle.stat();
      if (size !== file.size) {
        throw new StoreCorruptError(this.#path, file.size, 'somebody else writes the file');
      }
      const bytes = new TextEncoder().encode(file.before + text);
      file.isTorn = true;
      try {
        await writeAll(file.handle, bytes, file.size);
        await file.handle.datasync();
      } catch (error) {
        // Where that fails too, the next write tries it again, and writes nothing before it is done.
        await this.#cutBack(file).catch(() => undefined);
        throw error;
      }
      file.size += bytes.length;
      file.before = '';
      file.isTorn = false;
    });
  }

  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    await this.#writing(async () => {
      try {
        await this.#cutBack(file);
      } finally {
        await file.handle.close();
      }
    });
  }

  async #cutBack(file: Opened): Promise<void> {
    if (!file.isTorn) return;
    await file.handle.truncate(file.size);
    file.isTorn = false;
  }

  async #open(): Promise<Opened> {
    const { O_RDWR, O_CREAT } = this.#fs.constants;
    const handle = await this.#fs.open(this.#path, O_RDWR | O_CREAT);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new StoreCorruptError(this.#path, 0, 'it is no file');
      if (stat.size === 0) await this.#syncName();
      const { size, before } = await this.#continuation(handle, stat.size);
      return { handle, size, before, isTorn: size < stat.size };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Or the name of a new file would go with the power, and with it what was acknowledged. */
  async #syncName(): Promise<void> {
    const folder = this.#path.replace(/[^/\\]*$/, '') || '.';
    try {
      const handle = await this.#fs.open(folder, this.#fs.constants.O_RDONLY);
      try {
        await handle.datasync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      // Windows opens no folder, and keeps names by itself.
      if (
        !['EISDIR', 'EPERM', 'EACCES'].includes(String((error as { readonly code?: unknown }).code))
      )
        throw error;
    }
  }

  async #continuation(handle: FileHandle, size: number): Promise<Continuation> {
    if (size === 0) return { size, before: this.#format.head };
    const reading: Reading = {
      path: this.#path,
      size,
      read: async (from, to) => {
        const bytes = new Uint8Array(to - from);
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await handle.read(bytes, filled, to - from - filled, from + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      },
    };
    return this.#format.continuation(reading);
  }

  async #writing(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      const { code } = Object(error) as { readonly code?: unknown };
      throw new StoreWriteError(this.#path, typeof code === 'string' ? code : 'EUNKNOWN', error);
    }
  }
}

/** One call may write less than it is given and say nothing: on a full disk the next one fails. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const rest = bytes.length - done;
    const { bytesWritten } = await handle.write(bytes, done, rest, position + done);
    if (bytesWritten <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    done += bytesWritten;
  }
}
