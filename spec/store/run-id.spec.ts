import { runIdRule } from '../../src/store/run-id.js';

describe('runIdRule', () => {
  const verdicts = (values: readonly unknown[]) => values.map((value) => runIdRule.check(value));

  it('should take letters, digits, dots, underscores and dashes', () => {
    const names = ['a', '7', 'enrich-2026', 'A.b_C-1', 'x'.repeat(128)];

    expect(verdicts(names)).toEqual(names.map(() => 'ok'));
  });

  it('should refuse what could be no name of a file, or one of somebody else', () => {
    const names = [
      ...['', '.', '..', '.hidden', '-v', '_x', 'a/b', 'a\\b', '../a', 'a b', 'a\n', '\na', 'a:b'],
      ...['a\0', 'ä', 'é', '日', 'a%2e', '~a', 'x'.repeat(129)],
    ];

    expect(verdicts(names)).toEqual(names.map(() => 'range'));
  });

  it('should refuse what is no text', () => {
    const values = [undefined, null, 5, {}, ['a'], Object('a')];

    expect(verdicts(values)).toEqual(values.map(() => 'type'));
  });
});
