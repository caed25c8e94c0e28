import { join } from 'node:path';
import type { RunInfo } from '../../store/result-store.js';
import type { Files } from '../files.js';
import type { Checkpoint } from '../../store/codec/checkpoint.js';
import type { Header, Recovered } from './format.js';
import type { Holder } from '../holder.js';
import { holderIn } from './lease.js';
import { lastHeader, readRun, segmentsIn, type RunFiles } from './run-files.js';

/** A run as it is listed, with what openings had to cut off. */
export interface FileRunInfo extends RunInfo {
  /** Ends of records that a crash had left, and that an opening has cut off; their items ran again. */
  readonly recovered: readonly Recovered[];
}

/**
 * What is known of a run from the heads and the tail of its segments; undefined if there is none. It
 * does not fail, since a run that cannot be read says nothing against those beside it.
 */
export async function readInfo(
  files: Files,
  folder: string,
  runId: string,
): Promise<FileRunInfo | undefined> {
  try {
    if ((await files.kind(folder)) !== 'folder') return undefined;
    const run = await readRun(files, folder, runId);
    const header = run?.segments.at(-1)?.header;
    if (run === undefined || header === undefined) return undefined;
    const recovered = recoveredOf(folder, run);
    const holder = await holderIn(files, folder);
    const bytes = run.segments.reduce((sum, { size }) => sum + size, 0);
    return { ...infoOf(header, run.last, run.completed, holder), bytes, recovered };
  } catch (error) {
    return unreadable(files, folder, runId, error);
  }
}

async function unreadable(
  files: Files,
  folder: string,
  runId: string,
  error: unknown,
): Promise<FileRunInfo | undefined> {
  // It may have been removed meanwhile.
  if ((await orElse(segmentsIn(files, folder), [0])).length === 0) return undefined;
  const header = await orElse(lastHeader(files, folder), undefined);
  const holder = await orElse(holderIn(files, folder), undefined);
  const known = header?.runId === runId ? header : { ...NOTHING, runId };
  return { ...infoOf(known, known, false, holder), state: 'unreadable', error, recovered: [] };
}

const NOTHING = {
  createdAt: 0,
  fingerprint: { identity: 'position' },
  done: [],
  items: 0,
  failed: 0,
  at: 0,
} as const;

async function orElse<T, E>(answer: Promise<T>, otherwise: E): Promise<T | E> {
  return answer.catch(() => otherwise);
}

/** What the openings of a run have cut off, with the paths of the files. */
export function recoveredOf(folder: string, run: RunFiles | undefined): readonly Recovered[] {
  const all = run?.segments.flatMap(({ header }) => header.recovered) ?? [];
  return all.map((cut) => ({ ...cut, file: join(folder, cut.file) }));
}

export function infoOf(
  { runId, createdAt, fingerprint }: Pick<Header, 'runId' | 'createdAt' | 'fingerprint'>,
  { items, failed, at }: Checkpoint,
  completed: boolean,
  holder: Holder | undefined,
): RunInfo {
  return {
    runId,
    state: completed ? 'completed' : 'open',
    createdAt,
    updatedAt: at,
    items,
    failed,
    fingerprint,
    holder: holder && {
      pid: holder.pid,
      host: holder.host,
      since: holder.since,
      epoch: holder.epoch,
    },
  };
}
