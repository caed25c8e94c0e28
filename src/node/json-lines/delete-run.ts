import { join } from 'node:path';
import { RunNotFoundError } from '../../core/run-not-found-error.js';
import { codeOf, type Files } from '../files.js';
import { DELETING, isTemporary, segmentsAmong } from './layout.js';
import { takeLease } from './lease.js';
import { lastHeader, segmentsIn } from './run-files.js';
import { tidily, writing } from './disk.js';

/** Removes a run: the files that are known by their names, then the folder if nothing else is in it. */
export async function deleteRun(files: Files, folder: string, runId: string): Promise<void> {
  if ((await segmentsIn(files, folder)).length === 0 && !(await isDeleting(files, folder))) {
    throw new RunNotFoundError(runId);
  }
  // A run that is damaged can be deleted, too.
  const lastEpoch = async () =>
    lastHeader(files, folder).then(
      (header) => header?.epoch ?? 0,
      () => 0,
    );
  const lease = await takeLease(files, folder, runId, lastEpoch);
  try {
    await writing(folder, async () => {
      await markDeleting(files, folder);
      await removeLeftovers(files, folder);
    });
  } finally {
    await lease.release();
  }
  await tidily(() => files.removeFolder(folder));
}

/** From here on it is no run any more, whatever is left of it should the process die. */
async function markDeleting(files: Files, folder: string): Promise<void> {
  try {
    const mark = await files.open(join(folder, DELETING), 'create');
    await mark.close();
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  await files.syncFolder(folder);
}

/** What a deletion has still to do; the mark goes last. */
export async function removeLeftovers(files: Files, folder: string): Promise<void> {
  const names = await files.list(folder);
  const ours = [...segmentsAmong(names), ...names.filter(isTemporary)];
  for (const name of ours) await files.remove(join(folder, name));
  await files.syncFolder(folder);
  await files.remove(join(folder, DELETING));
}

async function isDeleting(files: Files, folder: string): Promise<boolean> {
  if ((await files.kind(folder)) !== 'folder') return false;
  return (await files.list(folder)).includes(DELETING);
}
