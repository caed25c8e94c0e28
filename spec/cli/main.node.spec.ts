import { rm } from 'node:fs/promises';
import { makeDesk, type Desk } from './support/shell.js';
import { buildCommand, CommandProcess } from './support/process.js';

const ITEMS = 300;
const LINE = 'run --input ids.txt --work work.mjs --chunk 10 --concurrency 4 --durability process';

/** Prints the number of each item that it has worked on. */
const WORK = `
  import { setTimeout as after } from 'node:timers/promises';
  export default async (item) => {
    await after(2);
    console.log('did ' + item);
    return Number(item) * 2;
  };
`;

/** Works on twenty items, and never comes to an end with the others. */
const STUCK = `
  import { setTimeout as after } from 'node:timers/promises';
  export default async (item) => {
    if (Number(item) >= 20) await new Promise(() => console.log('stuck'));
    return Number(item) * 2;
  };
`;

describe('sluice, as a process', () => {
  let script: string;
  let desk: Desk;
  const started: CommandProcess[] = [];

  beforeAll(async () => {
    script = await buildCommand();
  });

  afterAll(() => rm(script, { force: true }));

  beforeEach(async () => {
    desk = await makeDesk();
    await desk.write('ids.txt', Array.from({ length: ITEMS }, (_, i) => `${i}\n`).join(''));
    await desk.write('work.mjs', WORK);
    await desk.write('stuck.mjs', STUCK);
  });

  afterEach(async () => {
    for (const { child } of started.splice(0)) child.kill('SIGKILL');
    await desk.remove();
  });

  function start(line: string, env?: NodeJS.ProcessEnv): CommandProcess {
    const process = new CommandProcess(script, desk.path, line, env);
    started.push(process);
    return process;
  }

  const stuckLine = LINE.replace('work.mjs', 'stuck.mjs');
  const did = ({ stdout }: CommandProcess) =>
    [...stdout.matchAll(/^did (\d+)$/gm)].map(([, id]) => Number(id));
  const all = Array.from({ length: ITEMS }, (_, i) => i);

  async function expectAllStored(): Promise<void> {
    const { out } = await desk.command('results ids');
    expect(out.map(Number)).toEqual(all.map((id) => id * 2));
    expect((await desk.command('verify')).code).toBe(0);
  }

  it('should store what runs on the first signal, and do the rest once when it is resumed', async () => {
    const first = start(LINE);
    await first.printed(/^did/, 30);
    first.signal('SIGINT');
    expect(await first.end()).toBe(75);
    expect(first.lastLine).toMatch(/^node .* run --input ids\.txt .* --run-id ids .* --resume$/);
    expect(did(first).length).toBeLessThan(ITEMS);

    // The line that it prints does it.
    const again = start(first.lastLine?.replace(/^node \S+ /, '') ?? '');
    expect(await again.end()).toBe(0);
    expect([...did(first), ...did(again)].sort((a, b) => a - b)).toEqual(all);
    await expectAllStored();
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`should end on the second ${signal}, though work does not, and keep what is stored`, async () => {
      const stuck = start(stuckLine);
      await stuck.printed(/^stuck$/, 4);
      stuck.signal(signal);
      await stuck.printed(/state=stopping/);
      stuck.signal(signal);
      expect(await stuck.end()).toBe(code);
      expect(stuck.lastLine).toContain('--resume');
      expect(stuck.stderr).toContain('stopped at once');
      const { out } = await desk.command('status ids');
      expect(out.slice(1, 3)).toEqual(['state:        open', 'items:        20']);

      const again = start(`${LINE} --resume`);
      expect(await again.end()).toBe(0);
      expect(did(again).sort((a, b) => a - b)).toEqual(all.slice(20));
      await expectAllStored();
    });
  }

  it('should lose nothing that was stored when it is killed, and go on', async () => {
    for (let kill = 1; kill <= 3; kill++) {
      const killed = start(`${LINE} --resume`);
      await killed.printed(/^did/, 40);
      killed.signal('SIGKILL');
      expect(await killed.end()).toBe('SIGKILL');
    }
    const before = (await desk.command('results ids')).out.length;
    expect(before).toBeGreaterThan(0);
    const last = start(`${LINE} --resume`);
    expect(await last.end()).toBe(0);
    expect(did(last).length).toBe(ITEMS - before);
    await expectAllStored();
  });

  it('should let one of two processes write, and tell the other who does', async () => {
    const first = start(stuckLine);
    await first.printed(/^stuck$/, 4);
    const second = start(`${LINE} --resume`);
    expect(await second.end()).toBe(1);
    expect(second.stderr).toContain(`is being written by process ${first.child.pid} on `);
    expect(did(second)).toEqual([]);

    first.signal('SIGKILL');
    await first.end();
    const third = start(`${LINE} --resume`);
    expect(await third.end()).toBe(0);
    await expectAllStored();
  });

  it('should print results alone on stdout, and no escape where there is no terminal', async () => {
    const run = start(LINE, { TERM: 'xterm-256color' });
    expect(await run.end()).toBe(0);
    expect(run.stdout.replace(/^did \d+\n/gm, '')).toBe('');
    expect(run.stderr).toContain('state=done');
    const results = start('results ids');
    expect(await results.end()).toBe(0);
    expect(results.stdout).toBe(all.map((id) => `${id * 2}\n`).join(''));
    expect(results.stderr).toBe('');
    expect(run.stderr + results.stdout).not.toContain('\x1b');
  });

  it('should end quietly when whoever reads its results has enough', async () => {
    await desk.write('long.mjs', 'export default (item) => item.repeat(9999);');
    const line = LINE.replace('work.mjs', 'long.mjs');
    expect(await start(line).end()).toBe(0);
    const results = start('results ids');
    await results.printed(/^"0/);
    results.child.stdout?.destroy();
    expect(await results.end()).toBe(0);
    expect(results.stderr).toBe('');
  });

  it('should end when the run does, whatever work has left open', async () => {
    await desk.write('open.mjs', 'setInterval(() => {}, 1e6); export default (item) => item;');
    expect(await start(LINE.replace('work.mjs', 'open.mjs')).end()).toBe(0);
  });

  it('should fail with a last line when user code throws where nobody catches it', async () => {
    for (const [i, text] of [
      'setImmediate(() => { throw new Error("left behind"); })',
      'void Promise.reject(new Error("left behind"))',
    ].entries()) {
      await desk.write(`wild-${i}.mjs`, `export default () => new Promise(() => ${text});`);
      const run = start(`${LINE.replace('work.mjs', `wild-${i}.mjs`)} --run-id wild-${i}`);
      expect(await run.end()).toBe(1);
      expect(run.stderr).toContain('\nError: left behind\n');
      expect(run.lastLine).toContain('--resume');
    }
  });

  it('should tell its version', async () => {
    const version = start('--version');
    expect(await version.end()).toBe(0);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
