import { SluiceError } from '../../src/core/sluice-error.js';
import { InputError } from '../../src/sources/input-error.js';

describe('InputError', () => {
  it('should name the file and the problem', () => {
    const cause = new Error('crc');
    const error = new InputError('a.gz', 'is damaged', cause);

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['InputError', 'ERR_INPUT']);
    expect([error.message, error.file]).toEqual(['a.gz: is damaged', 'a.gz']);
    expect(error.cause).toBe(cause);
  });

  it('should do without a name and a cause', () => {
    const error = new InputError(undefined, 'is damaged');

    expect([error.message, error.file]).toEqual(['input: is damaged', undefined]);
    expect('cause' in error).toBeFalse();
  });
});
