import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ValueFormat } from '../../store/codec/value-format.js';
import type { Files, OpenFile } from '../files.js';
import { headerLine, type Header } from './format.js';
import { segmentName } from './layout.js';
import { asWriteError, tidily, writeAll, writing } from './disk.js';

/** A segment that is being written. */
export class Segment {
  readonly number: number;
  readonly path: string;
  readonly #file: OpenFile;
  #length: number;
  #usable = true;

  private constructor(number: number, path: string, file: OpenFile, length: number) {
    this.number = number;
    this.path = path;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Makes a segment that is there with its header or not at all: written aside, synced, and renamed,
   * which takes the place of a segment of that number that has no records.
   */
  static async create(
    files: Files,
    folder: string,
    header: Omit<Header, 'format'>,
    format: ValueFormat['id'],
  ): Promise<Segment> {
    const path = join(folder, segmentName(header.segment, format));
    const aside = `${path}.${randomUUID()}.tmp`;
    const line = headerLine(header);
    return writing(path, async () => {
      const file = await files.open(aside, 'create');
      try {
        await writeAll(file, line, 0);
        await file.sync();
        await files.rename(aside, path);
        await files.syncFolder(folder);
      } catch (error) {
        await tidily(() => file.close());
        await tidily(() => files.remove(aside));
        throw error;
      }
      return new Segment(header.segment, path, file, line.length);
    });
  }

  /** Bytes that belong to the run. */
  get length(): number {
    return this.#length;
  }

  /** False from when it is not known any more what the file holds: nothing may be written to it then. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Adds bytes at the end; if that fails, it ends where it did before. */
  async write(bytes: Uint8Array, sync: boolean): Promise<void> {
    try {
      await writeAll(this.#file, bytes, this.#length);
    } catch (error) {
      await this.#cutBack();
      throw asWriteError(this.path, error);
    }
    if (sync) await this.#sync();
    this.#length += bytes.length;
  }

  async close(): Promise<void> {
    await writing(this.path, () => this.#file.close());
  }

  /** A sync that failed is not repeated: the next one succeeds, and the bytes may be gone. */
  async #sync(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (error) {
      this.#usable = false;
      throw asWriteError(this.path, error);
    }
  }

  async #cutBack(): Promise<void> {
    try {
      await this.#file.truncate(this.#length);
    } catch {
      this.#usable = false;
    }
  }
}
