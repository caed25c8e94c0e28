import { from, type ObservableInput } from 'rxjs';
import { invalidType, outOfRange, unknownOption } from './option-error.js';

/** What an option takes: its words for the message, and a verdict on a value. */
export interface OptionRule {
  readonly expected: string;
  check(value: unknown): 'ok' | 'type' | 'range';
  /** Said in place of `expected` to a value above a bound that `expected` leaves out. */
  readonly bound?: { readonly max: number; readonly expected: string };
}

const MOST = 2 ** 31 - 1;
/** Timers of every platform overflow above this many milliseconds. */
const LONGEST_DURATION = 2 ** 31 - 1;

const verdict = (fits: boolean): 'ok' | 'range' => (fits ? 'ok' : 'range');

/** A whole number from `min` to `max`; `infinity: true` also lets Infinity pass. */
export function integer(min: number, max = MOST, infinity = false): OptionRule {
  const orInfinity = infinity ? ', or Infinity' : '';
  const bounded = `an integer from ${min} to ${max}${orInfinity}`;
  return {
    expected: max === MOST ? `an integer >= ${min}${orInfinity}` : bounded,
    check: (value) =>
      typeof value !== 'number'
        ? 'type'
        : verdict(
            (infinity && value === Infinity) ||
              (Number.isInteger(value) && value >= min && value <= max),
          ),
    bound: { max, expected: bounded },
  };
}

/** A weight or a number of bytes: above 0, Infinity meaning no limit. */
export const positive: OptionRule = {
  expected: 'a number > 0, or Infinity',
  check: (value) => (typeof value === 'number' ? verdict(value > 0) : 'type'),
};

/** A part of a whole. */
export const ratio: OptionRule = {
  expected: 'a number from 0 to 1',
  check: (value) => {
    if (typeof value !== 'number') return 'type';
    return value >= 0 && value <= 1 ? 'ok' : 'range';
  },
};

/** Milliseconds that a timer can hold. */
export function duration(min: number): OptionRule {
  return {
    expected: `a number of milliseconds from ${min} to ${LONGEST_DURATION}`,
    check: (value) =>
      typeof value === 'number' ? verdict(value >= min && value <= LONGEST_DURATION) : 'type',
  };
}

export const boolean: OptionRule = {
  expected: 'a boolean',
  check: (value) => (typeof value === 'boolean' ? 'ok' : 'type'),
};

export const callback: OptionRule = {
  expected: 'a function',
  check: (value) => (typeof value === 'function' ? 'ok' : 'type'),
};

/** One of the listed words. */
export function oneOf(...words: readonly string[]): OptionRule {
  return {
    expected: `one of ${words.map((word) => JSON.stringify(word)).join(', ')}`,
    check: (value) => (typeof value === 'string' ? verdict(words.includes(value)) : 'type'),
  };
}

/** An object that has the named methods. */
export function having(expected: string, ...methods: readonly string[]): OptionRule {
  return {
    expected,
    check: (value) => {
      if (typeof value !== 'object' && typeof value !== 'function') return 'type';
      if (value === null) return 'type';
      const target = value as Record<string, unknown>;
      return methods.every((method) => typeof target[method] === 'function') ? 'ok' : 'type';
    },
  };
}

/** The first rule that is content decides; a value of the right type for one of them is out of range. */
export function either(expected: string, ...rules: readonly OptionRule[]): OptionRule {
  return {
    expected,
    check: (value) => {
      const verdicts = rules.map((rule) => rule.check(value));
      if (verdicts.includes('ok')) return 'ok';
      return verdicts.includes('range') ? 'range' : 'type';
    },
  };
}

/** The scheduler that every operator with timers or durations takes. */
export const scheduler = having('a SchedulerLike', 'now', 'schedule');

/** Ends what it is given to, when it aborts. */
export const abortSignal = having('an AbortSignal', 'addEventListener', 'removeEventListener');

/** What RxJS's `from` takes; a string is refused, since nobody means its characters. */
export const observableInput: OptionRule = {
  expected: 'an ObservableInput',
  check: (value) => {
    if (typeof value === 'string') return 'type';
    try {
      from(value as ObservableInput<unknown>);
      return 'ok';
    } catch {
      return 'type';
    }
  },
};

/** An object literal, or what is as plain: options, where something else is taken besides. */
export const plainObject: OptionRule = {
  expected: 'a plain object',
  check: (value) => (isPlainObject(value) ? 'ok' : 'type'),
};

/** Throws unless `value` keeps the rule. */
export function checkValue(where: string, name: string, value: unknown, rule: OptionRule): void {
  const result = rule.check(value);
  const { bound, expected } = rule;
  if (result === 'type') throw invalidType(where, name, expected, value);
  if (result === 'ok') return;
  const above = bound !== undefined && (value as number) > bound.max;
  throw outOfRange(where, name, above ? bound.expected : expected, value);
}

type Rules<O> = { readonly [K in keyof O]-?: OptionRule };

/**
 * Reads an options object once, by its rules, and returns a frozen copy. Wrong values, unknown names
 * and anything but a plain object throw here, at the call; `undefined` counts as absent, `null` does
 * not. Options that stand in an option, `within`, are named by their path.
 */
export function readOptions<O extends object>(
  where: string,
  options: unknown,
  rules: Rules<O>,
  within?: string,
): O {
  const path = within === undefined ? '' : `${within}.`;
  // Without a prototype: what somebody has put on Object.prototype is no option of ours.
  const read = Object.create(null) as Record<string, unknown>;
  if (options === undefined) return Object.freeze(read) as O;
  checkValue(where, within ?? 'options', options, plainObject);
  for (const name of Reflect.ownKeys(options as object)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof O] : undefined;
    if (rule === undefined) throw unknownOption(where, String(name), Object.keys(rules), path);
    const value = (options as Record<PropertyKey, unknown>)[name];
    if (value === undefined) continue;
    checkValue(where, path + String(name), value, rule);
    read[name as string] = value;
  }
  return Object.freeze(read) as O;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
