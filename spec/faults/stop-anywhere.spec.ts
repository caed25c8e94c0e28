import { Subject, takeUntil } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { PullSource } from '../../src/flow/pull-source.js';
import { fromSource } from '../../src/flow/from-source.js';
import { trackProgress } from '../../src/progress/track-progress.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { ResultStore, RunWriter, StoredOutcome } from '../../src/store/result-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { FakeTime, settle } from './model/fake-time.js';

/** By `npm run faults`: at every event; else at some of them. */
const { env } = (globalThis as { process?: { env: Record<string, string | undefined> } })
  .process ?? { env: {} };
const STEP = Number(env['FAULTS_STOPS'] ?? 17);
const EVENTS = 2000;
const COUNT = 1050;
const SIZE = 3;

/** One start of a run, of which every step is counted; it is stopped in the midst of one of them. */
class Start {
  readonly events: string[] = [];
  readonly late: string[] = [];
  state: string | undefined;
  stopped = false;
  stop: () => void = () => undefined;

  constructor(
    readonly disk: ResultStore,
    readonly stopAt: number,
  ) {}

  event(name: string): void {
    // What work and sources have begun, they end.
    if (this.stopped && name !== 'end' && name !== 'page') this.late.push(name);
    if (this.events.push(name) !== this.stopAt) return;
    this.stopped = true;
    this.stop();
  }

  readonly source = (): PullSource<number> => {
    let next = 0;
    const page = () => {
      const items = Array.from({ length: Math.min(5, COUNT - next) }, (_, i) => next + i);
      next += items.length;
      this.event('page');
      return items.length === 0 ? null : items;
    };
    return {
      pull: () => {
        this.event('pull');
        return next % 10 === 0 ? page() : Promise.resolve().then(page);
      },
      position: () => next,
      seek: (cursor) => {
        next = cursor as number;
      },
    };
  };

  readonly work = (items: readonly number[], { attempt }: { readonly attempt: number }) => {
    this.event('start');
    const [first = 0] = items;
    const answer = () => {
      this.event('end');
      // The first call fails now and then; another one follows.
      if (first % 7 === 0 && attempt === 1) throw new Error('again');
      return items.map((item) => item * 2);
    };
    return first % 2 === 0 ? answer() : Promise.resolve().then(answer);
  };

  get store(): ResultStore {
    const { disk } = this;
    return {
      open: (run) => {
        this.event('open');
        const writer = disk.open(run) as RunWriter;
        return {
          ...writer,
          append: (record) => {
            this.event('append');
            void writer.append(record);
            if ((record.ranges[0]?.[0] ?? 0) % 2 === 0) return undefined;
            return Promise.resolve().then(() => {
              if (!this.stopped) this.event('flush');
            });
          },
        };
      },
      runs: () => disk.runs(),
      results: (runId) => disk.results(runId),
      failures: (runId) => disk.failures(runId),
      aggregate: (runId, fold, seed) => disk.aggregate(runId, fold, seed),
      delete: (runId) => disk.delete(runId),
    };
  }
}

const RETRY = { count: 1, delay: 1 };

function operators(start: Start): void {
  const stop$ = new Subject<void>();
  start.stop = () => {
    stop$.next();
  };
  fromSource(start.source)
    .pipe(
      chunkBy<number>({ maxSize: SIZE, maxWait: 5 }),
      processChunks<number, number>(start.work, { concurrency: 3, retry: RETRY, timeout: 50 }),
      storeTo(start.store, { runId: 'run' }),
      trackProgress({
        to: () => {
          start.event('progress');
        },
        sample: 1,
      }),
      takeUntil(stop$),
    )
    .subscribe({
      next: () => {
        start.event('next');
      },
      complete: () => {
        if (!start.stopped) start.state = 'completed';
      },
    });
}

function batch(start: Start): void {
  const processor = new BatchProcessor({ chunkSize: SIZE, maxConcurrentChunks: 3 });
  processor.progressTracker.addCallback(({ state }) => {
    // The last value says how it ended.
    if (state === 'running') start.event('progress');
  });
  const run = processor.processChunks<number, number>(start.source, start.work, {
    store: start.store,
    runId: 'run',
  });
  start.stop = () => {
    void run.abort();
  };
  run.results$.subscribe({
    next: () => {
      start.event('next');
    },
    error: () => undefined,
  });
  void run.done.then(({ state }) => (start.state = state));
}

describe('a run that is stopped at any moment', () => {
  for (const [how, begin] of Object.entries({ operators, batch })) {
    it(`should do nothing more, and be resumed, put together as ${how}`, async () => {
      const time = new FakeTime();
      time.install();
      const problems: string[] = [];
      let most = 0;
      try {
        for (let at = 1; at <= EVENTS; at += STEP) {
          const disk = memoryStore();
          const first = new Start(disk, at);
          begin(first);
          for (let i = 0; i < 5000 && first.state === undefined && !first.stopped; i++) {
            await settle();
            await time.tick(1);
          }
          for (let i = 0; i < 3; i++) await settle();
          most = Math.max(most, first.events.length);
          const name = `${at}, ${first.events[at - 1] ?? 'never'}`;
          if (first.late.length > 0) problems.push(`after ${name}: ${first.late.join()}`);
          if (time.timers.size > 0) problems.push(`after ${name}: a timer is left`);
          const second = new Start(disk, Infinity);
          begin(second);
          for (let i = 0; i < 5000 && second.state === undefined; i++) {
            await settle();
            await time.tick(1);
          }
          const problem = await wrong(disk, how === 'operators');
          if (problem !== undefined) problems.push(`after ${name}, resumed: ${problem}`);
        }
      } finally {
        time.uninstall();
      }

      expect(problems).toEqual([]);
      expect(most).toBeGreaterThan(EVENTS - STEP - 1);
    }, 600_000);
  }
});

/** What the oracle says of what is stored. */
async function wrong(disk: ResultStore, retried: boolean): Promise<string | undefined> {
  const [info] = await disk.runs();
  if (info?.state !== 'completed' || info.holder !== undefined) return `left ${info?.state ?? ''}`;
  const stored = await disk.aggregate<StoredOutcome[]>('run', (all, each) => [...all, each], []);
  if (stored.length !== COUNT) return `${stored.length} stored`;
  const bad = stored.find((outcome, place) => {
    if (outcome.position !== place) return true;
    return outcome.status === 'fulfilled' ? outcome.value !== place * 2 : retried;
  });
  return bad && `${JSON.stringify(bad)} stored`;
}
