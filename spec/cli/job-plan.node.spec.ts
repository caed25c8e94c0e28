import { Given } from '../../src/cli/given.js';
import { jobPlanOf } from '../../src/cli/job-plan.js';
import { UsageError } from '../../src/cli/usage-error.js';
import type { BatchDefinition } from '../../src/run/define-batch.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { makeJobDesk, type JobDesk } from './support/job.js';
import { fakeShell } from './support/shell.js';

const base = { targets: ['a'], process: (text: string) => text };
const chunks = { targets: ['a'], processChunks: (texts: readonly string[]) => texts };

describe('jobPlanOf', () => {
  let desk: JobDesk;

  beforeEach(async () => {
    desk = await makeJobDesk();
  });

  afterEach(() => desk.remove());

  const planOf = (
    definition: BatchDefinition<string, string>,
    options: Readonly<Record<string, string | true>> = {},
    file = 'job.mjs',
  ) => {
    desk.define(definition);
    const given = new Given(new Map(Object.entries(options)), file);
    return jobPlanOf(fakeShell({ cwd: desk.path }), given, file);
  };

  const refusal = async (...args: Parameters<typeof planOf>) => {
    const error = await planOf(...args).catch((reason: unknown) => reason);
    return error instanceof UsageError ? error.lines[0] : undefined;
  };

  it('should go by the definition, and by what a command has by default', async () => {
    const plan = await planOf(base);
    expect([plan.runId, plan.where, plan.resume, plan.concurrency]).toEqual([
      ...['job', '.sluice', false, 16],
    ]);
    expect(plan.options).toEqual({});
    expect((await plan.load()).definition.targets).toEqual(['a']);
  });

  it('should take the runId and the resume of the definition', async () => {
    const plan = await planOf({ ...base, runId: 'own', resume: true });
    expect([plan.runId, plan.resume]).toEqual(['own', true]);
  });

  it('should let what was given win', async () => {
    const given = { 'run-id': 'x', store: 'runs', chunk: '7', resume: true } as const;
    const plan = await planOf({ ...base, runId: 'own', resume: false, chunkSize: 3 }, given);
    expect([plan.runId, plan.where, plan.resume]).toEqual(['x', 'runs', true]);
    expect(plan.options).toEqual({ chunkSize: 7 });
  });

  it('should resume by force where the definition does, and no less for --resume', async () => {
    expect((await planOf({ ...base, resume: 'force' }, { resume: true })).resume).toBe('force');
  });

  for (const [name, definition, given, expected] of [
    ['neither', base, {}, [false, false]],
    ['the command line', base, { 'retry-failed': true }, [true, true]],
    ['the definition', { ...base, retryFailed: true }, {}, [true, true]],
    ['one by force', { ...base, resume: 'force' }, { 'retry-failed': true }, ['force', true]],
  ] as const) {
    it(`should try again what failed where it is asked for: by ${name}`, async () => {
      const { resume, retryFailed } = await planOf(definition, given);
      expect([resume, retryFailed] as unknown[]).toEqual([...expected]);
    });
  }

  it('should make room for as many calls as --concurrency tells', async () => {
    const plan = await planOf({ ...base, chunkSize: 10 }, { concurrency: '100' });
    expect(plan.options).toEqual({ maxConcurrentTargets: 100, maxConcurrentChunks: 11 });
    expect(plan.concurrency).toBe(100);
  });

  it('should reckon with the chunk that was given', async () => {
    const { options } = await planOf({ ...base, chunkSize: 10 }, { concurrency: '9', chunk: '1' });
    expect(options.maxConcurrentChunks).toBe(10);
  });

  it('should take --concurrency for chunks where work is on chunks', async () => {
    const plan = await planOf(chunks, { concurrency: '3' });
    expect([plan.options, plan.concurrency]).toEqual([{ maxConcurrentChunks: 3 }, 3]);
  });

  it('should know that chunks come one by one in sequential runs', async () => {
    expect((await planOf({ ...chunks, mode: 'sequential' })).concurrency).toBe(1);
  });

  it('should use the store of the definition, and refuse another', async () => {
    const store = memoryStore();
    const plan = await planOf({ ...base, store, runId: 'a' });
    expect([plan.store, plan.where]).toEqual([store, undefined]);
    for (const option of ['store', 'result-format', 'compression', 'durability']) {
      expect(await refusal({ ...base, store }, { [option]: 'power' })).toBe(
        `--${option} does not fit: job.mjs has a store of its own.`,
      );
    }
  });

  it('should refuse what belongs to a file', async () => {
    for (const option of ['input', 'work', 'format']) {
      expect(await refusal(base, { [option]: 'x' })).toBe(
        `--${option} does not fit: job.mjs has targets and work of its own.`,
      );
    }
  });

  it('should refuse what can name no run', async () => {
    expect(await refusal({ ...base, runId: 'con' })).toBe(
      'runId of job.mjs: "con" can name no run.',
    );
  });

  it('should need a name where the file of the job gives none', async () => {
    await desk.write('---.mjs', 'export * from "./job.mjs"; export { default } from "./job.mjs";');
    expect(await refusal(base, {}, './---.mjs')).toBe(
      '--run-id is needed, since no run can be named after this file.',
    );
  });
});
