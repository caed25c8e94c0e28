import type { Batch } from '../run/define-batch.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';
import { loadModule } from './user-module.js';

export type Job = Batch<unknown, unknown>;

/** Loads the batch that a module exports by default; it may be one of another copy of this library. */
export async function loadJob(cwd: string, file: string): Promise<Job> {
  const job = await loadModule(cwd, file, '');
  if (isBatch(job)) return job;
  const name = plainText(file);
  const hint =
    typeof job === 'function'
      ? `A function needs what it is to read: sluice run --input FILE --work ${name}`
      : 'It should be like this: export default defineBatch({ targets, process });';
  throw new UsageError([`${name} exports no batch by default.`, hint]);
}

function isBatch(value: unknown): value is Job {
  if (typeof value !== 'object' || value === null) return false;
  const { definition, run } = value as Partial<Job>;
  return typeof definition === 'object' && typeof run === 'function';
}
