import { SluiceError } from '../../src/core/sluice-error.js';
import { TargetFailedError } from '../../src/core/target-failed-error.js';

describe('TargetFailedError', () => {
  it('should name the target, its position, the reason, and the option that made it the end', () => {
    const target = { id: 7 };
    const reason = new Error('no');
    const error = new TargetFailedError(target, 3, reason);

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['TargetFailedError', 'ERR_TARGET_FAILED']);
    expect([error.target, error.position, error.cause]).toEqual([target, 3, reason]);
    expect(error.message).toBe('target 3 failed, and "enableErrorRecovery" is false');
  });

  it('should have a cause also where the reason is nothing', () => {
    expect(Object.hasOwn(new TargetFailedError('a', 0, undefined), 'cause')).toBeTrue();
  });
});
