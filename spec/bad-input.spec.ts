import * as sluice from '../src/index.js';
import { describeBadInput, thrownBy, told } from './support/bad-input.js';
import { Probe, PUBLIC_FUNCTIONS } from './support/public-options.js';

describeBadInput('bad input', sluice, PUBLIC_FUNCTIONS, [
  // They take anything.
  ...['classifyError', 'memoryStore'],
  // One has two values that may both be left out, and no options, the other begins at the call; their own
  // specs give them wrong ones.
  ...['debugLog', 'importRun'],
]);

describe('bad input that is looked at by itself', () => {
  const messageOf = (call: () => unknown) => told(thrownBy(call));

  it('should name maxSize when chunkBy is given a number', () => {
    const size = (value: number) => messageOf(() => sluice.chunkBy(value));

    expect(size(0)).toBe(
      'RangeError ERR_OUT_OF_RANGE chunkBy: "maxSize" must be an integer >= 1, or Infinity; ' +
        'received 0 (number)',
    );
    expect([-1, 1.5, NaN, -Infinity, 2 ** 31, 2 ** 53].map(size).join()).not.toContain('accepted');
    expect([1, Infinity, 2 ** 31 - 1].map(size)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('should be named by its path where it stands within an option', () => {
    const cases: [string, object, string][] = [
      ['retry', { count: -1 }, 'ERR_OUT_OF_RANGE'],
      ['retry', { delay: '1s' }, 'ERR_INVALID_ARG_TYPE'],
      ['retry', { budget: NaN }, 'ERR_OUT_OF_RANGE'],
      ['retry', { classify: 5 }, 'ERR_INVALID_ARG_TYPE'],
      ['retry', { resetOnSuccess: 1 }, 'ERR_INVALID_ARG_TYPE'],
      ['timeout', { attempt: 0 }, 'ERR_OUT_OF_RANGE'],
      ['timeout', { chunk: Infinity }, 'ERR_OUT_OF_RANGE'],
      ['timeout', { run: '1s' }, 'ERR_INVALID_ARG_TYPE'],
      ['tolerate', { max: 1.5 }, 'ERR_OUT_OF_RANGE'],
      ['tolerate', { ratio: 2 }, 'ERR_OUT_OF_RANGE'],
      ['tolerate', { deadLetter: {} }, 'ERR_INVALID_ARG_TYPE'],
    ];
    for (const [name, value, code] of cases) {
      const [nested = ''] = Object.keys(value);
      const error = thrownBy(() => sluice.processChunks(() => undefined, { [name]: value }));
      const named = `processChunks: "${name}.${nested}" must be `;

      expect([error?.code, error?.message.slice(0, named.length)]).toEqual([code, named]);
    }
  });

  it('should be an option of retry, timeout or tolerate that there is none of', () => {
    const work = () => undefined;
    const wrong = { counts: 1 } as never;

    expect(messageOf(() => sluice.eachItem(work, { retry: wrong }))).toBe(
      'TypeError ERR_UNKNOWN_OPTION eachItem: unknown option "retry.counts"; did you mean "retry.count"?',
    );
    expect(messageOf(() => sluice.processChunks(work, { timeout: wrong }))).toBe(
      'TypeError ERR_UNKNOWN_OPTION processChunks: unknown option "timeout.counts"; it takes ' +
        'timeout.attempt, timeout.chunk, timeout.run',
    );
  });

  it('should be retry, timeout or tolerate of a mapConcurrent without outcomes', () => {
    const fn = () => [];
    for (const name of ['retry', 'timeout', 'tolerate']) {
      expect(messageOf(() => sluice.mapConcurrent(fn, { [name]: 1 }))).toBe(
        `TypeError ERR_INCOMPATIBLE_OPTIONS mapConcurrent: "${name}" needs "outcomes: true"`,
      );
    }
  });

  it('should be a maxWeight without weight', () => {
    expect(messageOf(() => sluice.chunkBy({ maxWeight: 5 }))).toBe(
      'TypeError ERR_INCOMPATIBLE_OPTIONS chunkBy: "maxWeight" needs "weight", to weigh the items with',
    );
  });

  it('should be a storeTo without runId', () => {
    const { store } = new Probe();
    const needed =
      'TypeError ERR_INCOMPATIBLE_OPTIONS storeTo: "runId" is needed, to find the results by';

    expect(messageOf(() => sluice.storeTo(store, {} as never))).toBe(needed);
    expect(messageOf(() => sluice.storeTo(store, { runId: undefined } as never))).toBe(needed);
    expect(messageOf(() => sluice.storeTo(store, undefined as never))).toBe(
      'TypeError ERR_INVALID_ARG_TYPE storeTo: "options" must be a plain object with "runId"; ' +
        'received undefined',
    );
  });

  it('should be a runId that is a path or a trick', () => {
    const { store } = new Probe();
    const codes = [
      '../x',
      'a/b',
      String.raw`a\b`,
      '.a',
      '-a',
      '_a',
      'a b',
      'a\n',
      'ä',
      'a\0',
      'x'.repeat(129),
    ].map((runId) => thrownBy(() => sluice.storeTo(store, { runId }))?.code);

    expect(new Set(codes)).toEqual(new Set(['ERR_OUT_OF_RANGE']));
  });

  it('should be a trackProgress without anybody to tell', () => {
    const wanted =
      'TypeError ERR_INVALID_ARG_TYPE trackProgress: "to" must be a function, an observer or a ' +
      'ProgressTracker; received undefined';

    expect(messageOf(() => sluice.trackProgress({} as never))).toBe(wanted);
    expect(messageOf(() => sluice.trackProgress({ total: 5 } as never))).toBe(wanted);
  });

  it('should be an observer whose complete cannot be called', () => {
    const to = { next: () => undefined, complete: 5 };
    const wanted =
      'TypeError ERR_INVALID_ARG_TYPE trackProgress: "to" must be a function, an observer or a ' +
      'ProgressTracker; received (object)';

    expect(messageOf(() => sluice.trackProgress(to as never))).toBe(wanted);
    expect(messageOf(() => sluice.trackProgress({ to } as never))).toBe(wanted);
  });

  it('should be a stream that somebody else reads', () => {
    const stream = new ReadableStream();
    stream.getReader();

    expect(messageOf(() => sluice.fromSource(stream as never))).toBe(
      'TypeError ERR_INVALID_ARG_TYPE fromSource: "source" must be a ReadableStream that nobody ' +
        'has locked; received (object)',
    );
  });

  it('should be options given to what takes none, without harm', () => {
    expect(() => (sluice.memoryStore as (options: unknown) => unknown)({ any: 1 })).not.toThrow();
  });
});
