import { readTimeouts } from '../../src/work/timeouts.js';

describe('readTimeouts', () => {
  it('should take a number for that of an attempt', () => {
    expect(readTimeouts('f', 5)).toEqual({ attempt: 5 });
  });

  it('should limit nothing that is not named', () => {
    expect({ ...readTimeouts('f', undefined) }).toEqual({});
    expect({ ...readTimeouts('f', { chunk: 7, run: undefined }) }).toEqual({ chunk: 7 });
  });

  it('should name what is wrong by its path', () => {
    expect(() => readTimeouts('f', { run: 0.5 })).toThrowError(
      RangeError,
      'f: "timeout.run" must be a number of milliseconds from 1 to 2147483647; received 0.5 (number)',
    );
  });
});
