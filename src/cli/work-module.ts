import type { ItemWork } from '../work/each-item.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';
import { loadModule } from './user-module.js';

export type UserWork = ItemWork<unknown, unknown>;

/** Loads the function that a module exports by default. */
export async function loadWork(cwd: string, file: string): Promise<UserWork> {
  const work = await loadModule(cwd, file, '--work ');
  if (typeof work === 'function') return work as UserWork;
  throw new UsageError([
    `--work ${plainText(file)} exports no function by default.`,
    'It should be like this: export default async (item, { signal }) => result;',
  ]);
}
