import { SluiceError } from '../../../src/core/sluice-error.js';
import { ConfigError } from '../../../src/node/config/config-error.js';

describe('ConfigError', () => {
  it('should name the place as editors do, and carry it', () => {
    const error = new ConfigError({ file: 'a.yaml', line: 3, column: 7 }, 'no');
    expect(error).toBeInstanceOf(SluiceError);
    const { name, code, message, file, line, column } = error;
    expect([name, code, message]).toEqual(['ConfigError', 'ERR_CONFIG', 'a.yaml:3:7: no']);
    expect([file, line, column]).toEqual(['a.yaml', 3, 7]);
    expect('cause' in error).toBeFalse();
  });

  it('should name the file alone where it concerns all of it, and tell the cause', () => {
    const cause = new Error('why');
    const error = new ConfigError({ file: 'a.yaml' }, 'no', cause);
    expect([error.message, error.line, error.column]).toEqual(['a.yaml: no', undefined, undefined]);
    expect(error.cause).toBe(cause);
  });
});
