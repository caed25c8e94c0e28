import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { RunOptions } from '../../src/run/batch-options.js';
import { memoryStore } from '../../src/store/memory-store.js';

const TEXTS = ['a', 'b', 'c', 'd', 'e'];
const MODES = ['sequential', 'parallel', 'streaming'] as const;

/** A run in which some fail, as often as it is started; and what it works on. */
function startsOf(options: RunOptions<string> = {}) {
  const store = memoryStore();
  const worked: string[] = [];
  const start = (failing: string, own: RunOptions<string> = {}) => {
    worked.length = 0;
    const fn = (text: string) => {
      worked.push(text);
      if (failing.includes(text)) throw new Error(`no ${text}`);
      return text.toUpperCase();
    };
    return new BatchProcessor({ chunkSize: 2, store }).process(TEXTS, fn, {
      ...{ runId: 'run', ...options },
      ...own,
    });
  };
  return { start, worked };
}

describe('a run with retryFailed', () => {
  for (const mode of MODES) {
    it(`should work again on what failed, in mode ${mode}`, async () => {
      const { start, worked } = startsOf({ mode });
      await start('bd').done;
      const again = start('d', { retryFailed: true });
      const { state, stats } = await again.done;

      expect([state, [...worked].sort()]).toEqual(['completed', ['b', 'd']]);
      expect([stats.resumed, stats.done, stats.fulfilled, stats.failed]).toEqual([3, 2, 1, 1]);
      const outcomes = await again.results();
      expect(
        outcomes.map((each) => (each.status === 'fulfilled' ? each.value : '-')).join(''),
      ).toBe('ABC-E');
      await start('').done;
      expect(worked).toEqual([]);
    });
  }

  it('should find by key what failed, and count it as left to do', async () => {
    const { start, worked } = startsOf({ key: (text: string) => text });
    await start('ac').done;
    const totals = new Set<number | undefined>();
    const again = start('', { retryFailed: true });
    again.progress$.subscribe(({ total }) => totals.add(total));
    const { stats } = await again.done;

    expect([...worked].sort()).toEqual(['a', 'c']);
    expect([stats.resumed, stats.done]).toEqual([3, 2]);
    expect([...totals].at(-1)).toBe(2);
  });
});
