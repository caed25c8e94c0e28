import type { Range } from '../../core/chunk.js';
import type { PullSource } from '../../flow/pull-source.js';
import type {
  ChunkRecord,
  ResultStore,
  RunWriter,
  StoredOutcome,
} from '../../store/result-store.js';

/** A place that stores can be made in, as often as a test needs. */
export interface StoreFixture {
  /** A store on what is there: what a new process would find. */
  open(): ResultStore | Promise<ResultStore>;
  /**
   * Makes whoever holds a run seem dead, as a frozen page or a process that is gone does, so that the
   * next opening takes it over. Left out where a fixture cannot do that; then this is not tested.
   */
  abandon?(): void | Promise<void>;
  /** Removes everything. */
  dispose(): void | Promise<void>;
}

/** The body of a test: what it is given is all it may use. */
export type Case = (
  stores: StoreFixture,
  is: (actual: unknown, expected: unknown) => void,
) => Promise<void>;

export const POSITION = { identity: 'position' } as const;
export const KEY = { identity: 'key' } as const;

export function openRun(
  store: ResultStore,
  run: Partial<Parameters<ResultStore['open']>[0]> = {},
): Promise<RunWriter> {
  return Promise.resolve(store.open({ runId: 'run', fingerprint: POSITION, resume: true, ...run }));
}

export function record(range: Range, values: readonly unknown[]): ChunkRecord {
  return { ranges: [range], values, failures: new Map() };
}

export async function read(source: PullSource<StoredOutcome>): Promise<StoredOutcome[]> {
  const { signal } = new AbortController();
  const outcomes: StoredOutcome[] = [];
  try {
    for (;;) {
      const page = await source.pull(500, signal);
      if (page === null) return outcomes;
      outcomes.push(...page);
    }
  } finally {
    await source.close?.();
  }
}

export async function valuesOf(store: ResultStore, runId = 'run'): Promise<unknown[]> {
  const outcomes = await read(store.results(runId));
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome));
}

/** The code of the error with which it fails, at once or later. */
export async function codeOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'no error';
}
