import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { RunOptions } from '../../src/run/batch-options.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { takeUnhandled } from '../support/claims.js';

type Run = BatchRun<number, number>;

const BROKEN = new Error('broken');
const broken = (): never => {
  throw BROKEN;
};
const TARGETS = Array.from({ length: 9 }, (_, n) => n);

/** What stands around a run, and how the run then ends. */
interface Case {
  readonly add?: (processor: BatchProcessor, run: () => Run) => void;
  readonly options?: RunOptions<number>;
  readonly fails?: boolean;
  readonly state: 'completed' | 'failed' | 'aborted';
  /** The error itself, or the code of another that has it as its cause. */
  readonly error?: unknown;
}

const CASES: Readonly<Record<string, Case>> = {
  'a progress callback that throws': {
    add: (processor) => processor.progressTracker.addCallback(broken),
    state: 'completed',
  },
  'a progress callback that takes itself away': {
    add: (processor) => {
      const remove = processor.progressTracker.addCallback(() => {
        remove();
      });
    },
    state: 'completed',
  },
  'a progress callback that aborts, again and again': {
    add: (processor, run) =>
      processor.progressTracker.addCallback(() => {
        void run().abort(BROKEN);
        void run().abort('another');
      }),
    ...{ state: 'aborted', error: BROKEN },
  },
  'a result processor that throws': {
    add: (processor) => processor.addResultProcessor(broken),
    ...{ state: 'failed', error: BROKEN },
  },
  'a result processor that rejects': {
    add: (processor) => processor.addResultProcessor(() => Promise.reject(BROKEN)),
    ...{ state: 'failed', error: BROKEN },
  },
  'a result processor that aborts and hangs': {
    add: (processor, run) =>
      processor.addResultProcessor(() => {
        void run().abort(BROKEN);
        return new Promise(() => undefined);
      }),
    ...{ state: 'aborted', error: BROKEN },
  },
  'a post-processor that throws': {
    add: (processor) => processor.addPostProcessor(broken),
    ...{ state: 'failed', error: BROKEN },
  },
  'a post-processor that aborts and hangs': {
    add: (processor, run) =>
      processor.addPostProcessor(() => {
        void run().abort(BROKEN);
        return new Promise(() => undefined);
      }),
    ...{ state: 'aborted', error: BROKEN },
  },
  'a sink of failed targets that throws': {
    ...{ fails: true, options: { tolerate: { deadLetter: broken } } },
    ...{ state: 'failed', error: BROKEN },
  },
  'a classification that throws': {
    ...{ fails: true, options: { retry: { count: 1, classify: broken } } },
    ...{ state: 'failed', error: 'ERR_FATAL' },
  },
  'a delay that throws': {
    ...{ fails: true, options: { retry: { count: 1, delay: broken } } },
    state: 'completed',
  },
  'a delay that is no source': {
    ...{ fails: true, options: { retry: { count: 1, delay: () => 42 as never } } },
    state: 'completed',
  },
};

describe('what stands around a run', () => {
  for (const [what, { add, options, fails, state, error }] of Object.entries(CASES)) {
    it(`should bring the run to one end, as ${what}`, async () => {
      const processor = new BatchProcessor({ chunkSize: 3, maxConcurrentChunks: 2 });
      const store = memoryStore();
      let run: Run | undefined = undefined;
      add?.(processor, () => run as unknown as Run);
      const ends: string[] = [];
      const started = (run = processor.process<number, number>(
        TARGETS,
        (target) => (fails && target === 1 ? broken() : target),
        { ...options, store, runId: 'run' },
      ));
      started.results$.subscribe({
        error: () => ends.push('error'),
        complete: () => ends.push('complete'),
      });
      const summary = await started.done;
      // RxJS reports by timers, which come in their order.
      await new Promise((resolve) => setTimeout(resolve));
      const [info] = await store.runs();
      const unhandled = takeUnhandled();

      expect(summary.state).toBe(state);
      const { code } = (summary.error ?? {}) as { readonly code?: string };
      expect([summary.error, code]).toContain(error);
      expect(ends).toEqual([state === 'completed' ? 'complete' : 'error']);
      expect(info?.holder).toBeUndefined();
      // Reported as RxJS reports any consumer that throws, and by nothing else.
      expect(unhandled.every((each) => each === BROKEN)).toBeTrue();
      expect(unhandled.length > 0).toBe(what === 'a progress callback that throws');
    });
  }
});
