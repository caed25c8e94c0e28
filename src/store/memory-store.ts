import type { Range } from '../core/chunk.js';
import { wallClock } from '../core/clock.js';
import { RangeSet } from '../core/range-set.js';
import { RunChangedError } from '../core/run-changed-error.js';
import { RunExistsError } from '../core/run-exists-error.js';
import { RunLockedError } from '../core/run-locked-error.js';
import { RunNotFoundError } from '../core/run-not-found-error.js';
import type { ItemFailure } from '../core/outcome.js';
import type { PullSource } from '../flow/pull-source.js';
import type { SourceMark } from '../flow/resume.js';
import { outcomesInOrder } from './outcomes-in-order.js';
import type {
  ChunkRecord,
  OpenRun,
  ResultStore,
  RunHolder,
  RunInfo,
  RunWriter,
  StoredOutcome,
} from './result-store.js';

/**
 * Keeps runs in memory: for tests, and for results that need not outlive the process.
 *
 * - **Holds at most** everything that it is given, until it is deleted. **WARNING**: it grows with the
 *   run; it is the one part of this library that does.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, memoryStore, processChunks, storeTo } from 'sluice';
 *
 * const store = memoryStore();
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(enrich), storeTo(store, { runId: 'enrich' }))
 *   .subscribe({
 *     complete: () => fromSource(store.results('enrich'), { flow: null }).subscribe(console.log),
 *   });
 * ```
 */
export function memoryStore(): ResultStore {
  return new MemoryStore();
}

class MemoryStore implements ResultStore {
  readonly #runs = new Map<string, Run>();

  open({ runId, fingerprint, resume, retryFailed = false }: OpenRun): RunWriter {
    const found = this.#runs.get(runId);
    if (found !== undefined && resume === false) throw new RunExistsError(runId);
    const run = found ?? new Run(runId, fingerprint);
    if (run.holder !== undefined) throw new RunLockedError(runId, run.holder);
    const stored = run.fingerprint;
    if (stored.identity !== fingerprint.identity) {
      if (resume !== 'force') throw new RunChangedError(runId, stored, fingerprint);
      run.fingerprint = fingerprint;
    }
    this.#runs.set(runId, run);
    return run.write(retryFailed);
  }

  runs(): Promise<readonly RunInfo[]> {
    const infos = [...this.#runs.values()].map((run) => run.info);
    return Promise.resolve(infos.sort((a, b) => (a.runId < b.runId ? -1 : 1)));
  }

  results(runId: string): PullSource<StoredOutcome> {
    return pagesOf(this.#find(runId).outcomes);
  }

  failures(runId: string): PullSource<StoredOutcome> {
    const outcomes = this.#find(runId).outcomes;
    return pagesOf(outcomes, ({ status }) => status !== 'fulfilled');
  }

  async aggregate<A>(
    runId: string,
    fold: (sum: A, outcome: StoredOutcome) => A,
    seed: A,
  ): Promise<A> {
    const { outcomes } = await Promise.resolve(this.#find(runId));
    let sum = seed;
    for (const outcome of outcomes) sum = fold(sum, outcome);
    return sum;
  }

  async delete(runId: string): Promise<void> {
    const { holder } = this.#find(runId);
    if (holder !== undefined) throw new RunLockedError(runId, holder);
    this.#runs.delete(runId);
    await Promise.resolve();
  }

  #find(runId: string): Run {
    const run = this.#runs.get(runId);
    if (run === undefined) throw new RunNotFoundError(runId);
    return run;
  }
}

function pagesOf(
  outcomes: Iterable<StoredOutcome>,
  wanted: (outcome: StoredOutcome) => boolean = () => true,
): PullSource<StoredOutcome> {
  const iterator = outcomes[Symbol.iterator]();
  return {
    pull: (max) => {
      const page: StoredOutcome[] = [];
      while (page.length < max) {
        const next = iterator.next();
        if (next.done) break;
        if (wanted(next.value)) page.push(next.value);
      }
      return page.length > 0 ? page : null;
    },
  };
}

/** What tells an item apart in its run: its key, or else its position. */
type Identity = string | number;

/** Where an outcome is. */
interface Place {
  readonly record: ChunkRecord;
  readonly place: number;
  readonly position: number;
}

/** One run: its records, and what follows from them. */
class Run {
  holder: RunHolder | undefined;
  readonly #records: ChunkRecord[] = [];
  readonly #replaced = new Map<ChunkRecord, Set<number>>();
  readonly #createdAt = wallClock();
  readonly #done = new RangeSet();
  readonly #keys = new Set<string>();
  #state: RunInfo['state'] = 'open';
  #updatedAt = this.#createdAt;
  #items = 0;
  #failed = 0;
  #epoch = 0;
  #mark: SourceMark | undefined;

  constructor(
    readonly runId: string,
    public fingerprint: OpenRun['fingerprint'],
  ) {}

  get info(): RunInfo {
    return {
      runId: this.runId,
      state: this.#state,
      createdAt: this.#createdAt,
      updatedAt: this.#updatedAt,
      items: this.#items,
      failed: this.#failed,
      fingerprint: this.fingerprint,
      holder: this.holder,
    };
  }

  get outcomes(): Iterable<StoredOutcome> {
    return outcomesInOrder(this.#records, this.#replaced);
  }

  write(retryFailed: boolean): RunWriter {
    const { info } = this;
    const pid = (globalThis as { process?: { pid?: number } }).process?.pid ?? 0;
    this.holder = { pid, host: 'this process', since: wallClock(), epoch: ++this.#epoch };
    const failed = retryFailed ? this.#failures() : new Map<Identity, Place>();
    return {
      info,
      done: this.#done.ranges,
      failed: rangesOf(failed.values()),
      mark: this.#mark,
      isDone: (keys) => keys.map((key) => this.#keys.has(key) && !failed.has(key)),
      append: (record) => {
        this.#append(record, failed);
      },
      close: (state) => {
        this.#state = state;
        this.holder = undefined;
      },
    };
  }

  /** Where the outcomes are that may be replaced; those that were told apart otherwise may not. */
  #failures(): Map<Identity, Place> {
    const failures = new Map<Identity, Place>();
    const byKey = this.fingerprint.identity === 'key';
    for (const record of this.#records) {
      if (byKey !== (record.keys !== undefined)) continue;
      const positions = positionsIn(record);
      for (const [place, { kind }] of record.failures) {
        const position = positions[place];
        if (position === undefined || !isRetried(kind)) continue;
        if (this.#replaced.get(record)?.has(place)) continue;
        failures.set(record.keys?.[place] ?? position, { record, place, position });
      }
    }
    return failures;
  }

  #append(record: ChunkRecord, failed: Map<Identity, Place>): void {
    if (failed.size > 0) this.#replace(record.keys ?? positionsIn(record), failed);
    this.#records.push(record);
    this.#updatedAt = wallClock();
    for (const range of record.ranges) this.#done.add(range);
    for (const key of record.keys ?? []) this.#keys.add(key);
    this.#items += record.values.length;
    this.#failed += record.failures.size;
    this.#mark = record.mark ?? this.#mark;
  }

  #replace(items: readonly Identity[], failed: Map<Identity, Place>): void {
    for (const item of items) {
      const old = failed.get(item);
      if (old === undefined) continue;
      failed.delete(item);
      const places = this.#replaced.get(old.record) ?? new Set();
      this.#replaced.set(old.record, places.add(old.place));
      this.#items--;
      this.#failed--;
    }
  }
}

const isRetried = (kind: ItemFailure['kind']) => kind !== 'skipped';

function positionsIn({ ranges }: ChunkRecord): number[] {
  const positions: number[] = [];
  for (const [start, end] of ranges) for (let at = start; at < end; at++) positions.push(at);
  return positions;
}

function rangesOf(places: Iterable<Place>): readonly Range[] {
  const positions = new RangeSet();
  for (const { position } of places) positions.add([position, position + 1]);
  return positions.ranges;
}
