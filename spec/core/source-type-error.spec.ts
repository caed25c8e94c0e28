import { SluiceError } from '../../src/core/sluice-error.js';
import { SourceTypeError } from '../../src/core/source-type-error.js';

describe('SourceTypeError', () => {
  it('should carry what the source gave', () => {
    const received = { no: 'array' };
    const error = new SourceTypeError('fromSource: "pull" must give an array or null', received);

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('SourceTypeError');
    expect(error.code).toBe('ERR_SOURCE_TYPE');
    expect(error.received).toBe(received);
    expect(error.message).toBe('fromSource: "pull" must give an array or null');
  });
});
