import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { isAlive, ownHolder } from '../../src/node/holder.js';

/** The number of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('ownHolder', () => {
  it('should name this process, so that it is told from a later one of its number', () => {
    const before = Date.now();
    const holder = ownHolder(7);

    expect([holder.pid, holder.host, holder.epoch]).toEqual([process.pid, hostname(), 7]);
    expect(holder.since).toBeGreaterThanOrEqual(before);
    if (process.platform === 'linux') {
      expect(holder.start).toMatch(/^\d+$/);
      expect(holder.boot).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('isAlive', () => {
  const self = ownHolder(7);

  it('should be true of this process, and of one that cannot be told from it', () => {
    expect(isAlive(self)).toBeTrue();
    expect(isAlive({ ...self, start: undefined, boot: undefined })).toBeTrue();
    expect(isAlive({ ...self, boot: undefined })).toBeTrue();
  });

  it('should be false of one that has ended, or had the number before', () => {
    for (const gone of [
      { ...self, start: '1' },
      { ...self, boot: 'another' },
      { ...self, pid: deadPid() },
      { ...self, pid: deadPid(), start: undefined, boot: undefined },
    ]) {
      expect(isAlive(gone)).withContext(JSON.stringify(gone)).toBeFalse();
    }
  });

  it('should be true of anybody on another host, of whom nothing can be known', () => {
    expect(isAlive({ ...self, host: 'elsewhere', pid: deadPid() })).toBeTrue();
    expect(isAlive({ ...self, host: 'elsewhere', boot: 'another', start: '1' })).toBeTrue();
  });

  it('should be true of a process of somebody else, or with any name', () => {
    expect(isAlive({ ...self, pid: 1, start: undefined })).toBeTrue();
  });

  describe('of a process that is stopped, or has ended and nobody has asked', () => {
    let child: ChildProcess;

    afterEach(() => child.kill('SIGKILL'));

    if (process.platform !== 'linux') return;

    it('should be true, since it may go on, and false', async () => {
      // Its own child ends; it never asks for it.
      const script = 'sleep 0 & echo "$!"; exec sleep 1000';
      child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [output] = (await once(child.stdout!, 'data')) as [Buffer];
      const stopped = { ...self, pid: child.pid ?? 0, start: undefined };
      child.kill('SIGSTOP');
      expect(isAlive(stopped)).toBeTrue();

      const zombie = { ...self, pid: Number(output), start: undefined };
      while (isAlive(zombie)) await new Promise((resolve) => setImmediate(resolve));
      expect(isAlive(zombie)).toBeFalse();
    });
  });
});
