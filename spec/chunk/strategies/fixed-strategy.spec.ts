import { fixedStrategy } from '../../../src/chunk/strategies/fixed-strategy.js';

describe('fixedStrategy', () => {
  it('should hand over a chunk in the push that completes it', () => {
    const strategy = fixedStrategy<string>(3)();

    expect(['a', 'b', 'c', 'd'].map((item) => strategy.push(item, 0))).toEqual([
      undefined,
      undefined,
      [['a', 'b', 'c']],
      undefined,
    ]);
  });

  it('should hand over what is left when the source is over, and nothing where nothing is', () => {
    const strategy = fixedStrategy<string>(2)();
    strategy.push('a', 0);

    expect(strategy.flush('complete')).toEqual([['a']]);
    expect(strategy.flush('complete')).toBeUndefined();
    expect(fixedStrategy(2)().flush('error')).toBeUndefined();
  });

  it('should keep no state from one subscription for the next', () => {
    const make = fixedStrategy<string>(2);
    make().push('a', 0);

    expect(make().push('b', 0)).toBeUndefined();
  });

  it('should refuse what is no size, at the call', () => {
    const refused = (size: unknown, code: string) =>
      expect(() => fixedStrategy(size as number))
        .withContext(String(size))
        .toThrow(jasmine.objectContaining({ code }));

    for (const size of [0, -1, 1.5, NaN, Infinity]) refused(size, 'ERR_OUT_OF_RANGE');
    for (const size of ['5', null, undefined, {}]) refused(size, 'ERR_INVALID_ARG_TYPE');
  });
});
