import { throwError } from 'rxjs';
import { claimWarnings, expectUnhandled } from './claims.js';

describe('claims', () => {
  it('should take what a spec claims off the list of failures', async () => {
    throwError(() => 'first').subscribe();
    throwError(() => 'second').subscribe();
    console.warn('mind', 2);
    await new Promise((resolve) => setTimeout(resolve));

    expectUnhandled('first', 'second');
    expect(claimWarnings()).toEqual(['mind 2']);
    expect(claimWarnings()).toEqual([]);
  });
});
