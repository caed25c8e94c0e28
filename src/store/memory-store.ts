import { wallClock } from '../core/clock.js';
import { RangeSet } from '../core/range-set.js';
import { RunChangedError } from '../core/run-changed-error.js';
import { RunExistsError } from '../core/run-exists-error.js';
import { RunLockedError } from '../core/run-locked-error.js';
import { RunNotFoundError } from '../core/run-not-found-error.js';
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

  open({ runId, fingerprint, resume }: OpenRun): RunWriter {
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
    return run.write();
  }

  runs(): Promise<readonly RunInfo[]> {
    const infos = [...this.#runs.values()].map((run) => run.info);
    return Promise.resolve(infos.sort((a, b) => (a.runId < b.runId ? -1 : 1)));
  }

  results(runId: string): PullSource<StoredOutcome> {
    return pagesOf(outcomesInOrder(this.#find(runId).records));
  }

  failures(runId: string): PullSource<StoredOutcome> {
    const outcomes = outcomesInOrder(this.#find(runId).records);
    return pagesOf(outcomes, ({ status }) => status !== 'fulfilled');
  }

  async aggregate<A>(
    runId: string,
    fold: (sum: A, outcome: StoredOutcome) => A,
    seed: A,
  ): Promise<A> {
    const { records } = await Promise.resolve(this.#find(runId));
    let sum = seed;
    for (const outcome of outcomesInOrder(records)) sum = fold(sum, outcome);
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

/** One run: its records, and what follows from them. */
class Run {
  readonly records: ChunkRecord[] = [];
  holder: RunHolder | undefined;
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

  write(): RunWriter {
    const { info } = this;
    const pid = (globalThis as { process?: { pid?: number } }).process?.pid ?? 0;
    this.holder = { pid, host: 'this process', since: wallClock(), epoch: ++this.#epoch };
    return {
      info,
      done: this.#done.ranges,
      mark: this.#mark,
      isDone: (keys) => keys.map((key) => this.#keys.has(key)),
      append: (record) => {
        this.#append(record);
      },
      close: (state) => {
        this.#state = state;
        this.holder = undefined;
      },
    };
  }

  #append(record: ChunkRecord): void {
    this.records.push(record);
    this.#updatedAt = wallClock();
    for (const range of record.ranges) this.#done.add(range);
    for (const key of record.keys ?? []) this.#keys.add(key);
    this.#items += record.values.length;
    this.#failed += record.failures.size;
    this.#mark = record.mark ?? this.#mark;
  }
}
