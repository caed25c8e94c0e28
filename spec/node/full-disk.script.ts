// Fills a disk: full-disk.script.ts <tmpfs|ulimit|read-only> <folder>. Prints what came of it as JSON.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreWriteError } from '../../src/core/store-write-error.js';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import { open, record, valuesOf } from './support/runs.js';

const [, self = '', task = '', dir = '', seed = '0'] = process.argv;
const TEXT = 'x'.repeat(700 + Number(seed) * 37);

const SHELL: Record<string, string> = {
  tmpfs: `mount -t tmpfs -o size=256k tmpfs "$1" || exit 77`,
  ulimit: 'ulimit -f 64',
  'read-only': `mount -t tmpfs tmpfs "$1" && mkdir "$1/runs" && mount -o remount,ro "$1" || exit 77`,
};

async function fill() {
  const ballast = join(dir, 'ballast');
  writeFileSync(ballast, Buffer.alloc(16_384));
  const store = jsonLinesStore(join(dir, 'runs'), { durability: 'process' });
  let writer = await open(store);
  const errors: string[] = [];
  let stored = 0;
  const goOn = async (until: number) => {
    try {
      for (; stored < until; stored++)
        await writer.append(record(stored, stored + 1, [`${TEXT}${stored}`]));
    } catch (error) {
      const { code, reason, full } = error as StoreWriteError;
      errors.push(`${code} ${reason} ${String(full)}`);
    }
  };
  await goOn(10_000);
  const first = (await valuesOf(store)).length === stored;
  rmSync(ballast);
  await goOn(stored + 5);
  await writer.close('open').catch((error: unknown) => errors.push(String(error)));
  const before = stored;
  writer = await open(store);
  const found = writer.info.items === before;
  await writer.close('completed');
  const values = await valuesOf(store);
  const right = values.every((value, i) => value === `${TEXT}${i}`) && values.length === stored;
  const { problems } = await store.verify('run');
  return { errors, first, found, right, enough: stored > 20, problems };
}

async function refused() {
  const error = await open(jsonLinesStore(join(dir, 'runs'))).catch((reason: unknown) => reason);
  const { code, reason } = error as StoreWriteError;
  return { code, reason };
}

if (process.env['INNER'] === undefined) {
  const script = `${SHELL[task] ?? ''}; exec "$0" "$2" "$3" "$1" "$4"`;
  const shell = ['-c', script, process.execPath, dir, self, task, seed];
  const [command = '', ...args] =
    task === 'ulimit' ? ['bash', ...shell] : ['unshare', '-m', 'bash', ...shell];
  const env = { ...process.env, INNER: '1' };
  const { status } = spawnSync(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  process.exitCode = status ?? 77;
} else {
  console.log(JSON.stringify(await (task === 'read-only' ? refused() : fill())));
}
