import { fulfilled } from '../../src/core/outcome.js';
import { Keys } from '../../src/store/keys.js';

const none = (keys: readonly string[]) => keys.map(() => false);

describe('Keys', () => {
  it('should be of items, also where these are in outcomes', () => {
    const keys = new Keys(String);

    expect(keys.of([1, fulfilled('a', 0, 'value')])).toEqual(['1', 'a']);
  });

  it('should be strings', () => {
    for (const key of [1, undefined, null, Symbol('a'), {}]) {
      expect(() => new Keys(() => key as never).of(['a'])).toThrowMatching(
        ({ code, message }: Error & { code: string }) =>
          code === 'ERR_INVALID_ARG_TYPE' &&
          message.startsWith('storeTo: "key()" must be a string'),
      );
    }
    expect(new Keys(() => '').of(['a'])).toEqual(['']);
  });

  it('should be done where the store has them, or one was before', () => {
    const keys = new Keys(String);

    expect(keys.ask(['a', 'b', 'a', 'c'], (asked) => asked.map((key) => key === 'c'))).toEqual([
      ...[false, false, true, true],
    ]);
    expect(keys.ask(['b', 'd'], none)).toEqual([true, false]);
    keys.take(['a', 'b', 'd']);
    expect(keys.ask(['a'], none)).toEqual([true]);
  });

  it('should be asked of the store alone when they are stored', () => {
    const keys = new Keys(String);
    keys.ask(['a'], none);
    keys.take(['a']);
    keys.stored(['a']);

    expect(keys.ask(['a'], none)).toEqual([false]);
  });

  it('should be under way from before the answer of a slow store', async () => {
    const keys = new Keys(String);
    keys.ask(['a'], none);
    const answer = keys.ask(['a', 'b'], async (asked) => {
      keys.stored(['a']);
      return Promise.resolve(none(asked));
    });

    expect(await answer).toEqual([true, false]);
  });

  it('should have a result once, and none that was not asked for', () => {
    const keys = new Keys(String);
    keys.ask(['a', 'b', 'c'], none);

    expect(keys.take(['a', 'b'])).toBeUndefined();
    expect(keys.take(['c', 'a'])).toBe('a');
    expect(keys.take(['d'])).toBe('d');
  });
});
