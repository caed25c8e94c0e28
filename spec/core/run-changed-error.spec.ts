import { RunChangedError } from '../../src/core/run-changed-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('RunChangedError', () => {
  it('should say what differs, and what to do', () => {
    const error = new RunChangedError('enrich-2026', { identity: 'position' }, { identity: 'key' });

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('RunChangedError');
    expect(error.code).toBe('ERR_RUN_CHANGED');
    expect([error.runId, error.stored, error.given]).toEqual([
      'enrich-2026',
      { identity: 'position' },
      { identity: 'key' },
    ]);
    expect(error.message).toBe(
      'the run "enrich-2026" was made with {"identity":"position"}, not with {"identity":"key"}; ' +
        "resume it unchanged, choose another runId, or pass resume: 'force'",
    );
  });
});
