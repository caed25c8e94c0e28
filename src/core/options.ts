import { from, type ObservableInput } from 'rxjs';
import { invalidType, outOfRange, unknownOption } from './option-error.js';

/** What an option takes: its words for the message, and a verdict on a value. */
export interface OptionRule {
  readonly expected: string;
  check(value: unknown): 'ok' | 'type' | 'range';
}

/** Timers of every platform overflow above this many milliseconds. */
const LONGEST_DURATION = 2_147_483_647;

const verdict = (fits: boolean): 'ok' | 'range' => (fits ? 'ok' : 'range');

/** A whole number from `min` to `max`; `infinity: true` also lets Infinity pass. */
export function integer(min: number, max = 2 ** 31 - 1, infinity = false): OptionRule {
  return {
    expected:
      max === 2 ** 31 - 1
        ? `an integer >= ${min}${infinity ? ', or Infinity' : ''}`
        : `an integer from ${min} to ${max}`,
    check: (value) =>
      typeof value !== 'number'
        ? 'type'
        : verdict(
            (infinity && value === Infinity) ||
              (Number.isInteger(value) && value >= min && value <= max),
          ),
  };
}

/** A weight or a number of bytes: above 0, Infinity meaning no limit. */
export const positive: OptionRule = {
  expected: 'a number > 0, or Infinity',
  check: (value) => (typeof value === 'number' ? verdict(value > 0) : 'type'),
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

/** Throws unless `value` keeps the rule. */
export function checkValue(where: string, name: string, value: unknown, rule: OptionRule): void {
  const result = rule.check(value);
  if (result === 'type') throw invalidType(where, name, rule.expected, value);
  if (result === 'range') throw outOfRange(where, name, rule.expected, value);
}

type Rules<O> = { readonly [K in keyof O]-?: OptionRule };

/**
 * Reads an options object once, by its rules, and returns a frozen copy. Wrong values, unknown names
 * and anything but a plain object throw here, at the call; `undefined` counts as absent, `null` does
 * not.
 */
export function readOptions<O extends object>(where: string, options: unknown, rules: Rules<O>): O {
  if (options === undefined) return Object.freeze({}) as O;
  if (!isPlainObject(options)) throw invalidType(where, 'options', 'a plain object', options);
  const read: Record<string, unknown> = {};
  for (const name of Reflect.ownKeys(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof O] : undefined;
    if (rule === undefined) throw unknownOption(where, String(name), Object.keys(rules));
    const value = (options as Record<PropertyKey, unknown>)[name];
    if (value === undefined) continue;
    checkValue(where, String(name), value, rule);
    read[name as string] = value;
  }
  return Object.freeze(read) as O;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
