import { ImportError } from '../core/import-error.js';
import { isEnd, LineSum, membersOf, outcomeOf, type ExportHeader } from './export-format.js';
import type { StoredOutcome } from './result-store.js';

/** What is stored in one record. */
const MOST_OUTCOMES = 1000;
const MOST_CHARACTERS = 1024 * 1024;
/** Longer than anything that a store would take. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** An outcome, and the line that told it. */
export interface ImportedOutcome {
  readonly line: number;
  readonly outcome: StoredOutcome;
}

/** Reads the lines of an exported run after its first one, and checks that nothing is amiss with them. */
export class ImportedOutcomes {
  items = 0;
  failed = 0;
  readonly #byKey: boolean;
  readonly #sum = new LineSum();
  #chunk: ImportedOutcome[] = [];
  #characters = 0;
  #line = 1;
  #last = -1;
  #ended = false;

  constructor(header: string, { fingerprint }: ExportHeader) {
    this.#byKey = fingerprint.identity === 'key';
    this.#sum.add(header);
  }

  /** True when there is enough to be stored. */
  take(line: unknown): boolean {
    this.#line++;
    if (typeof line !== 'string') throw this.#error('it is no text');
    if (line.length > LONGEST_LINE) throw this.#error('it is too long');
    if (this.#ended) throw this.#error('it comes after the end');
    const members = this.#read(() => membersOf(line));
    if (isEnd(members)) {
      this.#check(members);
      return false;
    }
    this.#add(this.#read(() => outcomeOf(line, members)));
    this.#sum.add(line);
    this.#characters += line.length;
    return this.#chunk.length >= MOST_OUTCOMES || this.#characters >= MOST_CHARACTERS;
  }

  /** What has come since it was called last. */
  takeChunk(): readonly ImportedOutcome[] {
    const chunk = this.#chunk;
    this.#chunk = [];
    this.#characters = 0;
    return chunk;
  }

  /** No more lines come. */
  finish(): void {
    this.#line++;
    if (!this.#ended) throw this.#error('the end is missing');
  }

  #add(outcome: StoredOutcome): void {
    const { position, key, status } = outcome;
    if (position <= this.#last) throw this.#error('its position has come before');
    if ((key !== undefined) !== this.#byKey) {
      throw this.#error(this.#byKey ? 'it has no key' : 'it has a key, and the run has none');
    }
    this.#last = position;
    this.items++;
    if (status !== 'fulfilled') this.failed++;
    this.#chunk.push({ line: this.#line, outcome });
  }

  #check({ items, failed, crc32 }: Readonly<Record<string, unknown>>): void {
    this.#ended = true;
    if (items !== this.items || failed !== this.failed) {
      throw this.#error('it counts other outcomes than have come');
    }
    if (crc32 !== this.#sum.text) throw this.#error('the sum of the lines before is another');
  }

  #read<V>(read: () => V): V {
    try {
      return read();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw this.#error(`it cannot be read: ${why}`, { cause: error });
    }
  }

  #error(problem: string, options?: ErrorOptions): ImportError {
    return new ImportError(this.#line, problem, options);
  }
}
