import { Attempt } from '../../src/work/attempt.js';

describe('Attempt', () => {
  it('should have one signal, which aborts once', () => {
    const attempt = new Attempt(2);
    const { signal } = attempt;
    let aborted = 0;
    signal.addEventListener('abort', () => aborted++);

    expect([attempt.attempt, attempt.aborted, signal.aborted]).toEqual([2, false, false]);
    attempt.abort();
    attempt.abort();
    expect([attempt.aborted, signal.aborted, aborted]).toEqual([true, true, 1]);
    expect(attempt.signal).toBe(signal);
  });

  it('should have an aborted signal when it is first looked at afterwards', () => {
    const attempt = new Attempt(1);
    attempt.abort();

    expect(attempt.signal.aborted).toBeTrue();
  });

  it('should make no controller before its signal is looked at', () => {
    const made = spyOn(globalThis, 'AbortController').and.callThrough();
    const attempt = new Attempt(1);
    attempt.abort();
    expect(made).not.toHaveBeenCalled();

    expect(attempt.signal).toBe(attempt.signal);
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('should serve the next call too, unless its signal is in somebody’s hands', () => {
    const attempt = new Attempt(1);
    expect(attempt.next('a', 1)).toBe(attempt);

    const { signal } = attempt;
    const next = attempt.next('b', 2);
    next.abort();
    expect(next).not.toBe(attempt);
    expect(next.attempt).toBe(1);
    expect(signal.aborted).toBeFalse();
  });
});
