import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigError } from '../../../src/node/config/config-error.js';
import { makeDir } from '../support/dirs.js';

/** A folder, and files of options in it. */
export async function makeDesk() {
  const { parent, remove } = await makeDir();
  const file = join(parent, 'batch.yaml');
  return {
    parent,
    file,
    remove,
    write: (content: string | Uint8Array) => writeFile(file, content),
  };
}

export type Desk = Awaited<ReturnType<typeof makeDesk>>;

/** What a promise, or a function, fails with. */
export async function failureOf(step: Promise<unknown> | (() => unknown)): Promise<ConfigError> {
  try {
    await (typeof step === 'function' ? step() : step);
  } catch (error) {
    return error as ConfigError;
  }
  throw new Error('it did not fail');
}

/** `line:column problem`, without the file. */
export function told({ message, file }: ConfigError): string {
  return message.startsWith(`${file}:`) ? message.slice(file.length + 1) : message;
}
