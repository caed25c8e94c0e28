import { RunLockedError } from '../../src/core/run-locked-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

const HOLDER = { pid: 4711, host: 'worker-3', since: Date.UTC(2026, 0, 2, 3, 4, 5) };

describe('RunLockedError', () => {
  it('should say who writes the run, where, and since when', () => {
    const error = new RunLockedError('enrich-2026', HOLDER);

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('RunLockedError');
    expect(error.code).toBe('ERR_RUN_LOCKED');
    expect(error.runId).toBe('enrich-2026');
    expect(error.holder).toBe(HOLDER);
    expect(error.message).toBe(
      'the run "enrich-2026" is being written by process 4711 on worker-3, ' +
        'since 2026-01-02T03:04:05.000Z',
    );
  });
});
