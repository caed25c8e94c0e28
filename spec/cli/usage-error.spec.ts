import { UsageError } from '../../src/cli/usage-error.js';

describe('UsageError', () => {
  it('should have all of its lines, the first as its message', () => {
    const error = new UsageError(['There is no run "a".', 'To begin it: sluice run']);

    expect(error.name).toBe('UsageError');
    expect(error.message).toBe('There is no run "a".');
    expect(error.lines).toEqual(['There is no run "a".', 'To begin it: sluice run']);
  });
});
