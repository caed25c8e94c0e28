import { asyncScheduler, EMPTY, of, queueScheduler, Subject } from 'rxjs';
import {
  boolean,
  callback,
  checkValue,
  duration,
  either,
  having,
  integer,
  observableInput,
  oneOf,
  plainObject,
  positive,
  readOptions,
  scheduler,
  type OptionRule,
} from '../../src/core/options.js';

/** What a call throws. */
function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('option rules', () => {
  const verdicts = (rule: OptionRule, ...values: readonly unknown[]) =>
    values.map((value) => rule.check(value)).join(' ');

  it('should let integer take whole numbers within its bounds', () => {
    expect(verdicts(integer(1), 1, 2, 2 ** 31 - 1)).toBe('ok ok ok');
    expect(verdicts(integer(1), 0, 1.5, NaN, Infinity, 2 ** 31)).toBe(
      'range range range range range',
    );
    expect(verdicts(integer(1), '1', 1n, null, undefined, Object(1), [1])).toBe(
      'type type type type type type',
    );
    expect(verdicts(integer(0), 0, -0, -1)).toBe('ok ok range');
    expect(verdicts(integer(1, 10), 10, 11)).toBe('ok range');
  });

  it('should let integer take Infinity only where it is asked to', () => {
    expect(verdicts(integer(1, undefined, true), Infinity, -Infinity, NaN, 0, 1.5)).toBe(
      'ok range range range range',
    );
  });

  it('should let positive take what is above 0, Infinity included', () => {
    expect(verdicts(positive, Number.MIN_VALUE, 1.5, Infinity)).toBe('ok ok ok');
    expect(verdicts(positive, 0, -0, -1, NaN, -Infinity)).toBe('range range range range range');
    expect(verdicts(positive, '1', 1n, null)).toBe('type type type');
  });

  it('should let duration take what a timer can hold', () => {
    expect(verdicts(duration(1), 1, 1.5, 2 ** 31 - 1)).toBe('ok ok ok');
    expect(verdicts(duration(1), 0, 0.5, -1, NaN, Infinity, 2 ** 31)).toBe(
      'range range range range range range',
    );
    expect(verdicts(duration(0), 0, '0')).toBe('ok type');
  });

  it('should let boolean and callback take nothing that is only like one', () => {
    expect(verdicts(boolean, true, false)).toBe('ok ok');
    expect(verdicts(boolean, 0, 1, '', 'true', null, Object(true))).toBe(
      'type type type type type type',
    );
    expect(
      verdicts(
        callback,
        () => 1,
        async () => 1,
        class {
          readonly a = 1;
        },
      ),
    ).toBe('ok ok ok');
    expect(verdicts(callback, {}, 'x', null)).toBe('type type type');
  });

  it('should let oneOf take the listed words, and no name that every object has', () => {
    const rule = oneOf('error', 'dropOldest');

    expect(verdicts(rule, 'error', 'dropOldest')).toBe('ok ok');
    expect(verdicts(rule, 'Error', '', '__proto__', 'constructor')).toBe('range range range range');
    expect(verdicts(rule, 0, null, ['error'], Object('error'))).toBe('type type type type');
    expect(rule.expected).toBe('one of "error", "dropOldest"');
  });

  it('should let having take whatever has the methods, own or inherited', () => {
    class Inherited {
      open(): void {}
    }
    const rule = having('a door', 'open');

    expect(
      verdicts(
        rule,
        { open: () => 1 },
        new Inherited(),
        Object.assign(() => 1, { open }),
      ),
    ).toBe('ok ok ok');
    expect(verdicts(rule, {}, { open: true }, null, undefined, 'open')).toBe(
      'type type type type type',
    );
    function open(): void {}
  });

  it('should let either take what one of its rules takes, and say range before type', () => {
    const rule = either('a number or true', integer(1), boolean);

    expect(verdicts(rule, 1, true, 0, 'x')).toBe('ok ok range type');
  });

  it('should let scheduler take what has a clock and timers', () => {
    expect(verdicts(scheduler, asyncScheduler, queueScheduler)).toBe('ok ok');
    expect(verdicts(scheduler, {}, Date, { now: () => 0 }, null)).toBe('type type type type');
  });

  it('should let observableInput take what RxJS takes, a string excepted, without subscribing', () => {
    const subject$ = new Subject<void>();

    expect(
      verdicts(observableInput, of(1), EMPTY, [], new Set(), Promise.resolve(), subject$),
    ).toBe('ok ok ok ok ok ok');
    expect(verdicts(observableInput, 'abc', 5, {}, null, undefined, () => of(1))).toBe(
      'type type type type type type',
    );
    expect(subject$.observed).toBeFalse();
  });

  it('should let plainObject take literals, and nothing with a class', () => {
    expect(verdicts(plainObject, {}, { a: 1 }, Object.create(null), new Proxy({}, {}))).toBe(
      'ok ok ok ok',
    );
    expect(
      verdicts(plainObject, [], new Map(), new Date(), Object(1), Object.create({ a: 1 }), () => 1),
    ).toBe('type type type type type type');
    expect(verdicts(plainObject, null, undefined, 1, 'x')).toBe('type type type type');
  });
});

describe('checkValue', () => {
  const messageFor = (value: unknown, rule: OptionRule) =>
    (thrownBy(() => checkValue('op', 'n', value, rule)) as Error | undefined)?.message;

  it('should be silent about a value that fits', () => {
    expect(messageFor(1, integer(1))).toBeUndefined();
  });

  it('should throw a TypeError for the wrong type and a RangeError for the wrong value', () => {
    expect(thrownBy(() => checkValue('op', 'n', '1', integer(1)))).toBeInstanceOf(TypeError);
    expect(thrownBy(() => checkValue('op', 'n', 0, integer(1)))).toBeInstanceOf(RangeError);
  });

  it('should say what is expected, and name the upper bound to who is above it', () => {
    expect(messageFor(0, integer(1))).toBe('op: "n" must be an integer >= 1; received 0 (number)');
    expect(messageFor(2 ** 31, integer(1))).toBe(
      'op: "n" must be an integer from 1 to 2147483647; received 2147483648 (number)',
    );
    expect(messageFor(Infinity, integer(1))).toBe(
      'op: "n" must be an integer from 1 to 2147483647; received Infinity (number)',
    );
    expect(messageFor(0, integer(1, undefined, true))).toBe(
      'op: "n" must be an integer >= 1, or Infinity; received 0 (number)',
    );
    expect(messageFor(2 ** 31, integer(1, undefined, true))).toBe(
      'op: "n" must be an integer from 1 to 2147483647, or Infinity; received 2147483648 (number)',
    );
    expect(messageFor(11, integer(1, 10))).toBe(
      'op: "n" must be an integer from 1 to 10; received 11 (number)',
    );
  });
});

describe('readOptions', () => {
  interface Options {
    readonly size?: number | undefined;
    readonly done?: (() => void) | undefined;
  }
  const rules = { size: integer(1), done: callback };
  const read = (options: unknown) => readOptions<Options>('op', options, rules);

  it('should give a frozen copy', () => {
    const options = { size: 2 };
    const copy = read(options);
    options.size = 3;

    expect(copy).toEqual({ size: 2 });
    expect(Object.isFrozen(copy)).toBeTrue();
    expect(Object.isFrozen(read(undefined))).toBeTrue();
  });

  it('should take undefined as absent, and null as a wrong value', () => {
    expect(read(undefined)).toEqual({});
    expect(Object.keys(read({ size: undefined }))).toEqual([]);
    expect(thrownBy(() => read({ size: null }))).toBeInstanceOf(TypeError);
    expect((thrownBy(() => read(null)) as Error).message).toBe(
      'op: "options" must be a plain object; received null',
    );
  });

  it('should read each option once', () => {
    let reads = 0;
    const options = {
      get size() {
        return ++reads;
      },
    };

    expect(read(options)).toEqual({ size: 1 });
    expect(reads).toBe(1);
  });

  it('should let the error of a getter through', () => {
    const error = new Error('getter');
    const options = {
      get size(): number {
        throw error;
      },
    };

    expect(thrownBy(() => read(options))).toBe(error);
  });

  it('should refuse names that it does not know, symbols and inherited names of objects included', () => {
    const unknown = (options: object) => (thrownBy(() => read(options)) as Error).message;

    expect(unknown({ sise: 1 })).toBe('op: unknown option "sise"; did you mean "size"?');
    expect(unknown({ sise: undefined })).toContain('unknown option "sise"');
    expect(unknown({ constructor: 1 })).toContain('unknown option "constructor"');
    expect(unknown({ ['__proto__']: 1 })).toContain('unknown option "__proto__"');
    expect(unknown({ [Symbol('s')]: 1 })).toContain('unknown option "Symbol(s)"');
  });

  it('should name options that stand in an option by their path', () => {
    const within = (options: unknown) => {
      const error = thrownBy(() => readOptions<Options>('op', options, rules, 'each'));
      return (error as Error).message;
    };

    expect(within({ sise: 1 })).toBe('op: unknown option "each.sise"; did you mean "each.size"?');
    expect(within({ q: 1 })).toBe('op: unknown option "each.q"; it takes each.size, each.done');
    expect(within({ size: 0 })).toContain('op: "each.size" must be');
    expect(within([])).toContain('op: "each" must be a plain object');
  });

  it('should not see what another library has put on Object.prototype', () => {
    const shared = Object.prototype as { size?: unknown };
    Object.defineProperty(shared, 'size', { value: 'x', configurable: true, enumerable: true });
    try {
      expect(read({}).size).toBeUndefined();
      expect(read(undefined).size).toBeUndefined();
    } finally {
      delete shared.size;
    }
  });

  it('should read through a proxy', () => {
    expect(read(new Proxy({ size: 2 }, {}))).toEqual({ size: 2 });
  });
});
