import { builtin } from '../core/host.js';
import { MissingPeerError } from '../core/missing-peer-error.js';
import { betterDriver } from './better-driver.js';
import { nodeDriver } from './node-driver.js';
import type { SqlDriver } from './sql-driver.js';

/** That of Node where it has one; else the package, which need not be installed otherwise. */
export async function loadDriver(where: string): Promise<SqlDriver> {
  const own = builtin<Parameters<typeof nodeDriver>[0]>('node:sqlite');
  if (own !== undefined) return nodeDriver(own);
  try {
    const { default: Database } = await import('better-sqlite3');
    return betterDriver(Database);
  } catch (cause) {
    throw new MissingPeerError(where, 'better-sqlite3', '12', cause);
  }
}
