import { explain } from '../../src/cli/explain.js';
import { RunChangedError } from '../../src/core/run-changed-error.js';
import { RunExistsError } from '../../src/core/run-exists-error.js';
import { RunLockedError } from '../../src/core/run-locked-error.js';
import { StoreCorruptError } from '../../src/core/store-corrupt-error.js';
import { StoreFormatError } from '../../src/core/store-format-error.js';
import { StoreVersionError } from '../../src/core/store-version-error.js';
import { StoreWriteError } from '../../src/core/store-write-error.js';
import { InputError } from '../../src/sources/input-error.js';
import { NOON } from './support/shell.js';

describe('explain', () => {
  it('should say who writes a run', () => {
    const holder = { pid: 7, host: 'box', since: NOON };
    expect(explain(new RunLockedError('a', holder))).toEqual([
      'The run "a" is being written by process 7 on box, since 2026-11-23 12:00:00 UTC.',
      'Wait until it has ended, or stop it. If it runs on a host that is gone, remove its lock.* file.',
    ]);
  });

  it('should say what happened, with its code, and what to do', () => {
    const full = new StoreWriteError('f', 'ENOSPC', undefined);
    const cases: readonly (readonly [unknown, string, string])[] = [
      [full, 'f could not be written: ENOSPC (ERR_STORE_WRITE)', 'Free some space and resume'],
      [
        new StoreWriteError('f', 'EROFS', undefined),
        'EROFS (ERR_STORE_WRITE)',
        'Mend that and resume',
      ],
      [
        new StoreCorruptError('f', 9, 'bad'),
        'f is damaged at byte 9: bad (',
        '"sluice verify" tells',
      ],
      [new StoreVersionError('f', 9, 1), 'version 9; ', 'Update sluice'],
      [new StoreFormatError('f', 'cbor', 'json'), '(ERR_STORE_FORMAT)', '--result-format binary.'],
      [new StoreFormatError('f', 'json', 'cbor'), '(ERR_STORE_FORMAT)', '--result-format json.'],
      [new RunChangedError('a', 1, 2), '(ERR_RUN_CHANGED)', 'another --run-id'],
      [new RunExistsError('a'), 'The run "a" has been begun meanwhile.', 'Resume it'],
      [new InputError('f', 'changed'), 'f: changed (ERR_INPUT)', 'a new --run-id'],
    ];
    for (const [error, what, advice] of cases) {
      const [first, second, ...others] = explain(error);
      expect(first).toContain(what);
      expect(second).toContain(advice);
      expect(others).toEqual([]);
    }
  });

  it('should show any other error on one line, and none of its stack', () => {
    expect(explain(new RangeError('a\nb'))).toEqual(['RangeError: a\\nb']);
    expect(explain(undefined)).toEqual(['undefined']);
    expect(explain({ code: 'constructor' })).toEqual(['[object Object]']);
    expect(explain({ code: 'ERR_RUN_LOCKED', runId: 'a' })[0]).toContain('by another process.');
  });

  it('should show nothing that a terminal obeys', () => {
    expect(explain(new StoreCorruptError('a\x1b[2J', 1, 'x'))[0]).toContain('a\\x1b[2J is damaged');
  });
});
