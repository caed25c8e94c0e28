import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { RunLockedError } from '../../core/run-locked-error.js';
import { codeOf, type Files } from '../files.js';
import { isAlive, ownHolder, type Holder } from '../holder.js';
import { lockPath, locksAmong } from './layout.js';
import { tidily, writeAll, writing } from './disk.js';

/** The right to write a run, until it is given back. */
export interface Lease {
  readonly holder: Holder;
  release(): Promise<void>;
}

const ATTEMPTS = 20;
/** A lock is a hundred bytes; what is longer is none. */
const LONGEST_LOCK = 4096;

/**
 * Takes the lease of a run: a file `lock.<epoch>`, which is linked into place with its content
 * complete, so that of two who want the same epoch one fails, and nobody reads half a lock.
 *
 * Who has linked looks once more, and gives up if there is another living holder, of whatever epoch:
 * of any two, the later to link sees the other. That also holds for one who had looked long ago, and
 * links an epoch that others have taken and given back meanwhile; the epochs in the segments tell.
 *
 * @param lastEpoch the highest epoch that has written to the run.
 */
export async function takeLease(
  files: Files,
  folder: string,
  runId: string,
  lastEpoch: () => Promise<number>,
): Promise<Lease> {
  let rival: Holder | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen = await holdersIn(files, folder);
    const living = seen.find(({ holder }) => holder !== undefined && isAlive(holder));
    if (living?.holder !== undefined) throw new RunLockedError(runId, living.holder);

    const epoch = Math.max(await lastEpoch(), ...seen.map((lock) => lock.epoch)) + 1;
    const holder = ownHolder(epoch);
    if (!(await linked(files, folder, holder))) continue;

    const release = () => released(files, lockPath(folder, epoch));
    try {
      const others = (await holdersIn(files, folder)).filter((lock) => lock.epoch !== epoch);
      rival = others.find((lock) => lock.holder !== undefined && isAlive(lock.holder))?.holder;
      if (rival === undefined && (await lastEpoch()) < epoch) {
        for (const lock of others) await tidily(() => files.remove(lockPath(folder, lock.epoch)));
        return { holder, release };
      }
    } catch (error) {
      await tidily(release);
      throw error;
    }
    await release();
    await after(Math.random() * 5 * (attempt + 1));
  }
  throw new RunLockedError(runId, rival ?? ownHolder(0));
}

/** Who is writing the run; undefined if nobody is, or who did has died. */
export async function holderIn(files: Files, folder: string): Promise<Holder | undefined> {
  const holders = await holdersIn(files, folder);
  return holders.reverse().find(({ holder }) => holder !== undefined && isAlive(holder))?.holder;
}

/** All locks; without a holder what is no lock, such as one that a crash of the machine has emptied. */
async function holdersIn(files: Files, folder: string) {
  const locks: { readonly epoch: number; readonly holder: Holder | undefined }[] = [];
  for (const epoch of locksAmong(await files.list(folder))) {
    try {
      const holder = parsed(await contentOf(files, lockPath(folder, epoch)));
      locks.push({ epoch, holder: holder?.epoch === epoch ? holder : undefined });
    } catch (error) {
      // Given back meanwhile.
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return locks;
}

async function contentOf(files: Files, path: string): Promise<string> {
  const file = await files.open(path, 'read');
  try {
    const bytes = Buffer.alloc(LONGEST_LOCK);
    return bytes.toString('utf8', 0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}

function parsed(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const { pid, host, since } = holder ?? {};
    const isTime = typeof since === 'number' && !Number.isNaN(new Date(since).getTime());
    const whole = Number.isInteger(pid) && typeof host === 'string' && isTime;
    return whole ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the lock of that epoch is now ours. */
async function linked(files: Files, folder: string, holder: Holder): Promise<boolean> {
  const temporary = join(folder, `lock.${randomUUID()}.tmp`);
  const path = lockPath(folder, holder.epoch);
  return writing(path, async () => {
    try {
      await written(files, temporary, `${JSON.stringify(holder)}\n`);
      await files.link(temporary, path);
      return true;
    } catch (error) {
      // Somebody was faster; or whoever holds the run has tidied up.
      if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') return false;
      throw error;
    } finally {
      await tidily(() => files.remove(temporary));
    }
  });
}

async function written(files: Files, path: string, text: string): Promise<void> {
  const file = await files.open(path, 'create');
  try {
    await writeAll(file, Buffer.from(text), 0);
  } finally {
    await file.close();
  }
}

async function released(files: Files, path: string): Promise<void> {
  await writing(path, async () => {
    try {
      await files.remove(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  });
}
