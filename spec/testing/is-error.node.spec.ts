import { runInNewContext } from 'node:vm';
import { isError } from '../../src/testing/is-error.js';

describe('isError', () => {
  it('should know errors, also those of another realm', () => {
    const foreign: unknown = runInNewContext('new TypeError("a")');
    expect(foreign instanceof Error).toBeFalse();
    const errors = [new Error('a'), new RangeError('a'), new DOMException('a'), foreign];

    expect(errors.map(isError)).toEqual([true, true, true, true]);
    expect([{ message: 'a' }, 'Error', null, undefined].map(isError)).not.toContain(true);
  });
});
