import { FakeOutput, makeDesk, type Desk } from './support/shell.js';

describe('runCommandLine', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  it('should print help and the version on stdout', async () => {
    for (const line of ['--help', '-h', 'help']) {
      const { code, out, err } = await desk.command(line);
      expect([code, err]).toEqual([0, []]);
      expect(out.join('\n')).toMatch(
        /run .*\n.*results ID .*\n.*runs .*\n.*status ID .*\n.*verify \[ID\]/,
      );
      expect(out.join('\n')).toContain('75 stopped and can be resumed');
    }
    expect(await desk.command('--version')).toEqual({ code: 0, out: ['1.2.3'], err: [] });
  });

  it('should print the help of each command, with all of its options, in 100 columns', async () => {
    const options: Readonly<Record<string, string>> = {
      run: 'input work format store run-id chunk concurrency retry timeout rate tolerate result-format compression durability resume retry-failed help',
      results: 'outcomes store help',
      runs: 'json store help',
      status: 'json store help',
      verify: 'store help',
    };
    for (const [name, known] of Object.entries(options)) {
      const { code, out, err } = await desk.command(`${name} --help`);
      expect([code, err]).toEqual([0, []]);
      expect(out[0]).toMatch(new RegExp(`^sluice ${name} .*\\[OPTIONS\\]: `));
      expect(out.flatMap((line) => /^ {2}--([\w-]+)/.exec(line)?.[1] ?? []).join(' ')).toBe(known);
      expect(Math.max(...out.map((line) => line.length))).toBeLessThanOrEqual(100);
    }
  });

  it('should exit 2 without a command, and for one that there is not', async () => {
    const none = await desk.command('');
    expect([none.code, none.out]).toEqual([2, []]);
    expect(none.err[0]).toContain('sluice: ');
    expect(await desk.command('rum')).toEqual({
      code: 2,
      out: [],
      err: ['sluice has no command rum. Did you mean run?'],
    });
    expect((await desk.command('frobnicate')).err).toEqual([
      'sluice has no command frobnicate. "sluice --help" lists what there is.',
    ]);
    expect((await desk.command('--resume')).err[0]).toContain('sluice has no option --resume.');
  });

  it('should end quietly when nobody reads any more', async () => {
    await desk.command('run --input items.txt --work work.mjs');
    for (const code of ['EPIPE', 'ERR_STREAM_DESTROYED']) {
      const stdout = new FakeOutput();
      stdout.failure = Object.assign(new Error('gone'), { code });
      const shell = desk.start('results items', { stdout });
      expect([await shell.code, shell.stderr.text]).toEqual([0, '']);
    }
  });

  it('should fail when what it prints cannot be written', async () => {
    await desk.command('run --input items.txt --work work.mjs');
    const stdout = new FakeOutput();
    stdout.failure = Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
    const shell = desk.start('results items', { stdout });
    expect([await shell.code, shell.stderr.text]).toEqual([1, 'Error: the disk is full\n']);
  });

  it('should go on with a run when nobody reads what is told', async () => {
    const stderr = new FakeOutput();
    stderr.failure = Object.assign(new Error('gone'), { code: 'EPIPE' });
    expect(await desk.start('run --input items.txt --work work.mjs', { stderr }).code).toBe(0);
  });
});
