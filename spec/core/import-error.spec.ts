import { ImportError } from '../../src/core/import-error.js';

describe('ImportError', () => {
  it('should tell the line, and what is wrong there', () => {
    const cause = new SyntaxError('odd');
    const error = new ImportError(3, 'it is no object', { cause });

    expect(error.name).toBe('ImportError');
    expect(error.code).toBe('ERR_IMPORT');
    expect(error.message).toBe('line 3: it is no object');
    expect([error.line, error.problem, error.cause]).toEqual([3, 'it is no object', cause]);
  });
});
