import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDir } from '../node/support/dirs.js';
import { runScript } from '../support/run-script.js';

const SCRIPT = 'spec/sqlite/full-disk.script.ts';
const canMount = spawnSync('bash', ['-c', 'unshare -m true']).status === 0;

describe('sqliteStore, on a disk that is full or read-only', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;

  beforeEach(async () => {
    dir = await makeDir();
    await mkdir(join(dir.parent, 'disk'));
  });

  afterEach(() => dir.remove());

  const run = async (task: string) => {
    const args = [task, join(dir.parent, 'disk')];
    const { stdout, stderr, code } = await runScript(SCRIPT, { args });
    expect([stderr.replace(/.*ExperimentalWarning.*\n.*\n/, ''), code]).toEqual(['', 0]);
    return JSON.parse(stdout) as unknown;
  };
  const held = { kept: true, right: true, found: true, closed: 'closed', enough: true };

  it('should keep what was acknowledged when a file may not grow any more', async () => {
    const reason = 'ERR_STORE_WRITE EIO false';
    expect(await run('ulimit')).toEqual({ first: reason, second: reason, ...held });
  });

  if (!canMount) return;

  it('should keep what was acknowledged when the disk is full, and go on when it is not', async () => {
    expect(await run('tmpfs')).toEqual({ first: 'ERR_STORE_WRITE ENOSPC true', ...held });
  });

  it('should fail on opening where nothing can be written, and leave nothing', async () => {
    expect(await run('read-only')).toEqual({
      opening: 'ERR_STORE_WRITE EACCES false',
      left: ['runs.db'],
    });
  });
});
