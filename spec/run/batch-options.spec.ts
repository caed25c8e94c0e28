import { fixedStrategy } from '../../src/chunk/strategies/fixed-strategy.js';
import { planOf, readRunOptions, type RunOptions } from '../../src/run/batch-options.js';
import { memoryStore } from '../../src/store/memory-store.js';

const store = memoryStore();
const incompatible = (message: string) =>
  jasmine.objectContaining({ code: 'ERR_INCOMPATIBLE_OPTIONS', message });

describe('readRunOptions', () => {
  it('should read all that a run takes', () => {
    const options: RunOptions = {
      ...{ chunkSize: 5, strategy: fixedStrategy(2), maxConcurrentChunks: 2, store },
      ...{ maxConcurrentTargets: 9, enableProgressTracking: false, enableErrorRecovery: false },
      enableMemoryMonitoring: false,
      ...{ mode: 'streaming', runId: 'run', resume: 'force', key: String, ordered: true, total: 7 },
      ...{ retryFailed: true, whenFull: { retryEvery: 60_000 }, cleanupInterval: 10 },
      retention: { maxAge: 1000, unfinished: true },
    };

    expect({ ...readRunOptions('spec', options) }).toEqual(options);
    expect({ ...readRunOptions('spec', undefined) }).toEqual({});
  });

  it('should refuse what does nothing yet, and names as they are in other languages', () => {
    const names = ['maxMemoryMb', 'chunk_size', 'resultFormat'];
    for (const name of names) {
      expect(() => readRunOptions('BatchProcessor', { [name]: 1 }))
        .withContext(name)
        .toThrow(jasmine.objectContaining({ code: 'ERR_UNKNOWN_OPTION' }));
    }
  });
});

describe('checkWithin', () => {
  it('should look within retention and whenFull', () => {
    const refused = [
      [{ retention: { maxRuns: -1 } }, '"retention.maxRuns"'],
      [{ retention: { runs: 1 } }, '"retention.runs"'],
      [{ whenFull: { retryEvery: 0 } }, '"whenFull.retryEvery"'],
      [{ whenFull: {} }, '"whenFull" needs "retryEvery"'],
    ] as const;
    for (const [options, named] of refused) {
      expect(() => readRunOptions('process', options as never)).toThrowMatching(
        ({ message }: Error) => message.includes(named),
      );
    }
  });
});

describe('planOf', () => {
  it('should put options of the store together that come from several places', () => {
    const config = { store, cleanupInterval: 5 };
    const plan = planOf('process', config, { runId: 'run', retention: { maxRuns: 1 } });

    expect([plan.cleanupInterval, plan.retention]).toEqual([5, { maxRuns: 1 }]);
    expect(() => planOf('process', config, { runId: 'run' })).toThrow(
      jasmine.objectContaining({ code: 'ERR_INCOMPATIBLE_OPTIONS' }),
    );
  });

  it('should have the defaults of the documentation', () => {
    expect(planOf('spec')).toEqual({
      ...{ chunkSize: 1000, strategy: 'fixed', maxConcurrentChunks: 4, maxConcurrentTargets: 16 },
      ...{ enableProgressTracking: true, enableErrorRecovery: true, store: undefined },
      enableMemoryMonitoring: true,
      ...{ mode: 'parallel', runId: undefined, resume: true, key: undefined, ordered: false },
      retryFailed: false,
      ...{ whenFull: 'fail', retention: undefined, cleanupInterval: undefined },
      ...{ total: undefined, signal: undefined, retry: undefined, timeout: undefined },
      ...{
        maxProcessingTime: undefined,
        isolate: false,
        tolerate: undefined,
        rateLimit: undefined,
      },
    });
  });

  it('should let later options win over earlier ones, and those that are undefined over none', () => {
    const config = readRunOptions('spec', { chunkSize: 5, maxConcurrentChunks: 2 });
    const own = readRunOptions('spec', { chunkSize: 7, maxConcurrentChunks: undefined });
    const plan = planOf('spec', config, own);

    expect([plan.chunkSize, plan.maxConcurrentChunks]).toEqual([7, 2]);
  });

  it('should ask for a store where there is something to be found in it', () => {
    const options = { runId: 'run', key: String, resume: true, retryFailed: true } as const;
    for (const name of ['runId', 'key', 'resume', 'retryFailed'] as const) {
      expect(() => planOf('process', { [name]: options[name] })).toThrow(
        incompatible(`process: "${name}" needs "store", to find the run in`),
      );
    }
    expect(() => planOf('process', { resume: false })).toThrow();
  });

  it('should not try again in a run that it is to refuse', () => {
    const options = { store, runId: 'run', retryFailed: true } as const;
    expect(() => planOf('process', { ...options, resume: false })).toThrow(
      incompatible('process: "retryFailed" goes on with a run, which "resume: false" refuses'),
    );
    expect(planOf('process', { ...options, resume: 'force' }).retryFailed).toBeTrue();
  });

  it('should ask for the name of a run that is stored', () => {
    expect(() => planOf('process', { store })).toThrow(
      incompatible('process: "store" needs "runId", to find the results by'),
    );
    expect(planOf('process', { store }, { runId: 'run' }).runId).toBe('run');
  });
});
