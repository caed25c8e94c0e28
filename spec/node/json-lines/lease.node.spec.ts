import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RunLockedError } from '../../../src/core/run-locked-error.js';
import { jsonLinesStore } from '../../../src/node/json-lines-store.js';
import type { Files } from '../../../src/node/files.js';
import { isAlive, ownHolder } from '../../../src/node/holder.js';
import { takeLease, type Lease } from '../../../src/node/json-lines/lease.js';
import { runScript } from '../../support/run-script.js';
import { makeDir } from '../support/dirs.js';
import { errorOf, faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, open, positionsIn, record, storeOn, valuesOf } from '../support/runs.js';

const SCRIPT = 'spec/node/lease.script.ts';

/** The number of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('jsonLinesStore, lease', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;

  beforeEach(async () => {
    dir = await makeDir();
  });

  afterEach(() => dir.remove());

  async function lock(runId: string, content: unknown, epoch = 7): Promise<void> {
    await mkdir(join(dir.path, runId), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(dir.path, runId, `lock.${epoch}`), text);
  }

  it('should be held by one of two processes that want it at once', async () => {
    const rounds = 40;
    // In every other round they find a holder that has died.
    for (let round = 0; round < rounds; round += 2) {
      await lock(`run-${round}`, { ...ownHolder(7), pid: deadPid(), start: '1' });
    }
    const results = await Promise.all(
      ['a', 'b'].map((name) =>
        runScript(SCRIPT, { args: ['race', dir.parent, name, String(rounds)] }),
      ),
    );
    expect(results.map(({ stderr }) => stderr)).toEqual(['', '']);
    const won = results.flatMap(({ stdout }) => JSON.parse(stdout) as number[]);

    expect(won.sort((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, i) => i));
    const left = await readdir(dir.path, { recursive: true });
    expect(left.filter((name) => /lock/.test(name))).toEqual([]);
  });

  it('should be taken over from a process that was killed, with all that it had stored', async () => {
    const { code } = await runScript(SCRIPT, { args: ['die', dir.parent, 'a'] });
    expect(code).toBeNull();
    expect(await readdir(join(dir.path, 'run'))).toContain('lock.1');
    const store = jsonLinesStore(dir.path);
    const [info] = await store.runs();
    expect([info?.items, info?.holder]).toEqual([2, undefined]);
    const writer = await open(store);
    expect(positionsIn(writer.done)).toEqual([0, 1]);
    await writer.append(record(2, 4));
    expect((await store.runs())[0]?.holder?.epoch).toBe(2);
    await writer.close('completed');

    expect(await valuesOf(store)).toEqual([0, 1, 2, 3]);
    expect(await readdir(join(dir.path, 'run'))).toEqual(['000001.jsonl', '000002.jsonl']);
  });

  it('should not be given to a second in the same process, and be told who holds it', async () => {
    const store = jsonLinesStore(dir.path);
    const before = Date.now();
    const writer = await open(store);
    const error = await open(jsonLinesStore(dir.path)).catch((reason: unknown) => reason);
    const { code, holder } = error as RunLockedError;
    await writer.close('open');

    expect([code, holder.pid, holder.host]).toEqual(['ERR_RUN_LOCKED', process.pid, hostname()]);
    expect(holder.since).toBeGreaterThanOrEqual(before);
    expect(holder.since).toBeLessThanOrEqual(Date.now());
    await (await open(store)).close('open');
  });

  it('should be given to one of many in the same process', async () => {
    const store = jsonLinesStore(dir.path);
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(() => open(store))));

    expect(codes.sort()).toEqual([...Array.from({ length: 7 }, () => 'ERR_RUN_LOCKED'), undefined]);
  });

  it('should be replaced if its process has the number of one that has ended', async () => {
    const self = ownHolder(7);
    expect(isAlive(self)).toBeTrue();
    const gone = [
      { ...self, start: '1' },
      { ...self, boot: 'another' },
      { ...self, pid: deadPid() },
      { ...self, pid: deadPid(), start: undefined, boot: undefined },
      '',
      'no JSON',
      '{"pid":1}',
      { ...self, since: undefined },
      { ...self, since: 1e300 },
    ];
    for (const [i, holder] of gone.entries()) {
      await lock(`run-${i}`, holder);
      const writer = await open(jsonLinesStore(dir.path), { runId: `run-${i}` });
      expect(await readdir(join(dir.path, `run-${i}`)))
        .withContext(JSON.stringify(holder))
        .toEqual(['000001.jsonl', 'lock.8']);
      await writer.close('open');
    }
  });

  it('should never be taken from another host, nor from a process that cannot be told', async () => {
    const self = ownHolder(7);
    for (const [i, holder] of [
      { ...self, host: 'elsewhere', pid: deadPid() },
      { ...self, start: undefined, boot: undefined },
    ].entries()) {
      await lock(`run-${i}`, holder);
      const store = jsonLinesStore(dir.path);
      const error = await open(store, { runId: `run-${i}` }).catch((reason: unknown) => reason);
      expect((error as RunLockedError).holder.host).toBe(holder.host);
      expect(await readdir(join(dir.path, `run-${i}`))).toEqual(['lock.7']);
    }
  });

  it('should give up an epoch that others have used meanwhile', async () => {
    const files = new MemoryFiles();
    const folder = '/store/run';
    await files.makeFolder(folder);
    // Somebody takes the epoch, writes, and gives it back, while another is about to link it.
    let lastEpoch = 0;
    const slow = faultyFiles(files, ({ operation }) => {
      if (operation === 'link') lastEpoch = Math.max(lastEpoch, 1);
    });
    const lease = await takeLease(slow, folder, 'run', () => Promise.resolve(lastEpoch));

    expect(lease.holder.epoch).toBe(2);
    expect([...files.contents().keys()]).toEqual([`${folder}/lock.2`]);
    await lease.release();
  });

  it('should not be lost to another that was faster, and is done already', async () => {
    const files = new MemoryFiles();
    const store = storeOn(files);
    let first = true;
    const slow = faultyFiles(files, async ({ operation }) => {
      if (operation !== 'link' || !first) return;
      first = false;
      const writer = await open(store);
      await writer.append(record(0, 1));
      await writer.close('open');
    });
    const writer = await open(storeOn(slow));
    expect(writer.done).toEqual([[0, 1]]);
    await writer.append(record(1, 2));
    expect((await store.runs())[0]?.holder?.epoch).toBe(2);
    await writer.close('open');

    expect(await valuesOf(store)).toEqual([0, 1]);
  });

  it('should yield to a holder of another epoch that it finds after it has linked', async () => {
    const files = new MemoryFiles();
    const store = storeOn(files);
    let other: Awaited<ReturnType<typeof open>> | undefined;
    const slow = {
      ...faultyFiles(files, () => undefined),
      link: async (from: string, to: string) => {
        if (other === undefined) {
          await (await open(store)).close('open');
          other = await open(store);
        }
        await files.link(from, to);
      },
    };
    expect(await codeOf(() => open(storeOn(slow)))).toBe('ERR_RUN_LOCKED');
    await other?.append(record(0, 1));
    await other?.close('open');

    expect([...files.contents().keys()]).toEqual(['/store/run/000001.jsonl']);
  });

  it('should yield to a later one that holds it and has written nothing yet', async () => {
    const files = new MemoryFiles();
    const folder = '/store/run';
    await files.makeFolder(folder);
    const take = (on: Files) => takeLease(on, folder, 'run', () => Promise.resolve(0));
    let later: Lease | undefined;
    const slow = {
      ...faultyFiles(files, () => undefined),
      link: async (from: string, to: string) => {
        if (later === undefined) {
          // Whoever holds the epoch that is wanted gives it back when the next has been taken.
          const first = await take(files);
          files.put(`${folder}/lock.2`, Buffer.from(JSON.stringify(ownHolder(2))));
          later = { holder: ownHolder(2), release: () => files.remove(`${folder}/lock.2`) };
          await first.release();
        }
        await files.link(from, to);
      },
    };
    expect(await codeOf(() => take(slow))).toBe('ERR_RUN_LOCKED');
    expect([...files.contents().keys()]).toEqual([`${folder}/lock.2`]);
    await later?.release();
    const lease = await take(files);
    expect(lease.holder.epoch).toBe(1);
    await lease.release();
  });

  it('should not be asked for while its holder is alive', async () => {
    const files = new MemoryFiles();
    const writer = await open(storeOn(files));
    const before = files.contents();
    let links = 0;
    const watched = faultyFiles(files, ({ operation }) => {
      if (operation === 'link') links++;
    });
    expect(await codeOf(() => open(storeOn(watched)))).toBe('ERR_RUN_LOCKED');
    expect([links, files.contents()]).toEqual([0, before]);
    await writer.close('open');
  });

  it('should be given back when the run cannot be opened', async () => {
    const files = new MemoryFiles();
    await (await open(storeOn(files))).close('open');
    const full = faultyFiles(files, ({ operation, path }) => {
      if (operation === 'create' && path.includes('.jsonl')) throw errorOf('ENOSPC');
    });
    expect(await codeOf(() => open(storeOn(full)))).toBe('ERR_STORE_WRITE');
    expect(await codeOf(() => open(storeOn(files), { resume: false }))).toBe('ERR_RUN_EXISTS');

    await (await open(storeOn(files))).close('open');
    expect([...files.contents().keys()]).toEqual(['/store/run/000001.jsonl']);
  });
});
