import { ErrorRate, type ErrorRateVerdict } from '../../../src/progress/health/error-rate.js';

const rate = (limit = 0.1, minItems = 10) => new ErrorRate({ limit, window: 1000, minItems }, 0);

/** So many items at once, some of them failed. */
function add(errors: ErrorRate, items: number, failed: number, now = 0, name = 'Error') {
  errors.add(items, now);
  for (let i = 0; i < failed; i++) errors.addFailure(name);
  return errors.judge(now);
}

describe('ErrorRate', () => {
  it('should tell once that more than its limit failed, with the figures by class', () => {
    const errors = rate();
    add(errors, 4, 1, 0, 'E1');

    expect(add(errors, 16, 2, 0, 'E2')).toEqual({
      ...{ high: true, ratio: 0.15, failed: 3, done: 20, classes: { E1: 1, E2: 2 } },
    });
    expect(add(errors, 1, 1)).toBeUndefined();
    expect(errors.isHigh).toBeTrue();
  });

  it('should say nothing at its limit', () => {
    expect(add(rate(), 20, 2)).toBeUndefined();
  });

  it('should say nothing of a few', () => {
    const errors = rate();

    expect(add(errors, 9, 9)).toBeUndefined();
    expect(add(errors, 1, 0)).toEqual(jasmine.objectContaining({ high: true, ratio: 0.9 }));
  });

  it('should be low again only when it is well below its limit', () => {
    const errors = rate();
    add(errors, 10, 2);

    expect(add(errors, 10, 0)).toBeUndefined(); // 0.1
    expect(add(errors, 5, 0)).toBeUndefined(); // 0.08
    expect(add(errors, 15, 0)).toEqual(
      jasmine.objectContaining({ high: false, done: 40, failed: 2 }),
    );
    expect(errors.isHigh).toBeFalse();
  });

  it('should forget what is older than its window, bucket by bucket', () => {
    const errors = rate();
    add(errors, 10, 5, 0);
    add(errors, 90, 5, 500, 'late');

    expect(errors.judge(999)).toBeUndefined();
    expect(errors.judge(1000)).toEqual(
      jasmine.objectContaining({ high: false, failed: 5, done: 90, classes: { late: 5 } }),
    );
  });

  it('should forget all of it after a long time', () => {
    const errors = rate();
    add(errors, 10, 5, 50);

    expect(errors.judge(1e9)).toEqual({ high: false, ratio: 0, failed: 0, done: 0, classes: {} });
  });

  it('should not be moved by a time that it has left behind', () => {
    const errors = rate();
    errors.judge(950);
    add(errors, 10, 5, 10);

    expect(errors.judge(1899)).toBeUndefined();
    expect(errors.judge(1900)).toEqual(jasmine.objectContaining({ high: false }) as never);
  });

  it('should name at most 20 classes', () => {
    const errors = rate(0.1, 100);
    let verdict: ErrorRateVerdict | undefined;
    for (let i = 0; i < 100; i++) verdict ??= add(errors, 1, 1, i * 10, `E${i}`);

    const { classes = {} } = verdict ?? {};
    expect(Object.keys(classes).length).toBe(21);
    expect(classes['other']).toBe(80);
  });
});
