import { nearestName } from '../../src/cli/nearest-name.js';

describe('nearestName', () => {
  const known = ['contacts', 'results', 'run'];

  it('should find a name that is a slip away', () => {
    expect(nearestName('contcts', known)).toBe('contacts');
    expect(nearestName('resluts', known)).toBe('results');
  });

  it('should find one of the same letters', () => {
    expect(nearestName('nur', known)).toBe('run');
  });

  it('should propose nothing that is far away', () => {
    expect(nearestName('verify', known)).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
  });
});
