import { checkRunId, lanesFor, runIdIn } from '../../src/cli/plan.js';
import type { Given } from '../../src/cli/given.js';
import { UsageError } from '../../src/cli/usage-error.js';

const given = (runId: string | undefined) =>
  ({ text: (name: string) => (name === 'run-id' ? runId : undefined) }) as unknown as Given;

describe('lanesFor', () => {
  it('should keep all calls busy, with a chunk more', () => {
    expect(lanesFor(16, 100)).toBe(2);
    expect(lanesFor(16, 1)).toBe(17);
    expect(lanesFor(100, 30)).toBe(5);
  });

  it('should stay within what a pipeline takes', () => {
    expect(lanesFor(10_000, 1)).toBe(10_000);
  });
});

describe('runIdIn', () => {
  it('should prefer the name that was given', () => {
    expect(runIdIn(given('mine'), 'contacts', 'of no name')).toBe('mine');
    expect(runIdIn(given(undefined), 'contacts', 'of no name')).toBe('contacts');
  });

  it('should say why there is none', () => {
    expect(() => runIdIn(given(undefined), undefined, 'stdin has no name')).toThrowError(
      UsageError,
      '--run-id is needed, since stdin has no name.',
    );
  });
});

describe('checkRunId', () => {
  it('should refuse what can name no run', () => {
    for (const name of ['', '..', 'a/b', 'a\\b', 'con', '-a', 'a'.repeat(129), 'a\u0000']) {
      expect(() => checkRunId(name, 'The ID'))
        .withContext(name)
        .toThrowError(UsageError, /^The ID ".*" can name no run\.$/);
    }
  });
});
