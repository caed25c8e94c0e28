import type { ConfigEntry } from '../../../src/node/config/config-entries.js';
import { configOptions } from '../../../src/node/config/config-options.js';
import { runRules } from '../../../src/run/batch-options.js';
import { failureOf, told } from './support.js';

const ALL = {
  chunkSize: 5,
  strategy: 'fixed',
  maxConcurrentChunks: 2,
  maxConcurrentTargets: 3,
  enableProgressTracking: false,
  enableMemoryMonitoring: false,
  enableErrorRecovery: true,
  mode: 'streaming',
  runId: 'a',
  resume: 'force',
  retryFailed: true,
  ordered: true,
  retry: 3,
  timeout: 1000,
  maxProcessingTime: 2000,
  isolate: true,
  tolerate: 5,
  total: 7,
  cleanupInterval: 10,
  resultFormat: 'binary',
  compressionEnabled: true,
};

/** Each name at 10, 20, ...; its value 5 behind it. */
const entriesOf = (pairs: readonly (readonly [string, unknown])[]): readonly ConfigEntry[] =>
  pairs.map(([name, value], i) => ({ name, value, nameAt: i * 10, valueAt: i * 10 + 5 }));

const place = (offset: number) => ({ file: 'f', line: offset, column: 1 });
const optionsOf = (...pairs: readonly (readonly [string, unknown])[]) =>
  configOptions(entriesOf(pairs), place);
const refusal = async (...pairs: readonly (readonly [string, unknown])[]) =>
  told(await failureOf(() => optionsOf(...pairs)));

describe('configOptions', () => {
  it('should give all options that are plain values, frozen', () => {
    const options = optionsOf(...Object.entries(ALL));
    expect(options).toEqual(ALL);
    expect(Object.isFrozen(options)).toBeTrue();
    expect(Object.getPrototypeOf(options)).toBe(Object.prototype);
  });

  it('should know every option of a run that is no function or object', () => {
    const inCode = ['store', 'whenFull', 'retention', 'key', 'rateLimit', 'signal'];
    const ofStore = ['resultFormat', 'compressionEnabled'];
    expect([...Object.keys(ALL), ...inCode].sort()).toEqual(
      [...Object.keys(runRules), ...ofStore].sort(),
    );
  });

  it('should tell the rule of a wrong value, at the value', async () => {
    const cases: readonly (readonly [string, unknown, string])[] = [
      ['chunkSize', '5s', 'an integer >= 1; received "5s" (string)'],
      ['chunkSize', 0, 'an integer >= 1; received 0 (number)'],
      ['chunkSize', Infinity, 'an integer from 1 to 2147483647; received Infinity (number)'],
      ['total', '1k', 'an integer from 0 to 9007199254740991; received "1k" (string)'],
      ['maxConcurrentChunks', '512MB', 'an integer from 1 to 10000; received "512MB" (string)'],
      ['enableErrorRecovery', 'yes', 'a boolean; received "yes" (string)'],
      ['ordered', null, 'a boolean or "key"; received null'],
      ['resultFormat', 'pickle', 'one of "json", "binary"; received "pickle" (string)'],
      ['compressionEnabled', 'gzip', 'a boolean; received "gzip" (string)'],
      ['strategy', 'adaptive', 'one of "fixed"; received "adaptive" (string)'],
      [
        'mode',
        'hybrid',
        'one of "sequential", "parallel", "streaming"; received "hybrid" (string)',
      ],
    ];
    for (const [name, value, rule] of cases) {
      expect(await refusal(['runId', 'a'], [name, value]))
        .withContext(`${name} ${String(value)}`)
        .toBe(`15:1: "${name}" must be ${rule}`);
    }
    const { cause } = await failureOf(() => optionsOf(['chunkSize', 0]));
    expect((cause as { code?: string }).code).toBe('ERR_OUT_OF_RANGE');
  });

  it('should refuse a name that is given twice, at the second', async () => {
    expect(await refusal(['total', 5], ['mode', 'parallel'], ['total', 5])).toBe(
      '20:1: "total" is given twice',
    );
  });

  it('should refuse an unknown name, at the name, with the nearest one', async () => {
    expect(await refusal(['total', 5], ['chunkSise', 5])).toBe(
      '10:1: unknown option "chunkSise"; did you mean "chunkSize"?',
    );
    expect(await refusal(['zzzzzzzzzz', 5])).toBe(
      `0:1: unknown option "zzzzzzzzzz"; a file can have ${Object.keys(ALL).sort(byRule).join(', ')}`,
    );
  });

  const byRule = (a: string, b: string) => {
    const names = [...Object.keys(runRules), 'resultFormat', 'compressionEnabled'];
    return names.indexOf(a) - names.indexOf(b);
  };

  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    it(`should know no option ${name}`, async () => {
      expect(await refusal([name, 5])).toContain(`unknown option "${name}"; `);
      expect(({} as { chunkSize?: unknown }).chunkSize).toBeUndefined();
    });
  }

  it('should say how the names of the specification are written here', async () => {
    const ofStore = {
      ...{ result_format: 'resultFormat', compression_enabled: 'compressionEnabled' },
      cleanup_interval: 'cleanupInterval',
    };
    const names = {
      ...ofStore,
      chunk_size: 'chunkSize',
      'Max-Concurrent-Chunks': 'maxConcurrentChunks',
    };
    for (const [name, here] of Object.entries({ ...names, RUN_ID: 'runId' })) {
      expect(await refusal([name, 5])).toBe(`0:1: unknown option "${name}"; here it is "${here}"`);
    }
  });

  it('should say which names of the specification are not available yet', async () => {
    for (const name of ['max_memory_mb', 'maxMemoryMb']) {
      expect(await refusal([name, 5])).toBe(
        `0:1: unknown option "${name}"; it is not available in this version`,
      );
    }
  });

  it('should say what is given in code', async () => {
    for (const name of [
      'store',
      'when_full',
      'retention',
      'key',
      'targets',
      'process',
      'process_chunks',
    ]) {
      expect(await refusal([name, 'x'])).toBe(
        `0:1: unknown option "${name}"; it is given in code: { ...config, store }`,
      );
    }
    expect(await refusal(['enable_result_persistence', true])).toContain(
      'results persist in the "store", given in code: { ...config, store }',
    );
  });
});
