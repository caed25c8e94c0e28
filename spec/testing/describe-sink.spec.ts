import { ROWS, type SinkFixture } from '../../src/testing/sink/rows.js';
import { describeSink } from '../../src/testing/describe-sink.js';
import type { Runner } from '../../src/testing/describe-result-store.js';

describe('describeSink', () => {
  const tests = new Map<string, () => Promise<void>>();
  const compared: (readonly [unknown, unknown])[] = [];
  const titles: string[] = [];
  const runner: Runner = {
    describe: (name, body) => {
      titles.push(name);
      body();
    },
    it: (name, body) => void tests.set(name, body),
    expect: (actual) => ({ toEqual: (expected) => void compared.push([actual, expected]) }),
  };
  beforeEach(() => {
    tests.clear();
    compared.length = 0;
    titles.length = 0;
  });

  it('should make a test of each case, under the name of the sink', () => {
    describeSink('my sink', () => fail('nothing is made yet') as never, runner);

    expect(titles).toEqual(['my sink (a Sink)']);
    expect([...tests.keys()]).toEqual(Object.keys(ROWS));
  });

  it('should give each test a fixture of its own, and dispose of it, also where it fails', async () => {
    const log: string[] = [];
    const broken = new Error('it does not open');
    const fixture: SinkFixture = {
      open: () => {
        throw broken;
      },
      rows: () => [],
      again: 'adds',
      dispose: () => void log.push('disposed'),
    };
    const makeFixture = () => {
      log.push('made');
      return fixture;
    };
    describeSink('my sink', makeFixture, runner);
    for (const test of tests.values()) {
      await expectAsync(test()).toBeRejectedWith(broken);
      expect(log.splice(0)).toEqual(['made', 'disposed']);
    }
  });

  it('should compare what it finds by the runner', async () => {
    const fixture: SinkFixture = {
      open: () => ({ write: () => undefined }),
      rows: () => [],
      again: 'adds',
      dispose: () => undefined,
    };
    describeSink('my sink', () => fixture, runner);
    await tests.get('should have written all rows of a batch when it says so')?.();

    expect(compared.map(([actual]) => actual)).toEqual([[], []]);
    expect(compared.map(([, expected]) => (expected as unknown[]).length)).toEqual([3, 5]);
  });
});
