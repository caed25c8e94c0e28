import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore, type OpenStoreOptions } from '../../../src/node/open-store.js';
import { loadDriver } from '../../../src/sqlite/load-driver.js';
import { sqliteStore } from '../../../src/sqlite/sqlite-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import { RUN_ID } from './targets.js';

/** A store whose writers are killed: where it keeps its runs, and what may be left of them. */
export interface KilledStore {
  /** In the folder of the run, which holds other things, too. */
  open(dir: string, durability: 'power' | 'process'): ResultStore;
  /** Records that may be written at once when the process dies, and one that waits. */
  readonly writes: number;
  /** What is wrong with what lies in the folder when the run has been completed. */
  problems(dir: string): Promise<readonly string[]>;
}

/** What is in a folder, and should not be. */
async function leftIn(folder: string, wanted: RegExp): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => !wanted.test(name)).map((name) => `left behind: ${name}`);
}

/** A store in files. */
function inFiles(options: OpenStoreOptions): KilledStore {
  const open = (dir: string, durability?: 'power' | 'process') =>
    openStore(join(dir, 'runs'), { ...options, durability });
  return {
    open,
    writes: 16 + 1,
    problems: async (dir) => {
      const left = await leftIn(join(dir, 'runs'), /^run(.\d{6}[.](jsonl|bin))?$/);
      const { problems } = await open(dir).verify(RUN_ID);
      return [...left, ...problems.map((problem) => `damaged: ${JSON.stringify(problem)}`)];
    },
  };
}

/** What SQLite itself finds wrong with a file. */
async function damageOf(file: string): Promise<readonly string[]> {
  const connection = (await loadDriver('spec')).open(file, true);
  try {
    const found = connection.prepare('PRAGMA integrity_check').all();
    return found.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok');
  } finally {
    connection.close();
  }
}

/** By name, since a process is told in JSON which one it writes to. */
export const STORES = {
  jsonLinesStore: inFiles({}),
  jsonLinesStoreByGzip: inFiles({ compression: 'gzip' }),
  binaryStore: inFiles({ format: 'binary' }),
  binaryStoreByGzip: inFiles({ format: 'binary', compression: 'gzip' }),
  sqliteStore: {
    open: (dir, durability) => sqliteStore(join(dir, 'sqlite', 'runs.db'), { durability }),
    // What waits while one transaction is written goes out in the next.
    writes: 16 + 1,
    problems: async (dir) => {
      const folder = join(dir, 'sqlite');
      const left = await leftIn(folder, /^runs[.]db(-wal|-shm)?$/);
      return [...left, ...(await damageOf(join(folder, 'runs.db')))];
    },
  },
} satisfies Readonly<Record<string, KilledStore>>;

export type StoreName = keyof typeof STORES;

export function storeOf(name: StoreName): KilledStore {
  return STORES[name];
}

/** Those to be killed: all, or the one that was asked for. */
export function killedStores(): readonly StoreName[] {
  const all = Object.keys(STORES) as StoreName[];
  const asked = process.env['FAULTS_STORE'];
  if (asked === undefined) return all;
  const found = all.filter((name) => name === asked);
  if (found.length === 0) throw new Error(`no store ${asked} of ${all.join()}`);
  return found;
}
