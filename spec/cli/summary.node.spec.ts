import { paintFor } from '../../src/cli/paint.js';
import { summaryOf, type Result } from '../../src/cli/summary.js';
import { FakeOutput } from './support/shell.js';

const plain = paintFor({}, new FakeOutput());
const result: Result = {
  runId: 'contacts',
  how: 'done',
  elapsed: 12_300,
  items: 1000,
  failed: 0,
  failedBefore: 0,
  reasons: { groups: [], others: 0 },
};

describe('summaryOf', () => {
  it('should say how it ended, and what is stored', () => {
    const lines = (change: Partial<Result>) => summaryOf({ ...result, ...change }, plain);
    expect(lines({})).toEqual(['contacts: done after 12 s', '1,000 stored: 1,000 ok, 0 failed']);
    expect(lines({ how: 'stopped', items: 1, failed: 1 })).toEqual([
      'contacts: stopped after 12 s',
      '1 stored: 0 ok, 1 failed',
    ]);
    expect(lines({ how: 'aborted' })[0]).toBe('contacts: stopped at once after 12 s');
    expect(lines({ how: 'failed', failed: 30, failedBefore: 10 })).toEqual([
      'contacts: failed after 12 s',
      '1,000 stored: 970 ok, 30 failed',
      '10 of these failed earlier',
    ]);
  });

  it('should list the reasons with their counts in a column', () => {
    const reasons = {
      groups: [
        { text: 'Error: a', count: 1200 },
        { text: 'b', count: 7 },
      ],
      others: 12,
    };
    expect(summaryOf({ ...result, reasons }, plain).slice(2)).toEqual([
      '  1,200  Error: a',
      '      7  b',
      '     12  others',
    ]);
  });

  it('should colour the counts where there are colours', () => {
    const paint = paintFor({ FORCE_COLOR: '1' }, new FakeOutput());
    expect(summaryOf({ ...result, failed: 1 }, paint)[1]).toContain(
      '\x1b[32m999 ok\x1b[39m, \x1b[31m1 failed\x1b[39m',
    );
    expect(summaryOf(result, paint).join()).not.toContain('\x1b[31m');
  });
});
