import { BufferOverflowError } from '../../src/core/buffer-overflow-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('BufferOverflowError', () => {
  it('should say who ran over, by how much, and what to do', () => {
    const error = new BufferOverflowError('processChunks', 1001, 1000);

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('BufferOverflowError');
    expect(error.code).toBe('ERR_BUFFER_OVERFLOW');
    expect(error.operator).toBe('processChunks');
    expect(error.held).toBe(1001);
    expect(error.limit).toBe(1000);
    expect(error.message).toBe(
      'processChunks: 1001 values arrived while its gate was closed, 1000 may wait; ' +
        'read the source with fromSource(source, { buffer, overflow })',
    );
  });
});
