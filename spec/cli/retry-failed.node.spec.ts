import { gate, makeDesk, type Desk } from './support/shell.js';

const LINE = 'run --input items.txt --work work.mjs';
const NAMED = `npx sluice ${LINE} --run-id items`;

describe('sluice run --retry-failed', () => {
  let desk: Desk;
  let worked: unknown[];

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  /** Runs it with items that fail; gives what it prints, without what depends on the time. */
  async function run(line: string, failing: string) {
    worked = [];
    desk.work = (item) => {
      worked.push(item);
      if (failing.includes(String(item))) throw new Error(`no ${String(item)}`);
      return item;
    };
    const { code, err } = await desk.command(line);
    return {
      code,
      err: err
        .filter((text) => !text.startsWith('time='))
        .map((text) => text.replace(/after [\d.]+ s$/, 'after T')),
    };
  }

  it('should work again on what failed, and count it once', async () => {
    await run(LINE, 'bd');
    const { code, err } = await run(`${LINE} --retry-failed`, 'd');

    expect([code, worked]).toEqual([3, ['b', 'd']]);
    expect(err).toEqual([
      'items: done after T',
      '5 stored: 4 ok, 1 failed',
      '  1  Error: no d',
      'results: npx sluice results items',
      'work again on what failed:',
      `${NAMED} --retry-failed`,
      'resume:',
      `${NAMED} --resume`,
    ]);
    expect((await desk.command('results items')).out).toEqual(['"a"', '"b"', '"c"', '"e"']);
    expect((await desk.command('verify items')).code).toBe(0);
    expect((await run(`${LINE} --retry-failed`, '')).code).toBe(0);
    expect(worked).toEqual(['d']);
  });

  it('should begin a run that is not there, and read nothing where nothing failed', async () => {
    expect((await run(`${LINE} --retry-failed`, '')).code).toBe(0);
    expect(worked.length).toBe(5);
    const { code, err } = await run(`${LINE} --retry-failed`, '');

    expect([code, worked]).toEqual([0, []]);
    expect(err[0]).toMatch(/^items: done since .*: 5 ok, 0 failed; nothing was read$/);
    expect(err.at(-1)).toBe(`${NAMED} --resume`);
  });

  it('should be named where a run that is done has failed items', async () => {
    await run(LINE, 'bd');
    const { code, err } = await run(`${LINE} --resume`, '');

    expect([code, worked]).toEqual([3, []]);
    expect(err.slice(-4)).toEqual([
      'work again on what failed:',
      `${NAMED} --retry-failed`,
      'resume:',
      `${NAMED} --resume`,
    ]);
  });

  it('should be what goes on with a try that was stopped at once, and lose nothing', async () => {
    await run(LINE, 'abcde');
    const { opened, open } = gate();
    desk.work = (item) => {
      open();
      return item === 'a' ? item : new Promise(() => undefined);
    };
    const shell = desk.start(`${LINE} --chunk 1 --retry-failed`, { env: {} });
    await opened;
    shell.signals$.next('SIGINT');
    shell.signals$.next('SIGINT');
    expect(await shell.code).toBe(130);
    expect(shell.stderr.lines.at(-1)).toMatch(/--run-id items --chunk 1 --retry-failed$/);

    await run(`${LINE} --resume`, '');
    expect(worked).toEqual([]);
    expect((await run(`${LINE} --retry-failed`, '')).code).toBe(0);
    expect((await desk.command('results items')).out.length).toBe(5);
  });
});
