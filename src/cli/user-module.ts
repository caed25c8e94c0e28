import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reasonText } from './failures.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';

/**
 * Loads what a module exports by default.
 *
 * @param called what stands before its name where something is told of it.
 */
export async function loadModule(cwd: string, file: string, called: string): Promise<unknown> {
  const path = resolve(cwd, file);
  const name = plainText(file);
  if (!(await exists(path))) throw new UsageError([`${called}${name}: there is no such file.`]);
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    return module.default;
  } catch (error) {
    // The message of a syntax error does not tell its place.
    const where =
      error instanceof SyntaxError ? [`Where that is, tells: node --check ${name}`] : [];
    throw new UsageError([`${called}${name} cannot be loaded: ${reasonText(error)}`, ...where]);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
