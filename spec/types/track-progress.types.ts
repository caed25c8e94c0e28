import { expectTypeOf } from 'expect-type';
import { of, Subject, type Observable } from 'rxjs';
import { ProgressTracker, trackProgress, type Progress } from '../../src/index.js';

// It passes on what it was given, in its own type.
expectTypeOf(of('a').pipe(trackProgress(() => undefined))).toEqualTypeOf<Observable<string>>();
expectTypeOf(
  of('a').pipe(
    trackProgress((progress) => {
      expectTypeOf(progress).toEqualTypeOf<Progress>();
    }),
  ),
).toEqualTypeOf<Observable<string>>();
trackProgress({ next: (progress) => expectTypeOf(progress).toEqualTypeOf<Progress>() });
trackProgress(new Subject<Progress>());
trackProgress({ to: () => undefined, total: 5, sample: 0, flow: null, scheduler: undefined });
trackProgress({ to: new ProgressTracker() });

const tracker = new ProgressTracker({ total: 5 });
trackProgress(tracker);
expectTypeOf(tracker.progress$).toEqualTypeOf<Observable<Progress>>();
expectTypeOf(tracker.snapshot).toEqualTypeOf<Progress>();
expectTypeOf(tracker.total).toEqualTypeOf<number | undefined>();

declare const progress: Progress;
expectTypeOf(progress.total).toEqualTypeOf<number | undefined>();
expectTypeOf(progress.remaining?.low).toEqualTypeOf<number | undefined>();
expectTypeOf(progress.state).toEqualTypeOf<
  'running' | 'completed' | 'failed' | 'drained' | 'aborted'
>();
// @ts-expect-error progress is told, not made
progress.done = 5;

// @ts-expect-error somebody has to be told
trackProgress({ total: 5 });
// @ts-expect-error somebody has to be told
trackProgress();
// @ts-expect-error an unknown option
trackProgress({ to: () => undefined, every: 5 });
// @ts-expect-error an observer of something else
trackProgress(new Subject<number>());
// @ts-expect-error a total is a number
new ProgressTracker({ total: '5' });
