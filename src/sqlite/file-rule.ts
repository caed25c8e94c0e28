import type { OptionRule } from '../core/options.js';

/** What names a file. */
export const fileRule: OptionRule = {
  expected: 'the path of a file',
  check: (value) => {
    if (typeof value !== 'string') return 'type';
    return value === '' || value.includes('\0') ? 'range' : 'ok';
  },
};
