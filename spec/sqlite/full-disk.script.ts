// Fills a disk: full-disk.script.ts <tmpfs|ulimit|read-only> <folder>. Prints what came of it as JSON.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreWriteError } from '../../src/core/store-write-error.js';
import { sqliteStore } from '../../src/sqlite/sqlite-store.js';
import { read, record } from '../node/support/runs.js';

const [, self = '', task = '', dir = ''] = process.argv;
const TEXT = 'x'.repeat(3000);
const FILE = join(dir, 'runs.db');

const SHELL: Record<string, string> = {
  tmpfs: `mount -t tmpfs -o size=1m tmpfs "$1" || exit 77`,
  ulimit: 'ulimit -f 1000',
  'read-only': `mount -t tmpfs tmpfs "$1" && INNER=seed "$0" "$2" "$3" "$1" && mount -o remount,ro "$1" || exit 77`,
};

const open = async () =>
  sqliteStore(FILE, { durability: 'process' }).open({
    runId: 'run',
    fingerprint: { identity: 'position' },
    resume: true,
  });

const told = (error: unknown) => {
  const { code, reason, full } = error as StoreWriteError;
  return `${code} ${reason} ${String(full)}`;
};

const values = async () =>
  (await read(sqliteStore(FILE).results('run'))).map(
    (outcome) => 'value' in outcome && outcome.value,
  );

async function fill() {
  const ballast = join(dir, 'ballast');
  writeFileSync(ballast, Buffer.alloc(400 * 1024));
  const writer = await open();
  let stored = 0;
  const goOn = async (until: number) => {
    try {
      for (; stored < until; stored++) {
        await writer.append(record(stored, stored + 1, [`${TEXT}${stored}`]));
      }
      return undefined;
    } catch (error) {
      return told(error);
    }
  };
  const first = await goOn(10_000);
  const kept = (await values()).length === stored;
  rmSync(ballast);
  const second = await goOn(stored + 5);
  const right = (await values()).every((value, i) => value === `${TEXT}${i}`);
  const found = (await values()).length === stored;
  const closed = await Promise.resolve(writer.close('completed')).then(() => 'closed', told);
  return { first, kept, second, right, found, closed, enough: stored > 20 };
}

async function refused() {
  const opening = await open().then(() => 'opened', told);
  return { opening, left: readdirSync(dir) };
}

const inner = process.env['INNER'];
if (inner === undefined) {
  const script = `${SHELL[task] ?? ''}; exec "$0" "$2" "$3" "$1"`;
  const shell = ['-c', script, process.execPath, dir, self, task];
  const [command = '', ...args] =
    task === 'ulimit' ? ['bash', ...shell] : ['unshare', '-m', 'bash', ...shell];
  const env = { ...process.env, INNER: '1' };
  const { status } = spawnSync(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  process.exitCode = status ?? 77;
} else if (inner === 'seed') {
  const writer = await open();
  await writer.append(record(0, 1));
  await writer.close('open');
} else {
  console.log(JSON.stringify(await (task === 'read-only' ? refused() : fill())));
}
