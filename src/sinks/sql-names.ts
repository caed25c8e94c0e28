import type { OptionRule } from '../core/options.js';

const LONGEST = 128;

/** A name of a table or a column; it is quoted wherever it stands. */
export const sqlName: OptionRule = {
  expected: `a name of 1 to ${LONGEST} characters, none of them U+0000`,
  check: (value) => {
    if (typeof value !== 'string') return 'type';
    const fits = value !== '' && value.length <= LONGEST && !value.includes('\0');
    return fits && isWellFormed(value) ? 'ok' : 'range';
  },
};

/** One, or several that are different. */
export const sqlNames: OptionRule = {
  expected: 'the name of a column, or an array of such',
  check: (value) => {
    if (!Array.isArray(value)) return sqlName.check(value);
    const isSet = value.length > 0 && new Set(value).size === value.length;
    return isSet && value.every((name) => sqlName.check(name) === 'ok') ? 'ok' : 'range';
  },
};

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Half of a pair would be changed on its way to the database. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
