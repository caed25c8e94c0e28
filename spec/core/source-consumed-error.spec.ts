import { SluiceError } from '../../src/core/sluice-error.js';
import { SourceConsumedError } from '../../src/core/source-consumed-error.js';

describe('SourceConsumedError', () => {
  it('should say that a function would make the source anew', () => {
    const error = new SourceConsumedError();

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('SourceConsumedError');
    expect(error.code).toBe('ERR_SOURCE_CONSUMED');
    expect(error.message).toContain('has been read before');
    expect(error.message).toContain('fromSource(() => makeSource())');
  });
});
