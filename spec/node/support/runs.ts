import type { Range } from '../../../src/core/chunk.js';
import type { PullSource } from '../../../src/flow/pull-source.js';
import type { Files } from '../../../src/node/files.js';
import type { Settings } from '../../../src/node/json-lines/open-run.js';
import { Runs, type FileStore, type FileRunWriter } from '../../../src/node/json-lines/runs.js';
import { jsonValues } from '../../../src/store/codec/json-values.js';
import type { ChunkRecord, OpenRun, StoredOutcome } from '../../../src/store/result-store.js';

export const DIR = '/store';

/** A store on any file system. */
export function storeOn(files: Files, settings: Partial<Settings> = {}, dir = DIR): FileStore {
  const encoding = { where: 'jsonLinesStore', format: jsonValues };
  const written = { durability: 'power', segmentSize: 2 ** 26, ...encoding } as const;
  return new Runs(dir, { files, ...written, ...settings });
}

export function open(store: FileStore, run: Partial<OpenRun> = {}): Promise<FileRunWriter> {
  return store.open({
    runId: 'run',
    fingerprint: { identity: 'position' },
    resume: true,
    ...run,
  });
}

/** A record of consecutive positions; by default the values are the positions. */
export function record(start: number, end: number, values?: readonly unknown[]): ChunkRecord {
  return { ranges: [[start, end]], values: values ?? numbers(start, end), failures: new Map() };
}

export const numbers = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => start + i);

export async function read(source: PullSource<StoredOutcome>, max = 500): Promise<StoredOutcome[]> {
  const { signal } = new AbortController();
  const outcomes: StoredOutcome[] = [];
  try {
    for (;;) {
      const page = await source.pull(max, signal);
      if (page === null) return outcomes;
      outcomes.push(...page);
    }
  } finally {
    await source.close?.();
  }
}

export async function valuesOf(store: FileStore, runId = 'run'): Promise<unknown[]> {
  const outcomes = await read(store.results(runId));
  return outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value : outcome.reason,
  );
}

/** The code of the error that a call fails with; undefined if it does not. */
export async function codeOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
}

/** All positions in ranges. */
export const positionsIn = (ranges: readonly Range[]) =>
  ranges.flatMap(([start, end]) => numbers(start, end));
