import { exitCodeOf } from '../../src/node/exit-code-of.js';
import { SignalReceivedError } from '../../src/node/signal-received-error.js';

describe('exitCodeOf', () => {
  it('should be 0 for a run that is done, and 3 where items have no value', () => {
    expect(exitCodeOf({ state: 'completed' })).toBe(0);
    expect(exitCodeOf({ state: 'completed', stats: { failed: 0 } })).toBe(0);
    expect(exitCodeOf({ state: 'completed', stats: { failed: 1 } })).toBe(3);
  });

  it('should be 1 for one that failed', () => {
    expect(exitCodeOf({ state: 'failed', error: new Error('why') })).toBe(1);
  });

  it('should be 75 for one that stopped before its end', () => {
    expect(exitCodeOf({ state: 'drained', stats: { failed: 2 } })).toBe(75);
    expect(exitCodeOf({ state: 'aborted', error: new Error('no more') })).toBe(75);
  });

  it('should name the second signal by its number', () => {
    const code = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') =>
      exitCodeOf({ state: 'aborted', error: new SignalReceivedError(signal) });
    expect([code('SIGINT'), code('SIGTERM'), code('SIGHUP')]).toEqual([130, 143, 129]);
  });
});
