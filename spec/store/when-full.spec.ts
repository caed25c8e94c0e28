import { readWhenFull } from '../../src/store/when-full.js';
import type { WhenFull } from '../../src/store/when-full.js';

const codeOf = (value: unknown): unknown => {
  try {
    return readWhenFull('storeTo', value as WhenFull);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message}`;
  }
};

describe('readWhenFull', () => {
  it('should wait for nothing unless it is told to', () => {
    expect([codeOf(undefined), codeOf('fail')]).toEqual([undefined, undefined]);
  });

  it('should give the milliseconds between two tries', () => {
    expect([codeOf({ retryEvery: 1 }), codeOf({ retryEvery: 60_000 })]).toEqual([1, 60_000]);
  });

  it('should refuse options that say no time', () => {
    const needed =
      'ERR_INCOMPATIBLE_OPTIONS storeTo: "whenFull" needs "retryEvery", in ms, unless it is "fail"';
    expect([codeOf({}), codeOf({ retryEvery: undefined })]).toEqual([needed, needed]);
  });

  it('should name what is wrong within', () => {
    expect(codeOf({ retryEvery: 0 })).toMatch(
      /^ERR_OUT_OF_RANGE storeTo: "whenFull.retryEvery" must be a number of milliseconds from 1 /,
    );
    expect(codeOf({ retryEvery: '1' })).toMatch(/^ERR_INVALID_ARG_TYPE .*"whenFull.retryEvery"/);
    expect(codeOf({ retry: 1 })).toMatch(/^ERR_UNKNOWN_OPTION .*"whenFull.retry"/);
  });
});
