import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { makeJobDesk, type JobDesk } from './support/job.js';
import { gate } from './support/shell.js';

const upper = (text: string) => text.toUpperCase();
const letters = ['a', 'b', 'c', 'd', 'e'];

describe('sluice run JOB', () => {
  let desk: JobDesk;

  beforeEach(async () => {
    desk = await makeJobDesk();
  });

  afterEach(() => desk.remove());

  const results = async (id = 'job') => (await desk.command(`results ${id}`)).out;
  const timeless = (lines: readonly string[]) =>
    lines
      .filter((line) => !line.startsWith('time='))
      .map((line) => line.replace(/after [\d.]+ s$/, 'after T'));

  it('should run the batch, store its results, and say how to read and resume it', async () => {
    desk.define({ targets: letters, process: upper });
    const { code, out, err } = await desk.command('run job.mjs');

    expect([code, out]).toEqual([0, []]);
    expect(timeless(err)).toEqual([
      'job: done after T',
      '5 stored: 5 ok, 0 failed',
      'results: npx sluice results job',
      'resume:',
      'npx sluice run job.mjs --run-id job --resume',
    ]);
    expect(await results()).toEqual(['"A"', '"B"', '"C"', '"D"', '"E"']);
  });

  it('should run work on chunks, of the size that was given', async () => {
    const sizes: number[] = [];
    desk.define({
      targets: letters,
      processChunks: (texts) => {
        sizes.push(texts.length);
        return texts.map(upper);
      },
      chunkSize: 3,
    });
    expect((await desk.command('run job.mjs')).code).toBe(0);
    expect((await desk.command('run job.mjs --chunk 2 --run-id two')).code).toBe(0);
    expect(sizes).toEqual([3, 2, 2, 2, 1]);
    expect(await results('two')).toEqual(await results());
  });

  for (const mode of ['sequential', 'parallel', 'streaming'] as const) {
    it(`should exit 3 in ${mode} mode if targets failed, and tell all reasons`, async () => {
      const odd = (text: string) => {
        if (text === 'b') throw new Error('no b');
        return text === 'c' ? new Date(0) : text;
      };
      desk.define({ targets: letters, process: odd, mode });
      const { code, err } = await desk.command('run job.mjs');

      expect(code).toBe(3);
      expect(timeless(err).slice(1, 4)).toEqual([
        '5 stored: 3 ok, 2 failed',
        '  1  Error: no b',
        jasmine.stringMatching('  1  UnstorableValueError: '),
      ]);
    });
  }

  it('should drain on the first signal, exit 75, and do the rest with --resume', async () => {
    const first = gate();
    const seen: string[] = [];
    const called = gate();
    desk.define({
      targets: () => letters,
      process: async (text) => {
        seen.push(text);
        called.open();
        await first.opened;
        return text;
      },
      chunkSize: 1,
      mode: 'sequential',
      enableProgressTracking: false,
    });
    const shell = desk.start('run job.mjs');
    await called.opened;
    shell.signals$.next('SIGINT');
    first.open();

    expect(await shell.code).toBe(75);
    expect(shell.stderr.text).toContain('job: stopped after ');
    expect(shell.stderr.text).toMatch(/state=stopped ok=1 failed=0 /);
    expect(seen).toEqual(['a']);
    expect((await desk.command('run job.mjs --resume')).code).toBe(0);
    expect(seen).toEqual(letters);
  });

  it('should abort on the second, and give the run back', async () => {
    const called = gate<AbortSignal>();
    desk.define({
      targets: letters,
      process: (_, { signal }) => {
        called.open(signal);
        return new Promise<never>(() => undefined);
      },
    });
    const shell = desk.start('run job.mjs', { env: {} });
    const signal = await called.opened;
    shell.signals$.next('SIGINT');
    expect(signal.aborted).toBeFalse();
    shell.signals$.next('SIGTERM');
    expect(signal.aborted).toBeTrue();
    expect(await shell.code).toBe(143);
    const [info] = await jsonLinesStore(desk.at('.sluice')).runs();
    expect([info?.state, info?.holder]).toEqual(['open', undefined]);
  });

  it('should refuse a run that exists without --resume, and say how to go on', async () => {
    desk.define({ targets: letters, process: upper });
    await desk.command('run job.mjs');
    const { code, err } = await desk.command('run job.mjs');
    expect([code, err]).toEqual([
      2,
      [
        'The run "job" is in .sluice already, done: 5 ok, 0 failed.',
        'To go on with it:',
        'npx sluice run job.mjs --run-id job --resume',
        'To begin another:',
        'npx sluice run job.mjs --run-id job-2',
      ],
    ]);
  });

  it('should go on by itself where the definition says resume', async () => {
    desk.define({ targets: letters, process: upper, resume: true });
    await desk.command('run job.mjs');
    const { code, err } = await desk.command('run job.mjs');
    expect(code).toBe(0);
    expect(err[0]).toMatch(/^job: done since 20.* UTC: 5 ok, 0 failed; nothing was read$/);
  });

  it('should store in the store of the job, which has no folder to name', async () => {
    const store = memoryStore();
    desk.define({ targets: letters, process: upper, store, runId: 'own' });
    const { code, err } = await desk.command('run job.mjs');
    expect(code).toBe(0);
    expect(timeless(err)).toEqual([
      'own: done after T',
      '5 stored: 5 ok, 0 failed',
      'resume:',
      'npx sluice run job.mjs --run-id own --resume',
    ]);
    expect((await store.runs()).map(({ runId, items }) => [runId, items])).toEqual([['own', 5]]);
    expect((await desk.command('run job.mjs')).err[0]).toBe(
      'The run "own" is in the store of the job already, done: 5 ok, 0 failed.',
    );
    expect((await desk.command('runs')).err).toEqual(['There are no runs in .sluice.']);
  });

  it('should not go on with a run that was begun meanwhile', async () => {
    const kept = memoryStore();
    const store: ResultStore = {
      ...{ open: (run) => kept.open(run), runs: () => Promise.resolve([]) },
      ...{ results: (id) => kept.results(id), failures: (id) => kept.failures(id) },
      ...{ aggregate: (...given) => kept.aggregate(...given), delete: (id) => kept.delete(id) },
    };
    desk.define({ targets: letters, process: upper, store, runId: 'own' });
    await desk.command('run job.mjs');
    const { code, err } = await desk.command('run job.mjs');
    expect(code).toBe(1);
    expect(err).toContain('The run "own" has been begun meanwhile.');
  });

  it('should end at the first failure where the job wants that', async () => {
    const process = () => Promise.reject(new Error('no'));
    desk.define({ targets: letters, process, enableErrorRecovery: false });
    const { code, err } = await desk.command('run job.mjs');
    expect(code).toBe(1);
    expect(err.find((line) => line.startsWith('TargetFailedError: '))).toBeDefined();
    expect(err.at(-1)).toContain('--resume');
  });

  it('should fail as the source of the job does', async () => {
    const targets = function* () {
      yield 'a';
      throw new Error('gone');
    };
    desk.define({ targets: () => targets(), process: upper });
    const { code, err } = await desk.command('run job.mjs');
    expect(code).toBe(1);
    expect(err).toContain('Error: gone');
    expect(err).toContain('1 stored: 1 ok, 0 failed');
  });

  it('should fail with what stands against the options of the job', async () => {
    desk.define({ targets: letters, processChunks: (texts) => texts, mode: 'streaming' });
    const { code, err } = await desk.command('run job.mjs');
    expect(code).toBe(1);
    expect(err.join('\n')).toContain('mode "streaming" starts targets as they come');
  });

  it('should say what is no job, and begin nothing', async () => {
    for (const [line, reason] of [
      ['run none.mjs', 'none.mjs: there is no such file.'],
      ['run work.mjs', 'work.mjs exports no batch by default.'],
      ['run job.mjs --input items.txt', '--input does not fit: job.mjs has targets and work'],
      ['run job.mjs --chunk 0', '--chunk takes a whole number from 1 to 1,000,000; it got "0".'],
    ] as const) {
      desk.define({ targets: letters, process: upper });
      const { code, out, err } = await desk.command(line);
      expect([code, out, err[0]?.slice(0, reason.length)]).toEqual([2, [], reason]);
    }
  });
});
