import type { BatchJob } from '../../src/run/batch-job.js';
import { planOf, readRunOptions, type RunOptions } from '../../src/run/batch-options.js';
import { RunSettings, type RunPatch } from '../../src/run/run-settings.js';

const EACH: BatchJob<number, unknown> = { targets: [], work: { each: (n) => n } };
const CHUNKS: BatchJob<number, unknown> = { targets: [], work: { chunks: () => undefined } };

const settingsOf = (options: RunOptions<number> = {}, job = EACH) =>
  new RunSettings<number>(job, planOf<number>('spec', readRunOptions('spec', options)));

const codeOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'accepted';
};

const RATE = { limit: 5, per: 100 };

describe('RunSettings', () => {
  it('should take what may be changed, by the rules of the options', () => {
    const settings = settingsOf({ rateLimit: RATE });
    const right: RunPatch[] = [
      {},
      { maxConcurrentChunks: 2, maxConcurrentTargets: 3, chunkSize: 4 },
      { rateLimit: { limit: 1, per: 1 }, timeout: 5, maxProcessingTime: 6 },
      { timeout: { attempt: 1, chunk: 2, run: 3 } },
      { chunkSize: undefined },
    ];

    expect(right.map((patch) => codeOf(() => settings.read(patch)))).toEqual(
      right.map(() => 'accepted'),
    );
  });

  const wrong: [string, RunOptions<number>, BatchJob<number, unknown>, unknown, string][] = [
    ['no object', {}, EACH, 5, 'ERR_INVALID_ARG_TYPE'],
    ['nothing', {}, EACH, undefined, 'ERR_INVALID_ARG_TYPE'],
    ['an unknown name', {}, EACH, { chunkSise: 5 }, 'ERR_UNKNOWN_OPTION'],
    ['an option that cannot change', {}, EACH, { mode: 'parallel' }, 'ERR_UNKNOWN_OPTION'],
    ['a wrong type', {}, EACH, { chunkSize: '5' }, 'ERR_INVALID_ARG_TYPE'],
    ['a wrong size', {}, EACH, { chunkSize: 0 }, 'ERR_OUT_OF_RANGE'],
    ['a wrong time within', {}, EACH, { timeout: { chunk: 0 } }, 'ERR_OUT_OF_RANGE'],
    [
      'a wrong rate within',
      { rateLimit: RATE },
      EACH,
      { rateLimit: { limit: 0, per: 1 } },
      'ERR_OUT_OF_RANGE',
    ],
    ['a rate where there was none', {}, EACH, { rateLimit: RATE }, 'ERR_INCOMPATIBLE_OPTIONS'],
    [
      'lanes of a sequential run',
      { mode: 'sequential' },
      EACH,
      { maxConcurrentChunks: 2 },
      'ERR_INCOMPATIBLE_OPTIONS',
    ],
    [
      'lanes of a streaming run',
      { mode: 'streaming' },
      EACH,
      { maxConcurrentChunks: 2 },
      'ERR_INCOMPATIBLE_OPTIONS',
    ],
    [
      'chunk times of a streaming run',
      { mode: 'streaming' },
      EACH,
      { maxProcessingTime: 2 },
      'ERR_INCOMPATIBLE_OPTIONS',
    ],
    [
      'the same, within',
      { mode: 'streaming' },
      EACH,
      { timeout: { chunk: 2 } },
      'ERR_INCOMPATIBLE_OPTIONS',
    ],
    [
      'targets of work on chunks',
      {},
      CHUNKS,
      { maxConcurrentTargets: 2 },
      'ERR_INCOMPATIBLE_OPTIONS',
    ],
    [
      'sizes that a strategy decides',
      { strategy: () => ({ push: () => undefined, flush: () => undefined }) },
      EACH,
      { chunkSize: 2 },
      'ERR_INCOMPATIBLE_OPTIONS',
    ],
  ];
  for (const [name, options, job, patch, code] of wrong) {
    it(`should refuse ${name}`, () => {
      expect(codeOf(() => settingsOf(options, job).read(patch as RunPatch))).toBe(code);
    });
  }

  it('should tell one of them now, and each change of it once', () => {
    const settings = settingsOf({ chunkSize: 5 });
    const seen: unknown[] = [];
    settings.of('chunkSize').subscribe((size) => seen.push(size));
    settings.change({ maxConcurrentChunks: 2 });
    settings.change({ chunkSize: 7 });
    settings.change({ chunkSize: 7 });

    expect(seen).toEqual([5, 7]);
  });

  it('should limit the calls for a target by timeout, and an attempt at its chunk by maxProcessingTime', () => {
    const settings = settingsOf({ timeout: { attempt: 3, chunk: 9 }, maxProcessingTime: 5 });
    const [targets, chunks]: unknown[][] = [[], []];
    settings.targetTimeout$.subscribe((ms) => targets?.push(ms));
    settings.chunkTimeout$.subscribe((limits) => chunks?.push({ ...limits }));
    settings.change({ timeout: 4 });
    settings.change({ chunkSize: 4 });

    expect(targets).toEqual([3, 4]);
    expect(chunks).toEqual([
      { attempt: 5, chunk: 9 },
      { attempt: 5, chunk: undefined },
    ]);
  });

  it('should limit a call for a chunk by the shorter of both, and tell of no target', () => {
    const limitOf = (options: RunOptions<number>) => {
      let limit: number | undefined;
      settingsOf(options, CHUNKS).chunkTimeout$.subscribe(({ attempt }) => (limit = attempt));
      return limit;
    };

    expect([
      limitOf({ timeout: 3, maxProcessingTime: 5 }),
      limitOf({ timeout: 5, maxProcessingTime: 3 }),
      limitOf({ maxProcessingTime: 4 }),
      limitOf({ timeout: 2 }),
      limitOf({}),
    ]).toEqual([3, 3, 4, 2, undefined]);
  });

  it('should tell no time limit of a target until there is one', () => {
    const settings = settingsOf();
    const seen: unknown[] = [];
    settings.targetTimeout$.subscribe((ms) => seen.push(ms));
    expect([seen, settings.runTimeout]).toEqual([[], undefined]);
    settings.change({ timeout: { attempt: 2, run: 9 } });
    expect([seen, settings.runTimeout]).toEqual([[2], 9]);
  });
});
