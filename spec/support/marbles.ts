import { marbles as shipped, type MarbleHelpers } from '../../src/testing/marbles.js';

export type { MarbleHelpers };

/** The `marbles` that we ship, for Jasmine, which fails a spec that expects nothing that it knows of. */
export function marbles<T>(body: (helpers: MarbleHelpers) => T): T {
  return shipped((helpers) => {
    const { expectObservable, expectSubscriptions } = helpers;
    return body({
      ...helpers,
      expectObservable: (...observed) => {
        expect().nothing();
        return expectObservable(...observed);
      },
      expectSubscriptions: (...logs) => {
        expect().nothing();
        return expectSubscriptions(...logs);
      },
    });
  });
}
