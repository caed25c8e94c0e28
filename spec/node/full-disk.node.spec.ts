import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runScript } from '../support/run-script.js';
import { makeDir } from './support/dirs.js';

const SCRIPT = 'spec/node/full-disk.script.ts';
const canMount = spawnSync('bash', ['-c', 'unshare -m true']).status === 0;

describe('jsonLinesStore, on a disk that is full or read-only', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;

  beforeEach(async () => {
    dir = await makeDir();
    await mkdir(join(dir.parent, 'disk'));
  });

  afterEach(() => dir.remove());

  const run = async (task: string, seed = 0) => {
    const args = [task, join(dir.parent, 'disk'), String(seed)];
    const { stdout, stderr, code } = await runScript(SCRIPT, { args });
    expect([stderr, code]).toEqual(['', 0]);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it('should keep what was acknowledged when a file may not grow any more', async () => {
    const { errors, ...rest } = await run('ulimit');

    expect((errors as string[])[0]).toBe('ERR_STORE_WRITE EFBIG true');
    expect(rest).toEqual({ first: true, found: true, right: true, enough: true, problems: [] });
  });

  if (!canMount) return;

  it('should keep what was acknowledged when the disk is full, and go on when it is not', async () => {
    for (const seed of [0, 1, 2, 3, 4]) {
      await dir.remove();
      dir = await makeDir();
      await mkdir(join(dir.parent, 'disk'));
      expect(await run('tmpfs', seed)).toEqual({
        errors: ['ERR_STORE_WRITE ENOSPC true'],
        first: true,
        found: true,
        right: true,
        enough: true,
        problems: [],
      });
    }
  });

  it('should fail on opening where nothing can be written', async () => {
    expect(await run('read-only')).toEqual({ code: 'ERR_STORE_WRITE', reason: 'EROFS' });
  });
});
