import { readFile } from 'node:fs/promises';
import { treeOf } from '../node/support/dirs.js';
import { FakeOutput, gate, makeDesk, type Desk } from './support/shell.js';
import { screenOf } from './support/terminal.js';

const LINE = 'run --input items.txt --work work.mjs';
const RESUME = 'npx sluice run --input items.txt --work work.mjs --run-id items';

/** Without what depends on when it was run. */
const timeless = (lines: readonly string[]) =>
  lines
    .filter((line) => !line.startsWith('time='))
    .map((line) => line.replace(/after [\d.]+ s$/, 'after T'));

describe('sluice run', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  /** Calls of work that a spec lets go on one by one. */
  function stepwise() {
    const calls: {
      readonly item: unknown;
      readonly go: () => void;
      readonly signal: AbortSignal;
    }[] = [];
    const waiting = new Map<number, () => void>();
    desk.work = (item, { signal }) => {
      const { opened, open } = gate();
      calls.push({ item, go: open, signal });
      waiting.get(calls.length)?.();
      return opened.then(() => `<${String(item)}>`);
    };
    const called = (times: number) =>
      calls.length >= times
        ? Promise.resolve()
        : new Promise<void>((resolve) => waiting.set(times, resolve));
    return { calls, called };
  }

  const results = async (id = 'items') => (await desk.command(`results ${id}`)).out;

  describe('that comes to its end', () => {
    it('should store the results, say so, and print nothing on stdout', async () => {
      const { code, out, err } = await desk.command(LINE);

      expect([code, out]).toEqual([0, []]);
      expect(timeless(err)).toEqual([
        'items: done after T',
        '5 stored: 5 ok, 0 failed',
        'results: npx sluice results items',
        'resume:',
        `${RESUME} --resume`,
      ]);
      expect(await results()).toEqual(['"<a>"', '"<b>"', '"<c>"', '"<d>"', '"<e>"']);
    });

    it('should exit 3 if items failed, and group their reasons', async () => {
      desk.work = (item) => {
        if (item === 'b') throw new TypeError('no b');
        if (item !== 'd') return Promise.reject(new Error('refused'));
        return new Date(0);
      };
      const { code, err } = await desk.command(LINE);

      expect(code).toBe(3);
      expect(timeless(err).slice(0, 5)).toEqual([
        'items: done after T',
        '5 stored: 0 ok, 5 failed',
        '  3  Error: refused',
        '  1  TypeError: no b',
        jasmine.stringMatching('  1  UnstorableValueError: '),
      ]);
    });

    it('should reject a malformed line, and go on', async () => {
      await desk.write('items.ndjson', '{"a":1}\n{"a":\n[3]\n');
      desk.work = (item) => item;
      const { code, err } = await desk.command('run --input items.ndjson --work work.mjs');

      expect(code).toBe(3);
      expect(timeless(err)[2]).toMatch(/^ {2}1 {2}MalformedLineError: .*items\.ndjson:2: /);
      expect(await results()).toEqual(['{"a":1}', '[3]']);
    });

    it('should log each change where there is no terminal, and the end', async () => {
      const { err } = await desk.command(LINE);

      expect(err.filter((line) => line.startsWith('time='))).toEqual([
        'time=2026-11-23T12:00:00.000Z run=items state=running ok=0 failed=0 running=0 ' +
          'waiting=source rate=0.0 elapsed=0.0',
        'time=2026-11-23T12:00:00.000Z run=items state=done ok=5 failed=0 running=0 ' +
          'waiting=source rate=0.0 elapsed=0.0 bytes=10 total=10',
      ]);
    });

    it('should leave nothing of the region on a terminal', async () => {
      const stderr = new FakeOutput(true, 60, 24);
      const { calls, called } = stepwise();
      const shell = desk.start(LINE, { stderr, env: {} });
      await called(5);
      shell.scheduler.pass(200);
      expect(screenOf(stderr.text, 60)[0]).toBe('items');
      expect(screenOf(stderr.text, 60).at(-2)).toBe('running 5  waiting on work');
      for (const { go } of calls) go();

      expect(await shell.code).toBe(0);
      expect(screenOf(stderr.text, 200)[0]).toMatch(/^items: done after/);
      expect(stderr.lines.at(-1)).toContain('--resume');
    });

    it('should read stdin, and say what has to come in again', async () => {
      const { code, err } = await desk.command(
        'run --input - --work work.mjs --run-id piped --format ndjson --store my/runs',
        { stdin: '"x"\n"y"\n' },
      );
      expect(code).toBe(0);
      expect(err.slice(-3)).toEqual([
        'results: npx sluice results piped --store my/runs',
        'resume, with the same input once more:',
        'npx sluice run --input - --work work.mjs --format ndjson --store my/runs --run-id piped --resume',
      ]);
      const { out } = await desk.command('results piped --store my/runs');
      expect(out).toEqual(['"<x>"', '"<y>"']);
    });

    it('should call work no more often at once than it is told', async () => {
      const { calls, called } = stepwise();
      const shell = desk.start(`${LINE} --concurrency 2 --chunk 1`);
      await called(2);
      expect(calls.length).toBe(2);
      calls[0]?.go();
      await called(3);
      expect(calls.map(({ item }) => item)).toEqual(['a', 'b', 'c']);
      calls[1]?.go();
      calls[2]?.go();
      await called(5);
      for (const { go } of calls) go();
      expect(await shell.code).toBe(0);
    });

    it('should take the most that its options allow', async () => {
      expect((await desk.command(`${LINE} --concurrency 10000 --chunk 1`)).code).toBe(0);
      const most = `${LINE} --chunk 1000000 --durability process --run-id b`;
      expect((await desk.command(most)).code).toBe(0);
    });
  });

  describe('that is stopped', () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`should store what runs and exit 75 on the first ${signal}, and do the rest later`, async () => {
        const { calls, called } = stepwise();
        const shell = desk.start(`${LINE} --chunk 1 --concurrency 2`);
        await called(2);
        shell.signals$.next(signal);
        for (const { go } of calls) go();
        // What was read already may still be worked on.
        const asked = setInterval(() => calls.forEach(({ go }) => go()), 1);
        expect(await shell.code).toBe(75);
        clearInterval(asked);
        expect(shell.stderr.text).toContain('state=stopping');
        expect(shell.stderr.text).toContain('items: stopped after ');
        expect(shell.stderr.lines.at(-1)).toBe(`${RESUME} --chunk 1 --concurrency 2 --resume`);

        const before = calls.map(({ item }) => item);
        expect((await results()).length).toBe(before.length);
        expect(before.length).toBeLessThan(5);
        const again: unknown[] = [];
        desk.work = (item) => again.push(item);
        const { code } = await desk.command(`${LINE} --resume`);
        expect(code).toBe(0);
        expect([...before, ...again].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
        expect(again.length).toBe(5 - before.length);
      });
    }

    it('should tell work, and give the run back, on the second signal', async () => {
      const { calls, called } = stepwise();
      for (const [signal, code] of [
        ['SIGINT', 130],
        ['SIGTERM', 143],
      ] as const) {
        const shell = desk.start(`${LINE} --resume`, { env: {} });
        calls.length = 0;
        await called(5);
        shell.signals$.next('SIGINT');
        expect(calls.map((call) => call.signal.aborted)).toEqual([
          false,
          false,
          false,
          false,
          false,
        ]);
        shell.signals$.next(signal);
        expect(calls.map((call) => call.signal.aborted)).toEqual([true, true, true, true, true]);

        expect(await shell.code).toBe(code);
        expect(shell.stderr.text).toContain('items: stopped at once after ');
        expect(shell.stderr.lines.at(-1)).toContain('--resume');
        expect((await treeOf(desk.at('.sluice'))).filter((name) => /lock/.test(name))).toEqual([]);
      }
    });

    it('should take the echo of npm for no second signal', async () => {
      const { calls, called } = stepwise();
      const shell = desk.start(LINE, { env: { npm_command: 'exec' } });
      await called(5);
      shell.signals$.next('SIGINT');
      shell.signals$.next('SIGINT');
      expect(calls.some((call) => call.signal.aborted)).toBeFalse();
      for (const { go } of calls) go();
      expect([0, 75]).toContain(await shell.code);
      expect((await results()).length).toBe(5);
    });

    it('should be done if its source had ended when the signal came', async () => {
      const { calls, called } = stepwise();
      const shell = desk.start(LINE, { env: {} });
      await called(5);
      calls[0]?.go();
      shell.signals$.next('SIGINT');
      for (const { go } of calls) go();
      const code = await shell.code;
      const { out } = await desk.command('status items --json');
      const { state } = JSON.parse(out[0] ?? '') as { state: string };
      expect([code, state]).toEqual(code === 0 ? [0, 'completed'] : [75, 'open']);
    });

    it('should stop before it begins if the signal comes while work is loaded', async () => {
      const { calls } = stepwise();
      const shell = desk.start(LINE);
      while (!shell.signals$.observed) await new Promise((resolve) => setImmediate(resolve));
      shell.signals$.next('SIGTERM');
      expect(await shell.code).toBe(75);
      expect(calls).toEqual([]);
      expect(shell.stderr.lines.at(-1)).toBe(`${RESUME} --resume`);
    });

    it('should leave no listener behind', async () => {
      const shell = desk.start(LINE);
      await shell.code;
      expect([shell.signals$.observed, shell.crashes$.observed]).toEqual([false, false]);
      shell.scheduler.pass(60_000);
      expect(shell.stderr.text).not.toContain('12:00:10');
    });
  });

  describe('that fails', () => {
    it('should exit 1, say why, and how to go on', async () => {
      await desk.write('broken.csv', 'name,name\na,b\n');
      const { code, err } = await desk.command('run --input broken.csv --work work.mjs');

      expect(code).toBe(1);
      expect(err.find((line) => line.includes('ERR_INPUT'))).toContain('broken.csv');
      expect(err.some((line) => line.includes('state=failed'))).toBeTrue();
      expect(err.at(-1)).toBe(
        'npx sluice run --input broken.csv --work work.mjs --run-id broken --resume',
      );
    });

    it('should fail with an error that nobody caught, and keep what is stored', async () => {
      const { calls, called } = stepwise();
      const shell = desk.start(`${LINE} --chunk 1 --concurrency 1`);
      await called(1);
      calls[0]?.go();
      await called(2);
      shell.crashes$.next(new Error('left behind'));

      expect(await shell.code).toBe(1);
      expect(shell.stderr.lines).toContain('Error: left behind');
      expect(shell.stderr.lines.at(-1)).toContain('--resume');
      desk.work = (item) => item;
      expect((await desk.command(`${LINE} --resume`)).code).toBe(0);
      expect((await results())[0]).toBe('"<a>"');
    });

    it('should say who is writing the run, with and without --resume', async () => {
      const { calls, called } = stepwise();
      const first = desk.start(LINE);
      await called(5);
      for (const line of [LINE, `${LINE} --resume`]) {
        const { code, err } = await desk.command(line);
        expect(code).toBe(1);
        expect(err[0]).toMatch(
          `^The run "items" is being written by process ${process.pid} on .*, since 20`,
        );
      }
      for (const { go } of calls) go();
      expect(await first.code).toBe(0);
    });

    it('should not touch a run that it cannot read', async () => {
      await desk.command(LINE);
      const file = desk.at('.sluice/items/000001.jsonl');
      await desk.write('.sluice/items/000001.jsonl', `x${await readFile(file, 'utf8')}`);
      const before = await treeOf(desk.at('.sluice'));
      const { code, err } = await desk.command(`${LINE} --resume`);

      expect(code).toBe(1);
      expect(err[0]).toContain('ERR_STORE_CORRUPT');
      expect(err[1]).toContain('sluice verify');
      expect(await treeOf(desk.at('.sluice'))).toEqual(before);
    });
  });

  describe('that exists', () => {
    it('should exit 2 without --resume, and print both commands', async () => {
      await desk.command(LINE);
      await desk.command(`${LINE} --run-id items-2`);
      const { code, err } = await desk.command(LINE);

      expect(code).toBe(2);
      expect(err).toEqual([
        'The run "items" is in .sluice already, done: 5 ok, 0 failed.',
        'To go on with it:',
        `${RESUME} --resume`,
        'To begin another:',
        `${RESUME}-3`,
      ]);
    });

    it('should read nothing and load nothing if it is done', async () => {
      desk.work = (item) => {
        if (item === 'c') throw new Error('no c');
      };
      await desk.command(LINE);
      const before = await treeOf(desk.at('.sluice'));
      await desk.write('items.txt', 'f\n');
      const { code, err } = await desk.command(
        'run --input items.txt --work none.mjs --run-id items --resume',
      );
      expect(code).toBe(3);
      expect(err[0]).toMatch(/^items: done since 20.* UTC: 4 ok, 1 failed; nothing was read$/);
      expect(err.at(-1)).toBe(
        'npx sluice run --input items.txt --work none.mjs --run-id items --resume',
      );
      expect(await treeOf(desk.at('.sluice'))).toEqual(before);
    });

    it('should begin with --resume if there is none', async () => {
      const { code, err } = await desk.command(`${LINE} --resume`);
      expect(code).toBe(0);
      expect(err.some((line) => line.includes('resumed='))).toBeFalse();
    });

    it('should tell at how many items it was resumed, and what failed before', async () => {
      const { calls, called } = stepwise();
      const shell = desk.start(`${LINE} --chunk 1 --concurrency 1`, { env: {} });
      await called(1);
      shell.signals$.next('SIGINT');
      calls[0]?.go();
      const asked = setInterval(() => calls.forEach(({ go }) => go()), 1);
      expect(await shell.code).toBe(75);
      clearInterval(asked);
      desk.work = () => Promise.reject(new Error('refused'));
      const { code, err } = await desk.command(`${LINE} --resume`);

      expect(code).toBe(3);
      const done = calls.length;
      expect(err[0]).toContain(` resumed=${done} ok=${done} failed=0 `);
      expect(err).toContain(`5 stored: ${done} ok, ${5 - done} failed`);
    });
  });

  describe('that cannot begin', () => {
    it('should exit 2, say why, and make no run', async () => {
      await desk.write('broken.mjs', 'throw new Error("no key");');
      const cases: Readonly<Record<string, string>> = {
        'run --work work.mjs': '--input is needed: the file to read, or - for stdin.',
        'run --input items.txt': '--work is needed: ',
        'run --input none.txt --work work.mjs': '--input none.txt: there is no such file.',
        'run --input - --work work.mjs': '--run-id is needed, since stdin has no name.',
        'run --input items.txt --work none.mjs': '--work none.mjs: there is no such file.',
        'run --input items.txt --work broken.mjs':
          '--work broken.mjs cannot be loaded: Error: no key',
        [`${LINE} --run-id ../x`]: '--run-id "../x" can name no run.',
        [`${LINE} --run-id con`]: '--run-id "con" can name no run.',
        [`${LINE} --chunk 0`]: '--chunk takes a whole number from 1 to 1,000,000; it got "0".',
        [`${LINE} --concurrency 10001`]: '--concurrency takes a whole number from 1 to 10,000; it ',
        [`${LINE} --format xml`]: '--format takes lines or ndjson or csv; it got "xml".',
        [`${LINE} --durability none`]: '--durability takes power or process; it got "none".',
        [`${LINE} --store=`]: '--store takes the path of a folder.',
        [`${LINE} extra`]: '--input does not fit: extra has targets and work of its own.',
        'run job.mjs extra': 'run takes one JOB; "extra" is too much.',
      };
      const before = await treeOf(desk.path);
      for (const [line, reason] of Object.entries(cases)) {
        const { code, out, err } = await desk.command(line);
        expect([code, out, err[0]?.slice(0, reason.length)])
          .withContext(line)
          .toEqual([2, [], reason]);
      }
      expect(await treeOf(desk.path)).toEqual(before);
    });
  });
});
