import { memoryStore } from '../../src/store/memory-store.js';
import { describeResultStore, type Runner } from '../../src/testing/describe-result-store.js';
import { PAGES } from '../../src/testing/result-store/pages.js';
import { RESULTS } from '../../src/testing/result-store/results.js';
import { RETRIES } from '../../src/testing/result-store/retries.js';
import { RUNS } from '../../src/testing/result-store/runs.js';
import { TAKEN_OVER } from '../../src/testing/result-store/taken-over.js';
import type { StoreFixture } from '../../src/testing/result-store/probe.js';

/** Keeps the tests that it is told, and what they expect. */
class TestRunner implements Runner {
  readonly titles: string[] = [];
  readonly tests = new Map<string, () => Promise<void>>();
  readonly compared: (readonly [unknown, unknown])[] = [];
  readonly describe = (name: string, body: () => void) => {
    this.titles.push(name);
    body();
  };
  readonly it = (name: string, body: () => Promise<void>) => void this.tests.set(name, body);
  readonly expect = (actual: unknown) => ({
    toEqual: (expected: unknown) => void this.compared.push([actual, expected]),
  });
}

describe('describeResultStore', () => {
  it('should make a test of each case, under the name of the store', () => {
    const runner = new TestRunner();
    describeResultStore('my store', () => fail('nothing is made yet') as never, runner);

    expect(runner.titles).toEqual(['my store (a ResultStore)']);
    const all = [RUNS, TAKEN_OVER, RESULTS, PAGES, RETRIES];
    const titles = all.flatMap((cases) => Object.keys(cases));
    expect([...runner.tests.keys()]).toEqual(titles);
    expect(runner.tests.size).toBe(titles.length);
  });

  it('should give each test a fixture of its own, and dispose of it', async () => {
    const runner = new TestRunner();
    const log: string[] = [];
    const makeFixture = async (): Promise<StoreFixture> => {
      await Promise.resolve();
      const store = memoryStore();
      log.push('made');
      return { open: () => store, dispose: () => void log.push('disposed') };
    };
    describeResultStore('my store', makeFixture, runner);
    for (const test of runner.tests.values()) {
      await test();
      expect(log.splice(0)).toEqual(['made', 'disposed']);
    }
    for (const [actual, expected] of runner.compared) expect(actual).toEqual(expected);
    expect(runner.compared.length).toBeGreaterThan(runner.tests.size);
  });

  it('should dispose of the fixture of a test that fails, and fail with its error', async () => {
    const runner = new TestRunner();
    const broken = new Error('it does not open');
    let disposed = 0;
    const open = () => {
      throw broken;
    };
    describeResultStore(
      'my store',
      () => ({
        open,
        dispose: () => {
          disposed++;
        },
      }),
      runner,
    );
    for (const test of runner.tests.values()) await expectAsync(test()).toBeRejectedWith(broken);

    expect(disposed).toBe(runner.tests.size);
  });

  it('should take the globals of the test runner where it is given none', () => {
    const described: string[] = [];
    spyOn(globalThis as never, 'describe' as never).and.callFake(((name: string) => {
      described.push(name);
    }) as never);
    describeResultStore('my store', () => fail('nothing is made yet') as never);

    expect(described).toEqual(['my store (a ResultStore)']);
  });
});
