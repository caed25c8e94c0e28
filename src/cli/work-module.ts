import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ItemWork } from '../work/each-item.js';
import { reasonText } from './failures.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';

export type UserWork = ItemWork<unknown, unknown>;

/** Loads the function that a module exports by default. */
export async function loadWork(cwd: string, file: string): Promise<UserWork> {
  const path = resolve(cwd, file);
  const name = plainText(file);
  if (!(await exists(path))) throw new UsageError([`--work ${name}: there is no such file.`]);
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (error) {
    // The message of a syntax error does not tell its place.
    const where =
      error instanceof SyntaxError ? [`Where that is, tells: node --check ${name}`] : [];
    throw new UsageError([`--work ${name} cannot be loaded: ${reasonText(error)}`, ...where]);
  }
  if (typeof module.default === 'function') return module.default as UserWork;
  throw new UsageError([
    `--work ${name} exports no function by default.`,
    'It should be like this: export default async (item, { signal }) => result;',
  ]);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
