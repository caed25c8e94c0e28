import type { OptionRule } from '../core/options.js';

/** Names a run in a store, and in some stores a folder or a file. */
export const runIdRule: OptionRule = {
  expected: 'a name of letters, digits, ".", "_" and "-", at most 128, beginning with no sign',
  check: (value) => {
    if (typeof value !== 'string') return 'type';
    return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(value) ? 'ok' : 'range';
  },
};
