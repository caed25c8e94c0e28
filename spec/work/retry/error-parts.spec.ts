import { peek, withCauses } from '../../../src/work/retry/error-parts.js';
import { HOSTILE } from './hostile.js';

describe('peek', () => {
  it('should read a property, and none where there is none', () => {
    expect(peek({ a: 1 }, 'a')).toBe(1);
    expect(
      peek(
        Object.assign(() => 1, { a: 2 }),
        'a',
      ),
    ).toBe(2);
    expect([null, undefined, 5, 'text', Symbol('s')].map((value) => peek(value, 'length'))).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('should read nothing where asking throws', () => {
    for (const error of HOSTILE) expect(() => peek(error, 'status')).not.toThrow();
  });
});

describe('withCauses', () => {
  it('should go from the error to its causes, however they are named', () => {
    const last = new Error('last');
    const inner = { inner: last };
    const error = new Error('first', { cause: inner });

    expect(withCauses(error)).toEqual([error, inner, last]);
    expect(withCauses('text')).toEqual(['text']);
    expect([withCauses(null), withCauses(undefined)]).toEqual([[], []]);
  });

  it('should end where causes go in a circle', () => {
    const circle: { cause?: unknown } = {};
    circle.cause = circle;
    expect(withCauses(circle)).toHaveSize(8);
    for (const error of HOSTILE) expect(withCauses(error).length).toBeLessThanOrEqual(8);
  });
});
