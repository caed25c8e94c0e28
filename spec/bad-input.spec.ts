import * as sluice from '../src/index.js';
import { SAMPLES, type Kind, type Sample } from './support/bad-values.js';
import { Probe, PUBLIC_FUNCTIONS, type PublicFunction } from './support/public-options.js';

interface OptionError extends Error {
  readonly code?: string;
}

/** What a call throws; nothing thrown is undefined. */
function thrownBy(call: () => unknown): OptionError | undefined {
  try {
    call();
  } catch (error) {
    return error as OptionError;
  }
  return undefined;
}

/** An error, or its absence, in one line. */
function told(error: OptionError | undefined): string {
  if (error === undefined) return 'accepted';
  const type = error instanceof RangeError ? 'RangeError' : error.constructor.name;
  return `${type} ${error.code ?? 'without code'} ${error.message}`;
}

/** What should come of a sample, in the same line. */
function verdict(where: string, name: string, kind: Kind, { name: value, shown }: Sample): string {
  if (value === 'undefined' ? !kind.required : kind.fits.includes(value)) return 'accepted';
  const expected = kind.says?.[value] ?? kind.expected;
  const code = kind.range?.includes(value)
    ? 'RangeError ERR_OUT_OF_RANGE'
    : 'TypeError ERR_INVALID_ARG_TYPE';
  return `${code} ${where}: "${name}" must be ${expected}; received ${shown}`;
}

/** Passes each sample for an argument or option; what did not come as it should, and what was started. */
function faults(
  { name: where, call }: PublicFunction,
  name: string,
  kind: Kind,
  argsFor: (value: unknown) => Readonly<Record<string, unknown>>,
): string[] {
  return SAMPLES.filter((sample) => !kind.apart?.includes(sample.name)).flatMap((sample) => {
    const probe = new Probe();
    const value = sample.make(probe.start);
    const received = told(thrownBy(() => call(argsFor(value), probe)));
    const wanted = verdict(where, name, kind, sample);
    return [
      ...(received === wanted ? [] : [`${sample.name}: ${received}, not: ${wanted}`]),
      ...(probe.started === 0 ? [] : [`${sample.name} has started something`]),
    ];
  });
}

describe('bad input', () => {
  it('should be looked at for every public function', () => {
    const functions = Object.entries(sluice)
      .filter(([, value]) => typeof value === 'function')
      .filter(([, value]) => value !== sluice.SluiceError)
      .filter(([, value]) => !(value.prototype instanceof Error))
      .map(([name]) => name);
    const takeAnything = ['classifyError', 'memoryStore'];
    // One has two values that may both be left out, and no options, the other begins at the call; their own
    // specs give them wrong ones.
    const elsewhere = ['debugLog', 'importRun'];
    const table = PUBLIC_FUNCTIONS.map(({ name }) => name);

    expect([...table, ...takeAnything, ...elsewhere].sort()).toEqual(functions.sort());
  });

  for (const subject of PUBLIC_FUNCTIONS) {
    const { name, positions, options, optionsAt, whole, beside, call } = subject;
    const known = Object.keys(options);
    const withOption = (option: string, value: unknown) => ({
      [optionsAt ?? '']: { ...beside?.(option), [option]: value },
    });

    describe(`of ${name}`, () => {
      for (const [position, kind] of Object.entries<Kind>(positions)) {
        const required = { ...kind, required: true };

        it(`should be refused as ${position}, unless it is ${kind.expected}`, () => {
          expect(faults(subject, position, required, (value) => ({ [position]: value }))).toEqual(
            [],
          );
        });

        if (kind.alsoFits) {
          it(`should not be seen in what is right as ${position}`, () => {
            const all = kind.alsoFits?.() ?? [];
            const calls = all.map((value) => () => call({ [position]: value }, new Probe()));

            expect(calls.map((each) => told(thrownBy(each)))).toEqual(all.map(() => 'accepted'));
          });
        }
      }

      for (const [option, kind] of Object.entries<Kind>(options)) {
        it(`should be refused as "${option}", unless it is ${kind.expected}`, () => {
          expect(faults(subject, option, kind, (value) => withOption(option, value))).toEqual([]);
        });

        if (kind.alsoFits) {
          it(`should not be seen in what is right as "${option}"`, () => {
            const all = kind.alsoFits?.() ?? [];
            const calls = all.map((value) => () => call(withOption(option, value), new Probe()));

            expect(calls.map((each) => told(thrownBy(each)))).toEqual(all.map(() => 'accepted'));
          });
        }

        it(`should let the error of a getter of "${option}" through, with nothing started`, () => {
          const error = new Error('getter');
          const probe = new Probe();
          const args = withOption(option, 1);
          Object.defineProperty(args[optionsAt ?? ''], option, {
            enumerable: true,
            get: () => {
              throw error;
            },
          });

          expect(thrownBy(() => call(args, probe))).toBe(error);
          expect(probe.started).toBe(0);
        });

        it(`should name "${option}" when that was meant`, () => {
          const misspelt = `${option.toUpperCase()}x`;
          const args = { [optionsAt ?? '']: { ...beside?.(undefined), [misspelt]: 1 } };

          expect(told(thrownBy(() => call(args, new Probe())))).toBe(
            `TypeError ERR_UNKNOWN_OPTION ${name}: unknown option "${misspelt}"; ` +
              `did you mean "${option}"?`,
          );
        });
      }

      if (optionsAt === undefined) return;

      const kind: Kind = whole ?? {
        expected: 'a plain object',
        fits: ['{}', 'Proxy', 'Object.create(null)'],
      };

      it(`should be refused as ${optionsAt}, unless it is ${kind.expected}`, () => {
        const required = { ...kind, required: whole !== undefined };

        expect(faults(subject, optionsAt, required, (value) => ({ [optionsAt]: value }))).toEqual(
          [],
        );
      });

      it('should be looked at for every option', () => {
        const args = { [optionsAt]: { ...beside?.(undefined), '!': 1 } };
        const message = thrownBy(() => call(args, new Probe()))?.message ?? '';

        expect(message).toBe(`${name}: unknown option "!"; it takes ${known.join(', ')}`);
      });

      it('should throw a TypeError for a revoked proxy, with nothing started', () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        const probe = new Probe();
        const calls = [optionsAt, ...Object.keys(positions)].map(
          (position) => () => call({ [position]: proxy }, probe),
        );

        expect(calls.map((each) => thrownBy(each) instanceof TypeError)).not.toContain(false);
        expect(probe.started).toBe(0);
      });

      it('should not be searched for in what options inherit', () => {
        const inherited = Object.create({ [known[0] ?? '']: 1 }) as object;

        expect(thrownBy(() => call({ [optionsAt]: inherited }, new Probe()))?.code).toBe(
          'ERR_INVALID_ARG_TYPE',
        );
      });
    });
  }
});

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
