import { VirtualTimeScheduler, from, of } from 'rxjs';
import { checkValue } from '../../../src/core/options.js';
import { classifyError } from '../../../src/work/retry/classify-error.js';
import { readRetry, retryRule, type RetryOptions } from '../../../src/work/retry/retry-options.js';

const messageOf = (value: unknown) => {
  try {
    checkValue('f', 'retry', value, retryRule);
    readRetry('f', value as RetryOptions);
  } catch (error) {
    const { code, message } = error as Error & { readonly code: string };
    return `${code} ${message}`;
  }
  return 'accepted';
};

/** When the wait before a retry is over, in virtual ms. */
function waitOf(value: number | RetryOptions, retryCount: number): number {
  const scheduler = new VirtualTimeScheduler();
  let now = NaN;
  const { delay } = readRetry('f', value, scheduler)!;
  from(delay(new Error('x'), retryCount)).subscribe(() => (now = scheduler.now()));
  scheduler.flush();
  return now;
}

describe('readRetry', () => {
  it('should not retry where nothing is said', () => {
    expect(readRetry('f', undefined)).toBeUndefined();
  });

  it('should take a number for the count', () => {
    expect(readRetry('f', 5)!.count).toBe(5);
    expect(readRetry('f', 0)!.count).toBe(0);
    expect(readRetry('f', Infinity)!.count).toBe(Infinity);
  });

  it('should make every choice that is left open', () => {
    const read = readRetry('f', {})!;
    expect([read.count, read.budget, read.classify]).toEqual([3, undefined, classifyError]);
    spyOn(Math, 'random').and.returnValue(1);
    expect([waitOf({}, 1), waitOf({}, 2), waitOf(2, 3)]).toEqual([200, 400, 800]);
  });

  it('should take each choice that was made', () => {
    const classify = () => 'fatal' as const;
    const delay = () => of(1);
    const read = readRetry('f', { count: 7, delay, budget: 0.2, classify, resetOnSuccess: true })!;
    expect(read).toEqual({ count: 7, delay, budget: 0.2, classify });
    expect([waitOf({ delay: 5 }, 1), waitOf({ delay: 5 }, 9), waitOf({ delay: 0 }, 1)]).toEqual([
      5, 5, 0,
    ]);
  });

  it('should take a number or options, and nothing else', () => {
    const expected = 'an integer >= 0, or Infinity, or options';
    expect(messageOf('3')).toBe(
      `ERR_INVALID_ARG_TYPE f: "retry" must be ${expected}; received "3" (string)`,
    );
    expect(messageOf(-1)).toBe(
      `ERR_OUT_OF_RANGE f: "retry" must be ${expected}; received -1 (number)`,
    );
    expect([null, true, [], 1.5, NaN].map(messageOf).join()).not.toContain('accepted');
    expect([0, 3, Infinity, {}, undefined].map((value) => messageOf(value ?? {})).join()).toBe(
      'accepted,accepted,accepted,accepted,accepted',
    );
  });

  it('should name wrong options by their path', () => {
    expect(messageOf({ count: -1 })).toContain('ERR_OUT_OF_RANGE f: "retry.count" must be');
    expect(messageOf({ count: '3' })).toContain('ERR_INVALID_ARG_TYPE f: "retry.count" must be');
    expect(messageOf({ delay: -1 })).toContain('ERR_OUT_OF_RANGE f: "retry.delay" must be');
    expect(messageOf({ delay: 'x' })).toContain('ERR_INVALID_ARG_TYPE f: "retry.delay" must be');
    expect(messageOf({ budget: -0.1 })).toContain('ERR_OUT_OF_RANGE f: "retry.budget" must be');
    expect(messageOf({ budget: Infinity })).toContain('ERR_OUT_OF_RANGE f: "retry.budget"');
    expect(messageOf({ budget: NaN })).toContain('ERR_OUT_OF_RANGE f: "retry.budget" must be');
    expect(messageOf({ budget: '1' })).toContain('ERR_INVALID_ARG_TYPE f: "retry.budget"');
    expect(messageOf({ classify: 'x' })).toContain('ERR_INVALID_ARG_TYPE f: "retry.classify"');
    expect(messageOf({ resetOnSuccess: 1 })).toContain('"retry.resetOnSuccess" must be a boolean');
    expect(messageOf({ coun: 1 })).toBe(
      'ERR_UNKNOWN_OPTION f: unknown option "retry.coun"; did you mean "retry.count"?',
    );
  });
});
