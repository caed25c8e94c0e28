import { MissingPeerError } from '../../src/core/missing-peer-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('MissingPeerError', () => {
  it('should name the function, the package and the line that installs it', () => {
    const cause = new Error('not found');
    const error = new MissingPeerError('readCsv', 'papaparse', '5', cause);

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['MissingPeerError', 'ERR_MISSING_PEER']);
    expect(error.message).toBe('readCsv needs the package papaparse: npm install papaparse@5');
    expect([error.peer, error.cause]).toEqual(['papaparse', cause]);
  });
});
