import { RunExistsError } from '../core/run-exists-error.js';
import type { PullSource } from '../flow/pull-source.js';
import type { ChunkRecord, ResultStore, RunWriter, StoredOutcome } from './result-store.js';

/**
 * Keeps runs in memory: for tests, and for results that need not outlive the process.
 *
 * - **Holds at most** everything that it is given, until it is dropped. **WARNING**: it grows with the
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
  const runs = new Map<string, ChunkRecord[]>();
  return {
    open: ({ runId }) => {
      if (runs.has(runId)) throw new RunExistsError(runId);
      const records: ChunkRecord[] = [];
      runs.set(runId, records);
      return writerTo(records);
    },
    results: (runId) => inOrder(runs.get(runId) ?? []),
  };
}

function writerTo(records: ChunkRecord[]): RunWriter {
  return {
    append: (record) => {
      records.push(record);
    },
    close: () => undefined,
  };
}

/** A stretch of a record whose positions are consecutive. */
interface Stretch {
  readonly record: ChunkRecord;
  readonly start: number;
  readonly end: number;
  /** Place of the first item in the record. */
  readonly place: number;
}

function inOrder(records: readonly ChunkRecord[]): PullSource<StoredOutcome> {
  const stretches = records.flatMap(stretchesOf).sort((a, b) => a.start - b.start);
  const outcomes = outcomesOf(stretches);
  return {
    pull: (max) => {
      const page: StoredOutcome[] = [];
      while (page.length < max) {
        const next = outcomes.next();
        if (next.done) break;
        page.push(next.value);
      }
      return page.length > 0 ? page : null;
    },
  };
}

function stretchesOf(record: ChunkRecord): Stretch[] {
  let place = 0;
  return record.ranges.map(([start, end]) => {
    const stretch = { record, start, end, place };
    place += end - start;
    return stretch;
  });
}

function* outcomesOf(stretches: readonly Stretch[]): Generator<StoredOutcome, void> {
  for (const stretch of stretches) yield* outcomesIn(stretch);
}

function* outcomesIn({ record, start, end, place }: Stretch): Generator<StoredOutcome, void> {
  for (let position = start; position < end; position++, place++) {
    const failure = record.failures.get(place);
    yield failure === undefined
      ? { position, status: 'fulfilled', value: record.values[place] }
      : { position, status: failure.kind, reason: failure.reason };
  }
}
