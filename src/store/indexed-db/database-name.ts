import type { OptionRule } from '../../core/options.js';

export const databaseName: OptionRule = {
  expected: 'the name of a database',
  check: (value) => {
    if (typeof value !== 'string') return 'type';
    return value === '' ? 'range' : 'ok';
  },
};
