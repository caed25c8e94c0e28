import { SluiceError } from '../../src/core/sluice-error.js';
import { SAMPLES, type Kind, type Sample } from './bad-values.js';
import { Probe, type PublicFunction } from './public-options.js';

interface OptionError extends Error {
  readonly code?: string;
}

/** What a call throws; nothing thrown is undefined. */
export function thrownBy(call: () => unknown): OptionError | undefined {
  try {
    call();
  } catch (error) {
    return error as OptionError;
  }
  return undefined;
}

/** An error, or its absence, in one line. */
export function told(error: OptionError | undefined): string {
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

/**
 * Each wrong value for each argument and option of what a module exports is refused at the call, by the
 * error that names it, with nothing started.
 *
 * @param elsewhere functions whose own specs give them wrong values, or that take anything.
 */
export function describeBadInput(
  name: string,
  module: object,
  table: readonly PublicFunction[],
  elsewhere: readonly string[] = [],
): void {
  describe(name, () => {
    it('should be looked at for every public function', () => {
      const functions = Object.entries(module as Readonly<Record<string, unknown>>)
        .filter(([, value]) => typeof value === 'function' && !isErrorClass(value))
        .map(([each]) => each);

      expect([...table.map((each) => each.name), ...elsewhere].sort()).toEqual(functions.sort());
    });

    for (const subject of table) {
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
}

function isErrorClass(value: object): boolean {
  return value === SluiceError || ('prototype' in value && value.prototype instanceof Error);
}
