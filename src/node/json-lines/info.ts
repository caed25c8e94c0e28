import { join } from 'node:path';
import type { RunInfo } from '../../store/result-store.js';
import type { Files } from '../files.js';
import type { Checkpoint, Header, Recovered } from './format.js';
import type { Holder } from './holder.js';
import { holderIn } from './lease.js';
import { readRun, type RunFiles } from './run-files.js';

/** A run as it is listed, with what openings had to cut off. */
export interface JsonLinesRunInfo extends RunInfo {
  /** Ends of records that a crash had left, and that an opening has cut off; their items ran again. */
  readonly recovered: readonly Recovered[];
}

/** What is known of a run from the heads and the tail of its segments; undefined if there is none. */
export async function readInfo(
  files: Files,
  folder: string,
  runId: string,
): Promise<JsonLinesRunInfo | undefined> {
  const run = await readRun(files, folder, runId);
  const header = run?.segments.at(-1)?.header;
  if (run === undefined || header === undefined) return undefined;
  const recovered = recoveredOf(folder, run);
  const holder = await holderIn(files, folder);
  return { ...infoOf(header, run.last, run.completed, holder), recovered };
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
