// Takes leases in a process of its own: lease.script.ts <race|die> <folder> <name>.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import { open, record } from './support/runs.js';

const [, , task, dir = '', name = '', rounds = '0'] = process.argv;
const store = jsonLinesStore(join(dir, 'runs'));

/** Waits for the other process at the same point. */
async function meet(point: string): Promise<void> {
  writeFileSync(join(dir, `${point}.${name}`), '');
  const other = join(dir, `${point}.${name === 'a' ? 'b' : 'a'}`);
  while (!existsSync(other)) await after(1);
}

if (task === 'die') {
  const writer = await open(store);
  await writer.append(record(0, 2));
  process.kill(process.pid, 'SIGKILL');
} else {
  const won: unknown[] = [];
  const writers = [];
  for (let round = 0; round < Number(rounds); round++) {
    await meet(`round-${round}`);
    try {
      writers.push(await open(store, { runId: `run-${round}` }));
      won.push(round);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_RUN_LOCKED') throw error;
    }
  }
  // Nobody gives back before the other has had its try.
  await meet('end');
  for (const writer of writers) await writer.close('completed');
  console.log(JSON.stringify(won));
}
