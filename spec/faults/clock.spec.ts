import { timer, map } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { rateLimit } from '../../src/flow/rate-limit.js';
import type { Progress } from '../../src/progress/progress.js';
import { trackProgress } from '../../src/progress/track-progress.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { backoff } from '../../src/work/retry/backoff.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { FakeTime, settle } from './model/fake-time.js';

const HOUR = 3_600_000;
const { env } = (globalThis as { process?: { env: Record<string, string | undefined> } })
  .process ?? { env: {} };

/** What befalls the wall clock, or how people read it. */
const LIES: Readonly<Record<string, (time: FakeTime) => void>> = {
  'is set back by an hour': (time) => {
    time.jump(-HOUR);
  },
  'is set on by a day': (time) => {
    time.jump(24 * HOUR);
  },
  'is set back to 1970': (time) => {
    time.says = () => 0;
  },
  'stands still': (time) => {
    const { now } = Date;
    const stopped = now();
    time.says = () => stopped;
  },
  'says NaN': (time) => {
    time.says = () => NaN;
  },
  'runs backwards': (time) => {
    const start = Date.now();
    time.says = (wall) => 2 * start - wall;
  },
  'is read in another zone': () => {
    env['TZ'] = 'Pacific/Kiritimati';
  },
};

type Log = (event: string) => void;

/** Takes 4 ms; fails at first now and then, and of some chunks takes too long. */
const work = (items: readonly number[], { attempt }: { readonly attempt: number }) => {
  const [first = 0] = items;
  return timer(first % 15 === 0 && attempt === 1 ? 1000 : 4).pipe(
    map(() => {
      if (first % 10 === 0 && attempt < 3) throw new Error('again');
      return items;
    }),
  );
};

function operators(log: Log, progressed: (progress: Progress) => void): void {
  const delay = backoff({ initial: 5, jitter: 'none' });
  fromSource(Array.from({ length: 60 }, (_, n) => n))
    .pipe(
      rateLimit({ limit: 10, per: 30 }),
      chunkBy<number>({ maxSize: 5, maxWait: 7 }),
      processChunks<number, number>(
        (items, context) => {
          log(`start ${items[0]}`);
          return work(items, context);
        },
        {
          concurrency: 2,
          retry: { count: 3, delay },
          timeout: { attempt: 20, chunk: 100, run: 9000 },
        },
      ),
      storeTo(memoryStore(), { runId: 'run' }),
      trackProgress({ to: progressed, total: 60, sample: 10 }),
    )
    .subscribe({
      next: ({ chunk, duration }) => {
        log(`next ${chunk.items[0]} ${duration}`);
      },
      complete: () => {
        log('complete');
      },
      error: (error: unknown) => {
        log(String(error));
      },
    });
}

function batch(log: Log, progressed: (progress: Progress) => void): void {
  const processor = new BatchProcessor({ chunkSize: 5, maxConcurrentChunks: 2 });
  processor.progressTracker.addCallback(progressed);
  const run = processor.processChunks<number, number>(
    Array.from({ length: 60 }, (_, n) => n),
    (items, { attempt }) => {
      log(`start ${items[0]}`);
      return work(items, { attempt: attempt + 1 });
    },
    { store: memoryStore(), runId: 'run' },
  );
  void run.done.then(({ state, stats }) => {
    const { elapsed, done, targetsPerSecond, chunkDuration } = stats;
    log(`${state} ${elapsed} ${done} ${targetsPerSecond} ${JSON.stringify(chunkDuration)}`);
  });
}

/** All that happens, with its time, while the wall clock lies from some moment on. */
async function logOf(
  begin: typeof operators,
  lie: ((time: FakeTime) => void) | undefined,
  from: number,
) {
  const time = new FakeTime();
  const zone = env['TZ'];
  const events: string[] = [];
  const log = (event: string) => events.push(`${time.now} ${event}`);
  time.install();
  try {
    if (from === 0) lie?.(time);
    begin(log, ({ done, rate, remaining, elapsed, state }) => {
      const figures = [rate, elapsed, remaining?.low ?? 0, remaining?.high ?? 0];
      if (figures.some((figure) => !(figure >= 0 && figure < Infinity))) log('no figures');
      log(`progress ${state} ${done} ${figures.join(' ')}`);
    });
    for (let ms = 1; ms <= 600; ms++) {
      await settle();
      await time.tick(1);
      if (ms === from) lie?.(time);
    }
  } finally {
    time.uninstall();
    if (zone === undefined) delete env['TZ'];
    else env['TZ'] = zone;
  }
  return events;
}

describe('durations, limits and rates', () => {
  for (const [how, begin] of Object.entries({ operators, batch })) {
    for (const [what, lie] of Object.entries(LIES)) {
      it(`should not notice that the wall clock ${what}, put together as ${how}`, async () => {
        const honest = await logOf(begin, undefined, 0);
        for (const from of [0, 1, 33]) {
          expect(await logOf(begin, lie, from)).toEqual(honest);
        }

        expect(honest.length).toBeGreaterThan(10);
        expect(honest.some((event) => event.includes('complete'))).toBeTrue();
        expect(honest.some((event) => event.includes('no figures'))).toBeFalse();
      });
    }
  }
});
