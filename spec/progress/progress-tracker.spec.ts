import { of, throwError } from 'rxjs';
import type { Progress } from '../../src/progress/progress.js';
import {
  ProgressTracker,
  type ProgressTrackerOptions,
} from '../../src/progress/progress-tracker.js';
import { trackProgress } from '../../src/progress/track-progress.js';

function told(tracker: ProgressTracker): string[] {
  const seen: string[] = [];
  tracker.progress$.subscribe({
    next: ({ done, state }) => seen.push(`${done} ${state}`),
    error: () => seen.push('error'),
    complete: () => seen.push('complete'),
  });
  return seen;
}

const fromTheStart: Progress = {
  done: 0,
  fulfilled: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
  results: 0,
  total: undefined,
  running: 0,
  waiting: 0,
  waitingOn: 'nothing',
  rate: 0,
  remaining: undefined,
  elapsed: 0,
  state: 'running',
};

describe('ProgressTracker', () => {
  it('should have progress before the run has begun', () => {
    const tracker = new ProgressTracker();

    expect(tracker.snapshot).toEqual(fromTheStart);
    expect(told(tracker)).toEqual(['0 running']);
  });

  it('should keep the latest progress for whoever comes later', () => {
    const tracker = new ProgressTracker();
    tracker.next({ ...fromTheStart, done: 1 });
    tracker.next({ ...fromTheStart, done: 2 });
    const seen = told(tracker);
    tracker.next({ ...fromTheStart, done: 3 });

    expect(seen).toEqual(['2 running', '3 running']);
    expect(tracker.snapshot.done).toBe(3);
  });

  it('should tell its total, to the run as well', () => {
    const tracker = new ProgressTracker({ total: 2 });
    expect(tracker.total).toBe(2);
    expect(tracker.snapshot.total).toBe(2);
    of('a', 'b').pipe(trackProgress(tracker)).subscribe();

    expect(tracker.snapshot).toEqual(
      jasmine.objectContaining({ done: 2, total: 2, remaining: { low: 0, high: 0 } }),
    );
  });

  it('should let the total of the call win', () => {
    const tracker = new ProgressTracker({ total: 2 });
    of('a')
      .pipe(trackProgress({ to: tracker, total: 5 }))
      .subscribe();

    expect(tracker.snapshot.total).toBe(5);
  });

  it('should complete with the run', () => {
    const tracker = new ProgressTracker();
    const seen = told(tracker);
    of('a')
      .pipe(trackProgress({ to: tracker, sample: 0 }))
      .subscribe();

    expect(seen).toEqual(['0 running', '0 running', '1 running', '1 completed', 'complete']);
  });

  it('should complete with a run that failed too, since that is a state of progress', () => {
    const tracker = new ProgressTracker();
    const seen = told(tracker);
    throwError(() => 'failed')
      .pipe(trackProgress(tracker))
      .subscribe({ error: () => undefined });

    expect(seen).toEqual(['0 running', '0 running', '0 failed', 'complete']);
  });

  it('should hand out an Observable that nobody can emit with', () => {
    const tracker = new ProgressTracker();
    expect('next' in tracker.progress$).toBeFalse();
  });

  it('should refuse wrong options', () => {
    for (const [options, code] of [
      [{ total: -1 }, 'ERR_OUT_OF_RANGE'],
      [{ total: 1.5 }, 'ERR_OUT_OF_RANGE'],
      [{ total: '5' }, 'ERR_INVALID_ARG_TYPE'],
      [{ totals: 5 }, 'ERR_UNKNOWN_OPTION'],
      [5, 'ERR_INVALID_ARG_TYPE'],
    ] as const) {
      expect(() => new ProgressTracker(options as ProgressTrackerOptions))
        .withContext(JSON.stringify(options))
        .toThrowMatching((error: { code: string }) => error.code === code);
    }
  });
});
