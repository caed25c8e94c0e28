import { VirtualTimeScheduler } from 'rxjs';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import { fulfilled, rejected, type ItemFailure, type Outcome } from '../../src/core/outcome.js';
import { MemoryMonitor } from '../../src/memory/memory-monitor.js';
import { ProgressTracker } from '../../src/progress/progress-tracker.js';
import type { Progress } from '../../src/progress/progress.js';
import { RunStats, statsSettings, type StatsSettings } from '../../src/run/run-stats.js';
import { resultOf } from '../support/scripted-store.js';

/** Statistics by a clock that the spec moves. */
function statistics({ resumable = false, byShare = false, memory }: Partial<StatsSettings> = {}) {
  const clock = { now: 1000 };
  return { clock, stats: new RunStats(() => clock.now, { resumable, byShare, memory }) };
}

const took = (duration: number, values: readonly number[]): ChunkResult<number, number> => ({
  ...resultOf(values),
  duration,
});

const failure = (reason: unknown, kind: ItemFailure['kind'] = 'rejected'): ItemFailure => ({
  kind,
  reason,
});

const chunkOf = (...items: readonly Outcome<string, string>[]) => ({ ...resultOf(items).chunk });

const at = (elapsed: number, waitingOn: Progress['waitingOn']): Progress => ({
  ...new ProgressTracker().snapshot,
  ...{ elapsed, waitingOn },
});

describe('RunStats', () => {
  it('should be plain JSON, all zeros before the start', () => {
    const { snapshot } = statistics().stats;
    const none = { count: 0, mean: 0, p50: 0, p95: 0, max: 0 };

    expect(JSON.parse(JSON.stringify(snapshot))).toEqual({
      ...{ done: 0, fulfilled: 0, failed: 0, skipped: 0, cancelled: 0, chunks: 0, resumed: 0 },
      ...{ resumable: false, elapsed: 0, targetsPerSecond: 0 },
      ...{ chunkDuration: none, targetDuration: none, failures: {} },
      ...{ retries: 0, timeouts: 0, lateAnswers: 0 },
      health: { stalls: 0, isStalled: false, isErrorRateHigh: false, longestBlock: 0 },
      waitedFor: {
        source: 0,
        work: 0,
        store: 0,
        memory: 0,
        pause: 0,
        rate: 0,
        start: 0,
        nothing: 0,
      },
    });
  });

  it('should count the outcomes of results of chunks, which add up to what is done', () => {
    const { stats } = statistics();
    const failures = new Map([
      [0, failure('a')],
      [1, failure(undefined, 'skipped')],
      [2, failure('b', 'cancelled')],
    ]);
    stats.add(resultOf([1, 2, 3, 4, 5], 0, failures));
    stats.add(resultOf([6], 5));
    const { done, fulfilled: good, failed, skipped, cancelled, chunks } = stats.snapshot;

    expect([done, good, failed, skipped, cancelled, chunks]).toEqual([6, 3, 1, 1, 1, 2]);
  });

  it('should fold what is told of calls and of health', () => {
    const { stats } = statistics();
    const failed = { type: 'attemptFailed', size: 1, position: 0, attempt: 1 } as const;
    const late = new DeadlineExceededError('attempt', 5);
    stats.hear({ ...failed, reason: 'no', errorClass: 'retryable', next: 'retry' });
    stats.hear({ ...failed, reason: late, errorClass: 'retryable', next: 'retry' });
    stats.hear({ ...failed, reason: late, errorClass: 'retryable', next: 'reject' });
    stats.hear({ type: 'lateAnswer', position: 0, attempt: 1 });
    stats.hear({ type: 'stalled', ms: 5, oldest: undefined });
    stats.hear({ type: 'loopBlocked', ms: 300 });
    stats.hear({ type: 'loopBlocked', ms: 250 });
    const high = { ratio: 0.5, failed: 1, done: 2, classes: {} };
    stats.hear({ type: 'errorRate', high: true, ...high });
    const { retries, timeouts, lateAnswers, health } = stats.snapshot;

    expect([retries, timeouts, lateAnswers]).toEqual([2, 2, 1]);
    expect(health).toEqual({
      ...{ stalls: 1, isStalled: true, isErrorRateHigh: true, longestBlock: 300 },
    });

    stats.hear({ type: 'errorRate', high: false, ...high });
    stats.add(resultOf([1]));

    expect(stats.snapshot.health).toEqual({
      ...{ stalls: 1, isStalled: false, isErrorRateHigh: false, longestBlock: 300 },
    });
  });

  it('should count outcomes that come one by one, or in chunks', () => {
    const { stats } = statistics();
    stats.add(fulfilled('a', 0, 'A'));
    stats.add(rejected('b', 1, new TypeError('no')));
    stats.add(chunkOf(fulfilled('c', 2, 'C'), rejected('d', 3, new TypeError('no'))));
    const { done, failed, chunks, failures } = stats.snapshot;

    expect([done, failed, chunks, failures]).toEqual([4, 2, 1, { TypeError: 2 }]);
  });

  it('should tell the time and the rate from the start until now, and then until the end', () => {
    const { stats, clock } = statistics();
    clock.now = 2000;
    stats.start();
    stats.add(resultOf([1, 2, 3]));
    clock.now = 2500;

    expect([stats.snapshot.elapsed, stats.snapshot.targetsPerSecond]).toEqual([500, 6]);

    clock.now = 3000;
    stats.end();
    clock.now = 9000;

    expect([stats.snapshot.elapsed, stats.snapshot.targetsPerSecond]).toEqual([1000, 3]);
  });

  it('should tell what was found of an earlier start, and whether there can be a later one', () => {
    const { stats } = statistics({ resumable: true });
    stats.resumed = 7;

    expect([stats.snapshot.resumed, stats.snapshot.resumable]).toEqual([7, true]);
  });

  it('should measure chunks, and targets by themselves where somebody sees them', () => {
    const { stats } = statistics();
    stats.add(took(10, [1, 2]));
    stats.add(took(30, [1, 2]));
    for (const ms of [4, 8]) stats.targetTook(ms);
    const { chunkDuration, targetDuration } = stats.snapshot;

    expect([chunkDuration.count, chunkDuration.mean, chunkDuration.max]).toEqual([2, 20, 30]);
    expect([targetDuration.count, targetDuration.mean, targetDuration.max]).toEqual([2, 6, 8]);
  });

  it('should measure targets by their share where nobody sees a single one', () => {
    const { stats } = statistics({ byShare: true });
    stats.add(took(10, [1, 2]));
    stats.add(took(10, [1, 2, 3, 4, 5, 6, 7, 8]));
    const { targetDuration } = stats.snapshot;

    expect([targetDuration.count, targetDuration.mean, targetDuration.max]).toEqual([10, 2, 5]);
  });

  it('should take the time between two samples for what the later one waits for', () => {
    const { stats } = statistics();
    stats.sample(at(0, 'nothing'));
    stats.sample(at(100, 'work'));
    stats.sample(at(250, 'store'));
    stats.sample(at(300, 'work'));
    const { waitedFor } = stats.snapshot;

    expect(waitedFor).toEqual({
      ...{ source: 0, work: 150, store: 150, memory: 0, pause: 0, rate: 0, start: 0, nothing: 0 },
    });
  });

  it('should take the time of a pause for the pause, though the next sample comes when it is over', () => {
    const { stats } = statistics();
    stats.sample(at(100, 'work'));
    stats.sample(at(150, 'pause'));
    stats.sample(at(1_150, 'work'));
    stats.sample(at(1_200, 'work'));

    expect(stats.snapshot.waitedFor).toEqual(jasmine.objectContaining({ work: 150, pause: 1_050 }));
  });

  it('should give a copy, which does not change any more', () => {
    const { stats } = statistics();
    const before = stats.snapshot;
    stats.sample(at(100, 'work'));
    stats.add(rejected('a', 0, 'no'));

    expect([before.waitedFor.work, before.failures, before.done]).toEqual([0, {}, 0]);
  });

  it('should tell rejections apart by code, else by name, else by type', () => {
    const { stats } = statistics();
    const touchy = new Proxy(
      {},
      {
        get: () => {
          throw new Error('hands off');
        },
      },
    );
    const coded = Object.assign(new TypeError('no'), { code: 'ECONNRESET' });
    const reasons = [
      coded,
      new RangeError('no'),
      { code: '' },
      'text',
      undefined,
      null,
      touchy,
      coded,
    ];
    for (const [position, reason] of reasons.entries()) stats.add(rejected('a', position, reason));

    expect(stats.snapshot.failures).toEqual({
      ...{ ECONNRESET: 2, RangeError: 1, string: 1, undefined: 1, object: 3 },
    });
  });

  it('should not take for failures what was skipped or cancelled', () => {
    const { stats } = statistics();
    const failures = new Map([
      [0, failure('a', 'skipped')],
      [1, failure('b', 'cancelled')],
    ]);
    stats.add(resultOf([1, 2], 0, failures));

    expect(stats.snapshot.failures).toEqual({});
  });

  it('should tell a hundred classes apart, and put later ones together', () => {
    const { stats } = statistics();
    for (let i = 0; i < 150; i++) stats.add(rejected('a', i, { code: `E${i}` }));
    stats.add(rejected('a', 150, { code: 'E7' }));
    const { failures } = stats.snapshot;

    expect(Object.keys(failures).length).toBe(101);
    expect([failures['E7'], failures['E99'], failures['E100'], failures['other']]).toEqual([
      ...[2, 1, undefined, 50],
    ]);
  });

  it('should count a class by any name', () => {
    const { stats } = statistics();
    stats.add(rejected('a', 0, { code: '__proto__' }));

    expect(Object.entries(stats.snapshot.failures)).toEqual([['__proto__', 1]]);
    expect(JSON.stringify(stats.snapshot.failures)).toBe('{"__proto__":1}');
  });

  it('should tell the memory in use, and its peak while results came', () => {
    const scheduler = new VirtualTimeScheduler();
    let used = 100;
    const memory = new MemoryMonitor({ limit: 1000, probe: () => [{ used }], scheduler });
    const { stats } = statistics({ memory });
    for (used of [720, 300]) {
      stats.add(took(1, [1]));
      scheduler.schedule(() => undefined, 100);
      scheduler.flush();
    }
    expect(stats.snapshot.memory).toEqual({
      ...{ used: 300, peak: 720, limit: 1000, utilisation: 0.3, level: 'ok' },
    });
  });

  it('should tell none where the platform does not', () => {
    const memory = new MemoryMonitor({ limit: 1000, probe: () => [] });
    expect('memory' in statistics({ memory }).stats.snapshot).toBeFalse();
  });

  it('should measure memory unless that is switched off', () => {
    const settings = (enableMemoryMonitoring: boolean) =>
      statsSettings({}, { store: undefined, enableMemoryMonitoring });
    expect(settings(true).memory).toBeInstanceOf(MemoryMonitor);
    expect(settings(false).memory).toBeUndefined();
  });
});
