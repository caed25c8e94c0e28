// Shares a file with another process: processes.script.ts <race|freeze|write> <file> <count>.
import { once } from 'node:events';
import { sqliteStore } from '../../src/sqlite/sqlite-store.js';
import { codeOf, record } from '../node/support/runs.js';

const [, , task = '', file = '', count = '0'] = process.argv;
const store = sqliteStore(file, { durability: 'process' });
const open = async (runId = 'run') =>
  store.open({ runId, fingerprint: { identity: 'position' }, resume: true });
const tell = (message: object) => process.send?.(message);

/** Tells, and waits for the others to have come as far. */
async function meet(message: object): Promise<void> {
  const answer = once(process, 'message');
  tell(message);
  await answer;
}

if (task === 'race') {
  for (let round = 0; round < Number(count); round++) {
    await meet({ ready: round });
    const writer = await open(`run-${round}`).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'ERR_RUN_LOCKED') throw error;
      return undefined;
    });
    await writer?.append(record(0, 2, [process.pid, process.pid]));
    // Nobody gives back before the other has had its try.
    await meet({ won: writer !== undefined });
    await writer?.close('completed');
  }
} else if (task === 'freeze') {
  const writer = await open();
  await writer.append(record(0, 2));
  tell({ ready: 0 });
  process.kill(process.pid, 'SIGSTOP');
  const append = await codeOf(() => writer.append(record(2, 4)));
  const close = await codeOf(() => writer.close('completed'));
  tell({ append, close });
} else {
  const writer = await open();
  tell({ ready: 0 });
  for (let at = 0; at < Number(count); at++) await writer.append(record(10 * at, 10 * at + 10));
  await writer.close('completed');
}
process.disconnect();
