const watch = 'src/progress/watch.ts';
const operator = 'src/progress/track-progress.ts';
const progress = 'src/progress/progress.ts';
const rate = 'src/progress/rate.ts';
const remaining = 'src/progress/remaining.ts';
const waitingOn = 'src/progress/waiting-on.ts';
const tracker = 'src/progress/progress-tracker.ts';

const main = 'spec/progress/track-progress.spec.ts';
const time = 'spec/progress/track-progress.time.spec.ts';
const seen = 'spec/progress/watch.spec.ts';

export default [
  {
    name: 'trackProgress: the start is not told',
    file: watch,
    find: "this._tell('running');\n    } finally",
    replace: '} finally',
    spec: main,
  },
  {
    name: 'trackProgress: the end is not told',
    file: watch,
    find: 'this._tell(state);',
    replace: '',
    spec: main,
  },
  {
    name: 'trackProgress: the end is told after the result has ended',
    file: watch,
    find: "this.end('failed');\n    this._below.error(error);",
    replace: "this._below.error(error);\n    this.end('failed');",
    spec: main,
  },
  {
    name: 'trackProgress: a failed run counts as completed',
    file: watch,
    find: "this.end('failed');",
    replace: "this.end('completed');",
    spec: main,
  },
  {
    name: 'trackProgress: the timer survives unsubscribe',
    file: watch,
    find: 'this._timer?.unsubscribe();',
    replace: '',
    spec: main,
  },
  {
    name: 'trackProgress: a timer for every result',
    file: watch,
    find: 'if (this._timer !== undefined) return;',
    replace: '',
    spec: time,
  },
  {
    name: 'trackProgress: after its first timer it tells no more',
    file: watch,
    find: '      this._timer = undefined;\n',
    replace: '',
    spec: main,
  },
  {
    name: 'trackProgress: every result waits for a timer',
    file: watch,
    find: 'if (due <= 0) {',
    replace: 'if (due <= -1e9) {',
    spec: main,
  },
  {
    name: 'trackProgress: a result is counted after it was handed on',
    file: watch,
    find: 'this._counts = countResult(this._counts, result);',
    replace:
      'const soFar = this._counts;\n    queueMicrotask(() => (this._counts = countResult(soFar, result)));',
    spec: main,
  },
  {
    name: 'trackProgress: tells on after its consumer has left',
    file: watch,
    find: 'if (!this._below.closed) this._sample();',
    replace: 'this._sample();',
    spec: main,
  },
  {
    name: 'trackProgress: subscribes though its first progress unsubscribed it',
    file: watch,
    find: 'if (!this._below.closed) inlet.connect(source);',
    replace: 'inlet.connect(source);',
    spec: seen,
  },
  {
    name: 'trackProgress: what the observer throws goes up the pipeline',
    file: watch,
    find: 'this._progress$.next(this._progress(state));',
    replace: 'this._settings.observer.next(this._progress(state));',
    spec: seen,
  },
  {
    name: 'trackProgress: the observer does not hear of the end',
    file: watch,
    find: 'this._progress$.complete();',
    replace: '',
    spec: seen,
  },
  {
    name: 'trackProgress: waits for something when it is over',
    file: watch,
    find: "state === 'running' ? waitingOn(stages) : 'nothing'",
    replace: 'waitingOn(stages)',
    spec: seen,
  },
  {
    name: 'trackProgress: twice as often by default',
    file: operator,
    find: 'sample = 100',
    replace: 'sample = 50',
    spec: main,
  },
  {
    name: 'trackProgress: forgets the total of its tracker',
    file: operator,
    find: '(observer instanceof ProgressTracker ? observer.total : undefined)',
    replace: 'undefined',
    spec: 'spec/progress/progress-tracker.spec.ts',
  },
  {
    name: 'trackProgress: takes its time elsewhere than from the scheduler',
    file: operator,
    find: 'scheduler: read.scheduler ?? asyncScheduler',
    replace: 'scheduler: asyncScheduler',
    spec: time,
  },
  {
    name: 'countResult: a failed item counts as fulfilled too',
    file: progress,
    find: 'counts.fulfilled + items - rejected - skipped - cancelled',
    replace: 'counts.fulfilled + items - rejected - skipped',
    spec: 'spec/progress/progress.spec.ts',
  },
  {
    name: 'countResult: skipped is cancelled',
    file: progress,
    find: 'skipped: counts.skipped + skipped,',
    replace: 'skipped: counts.skipped + cancelled,',
    spec: 'spec/progress/progress.spec.ts',
  },
  {
    name: 'Rate: a stretch that comes round again keeps its count',
    file: rate,
    find: '] = 0;',
    replace: '] ??= 0;',
    spec: 'spec/progress/rate.spec.ts',
  },
  {
    name: 'Rate: looks back one stretch less',
    file: rate,
    find: 'const BUCKETS = 20;',
    replace: 'const BUCKETS = 19;',
    spec: 'spec/progress/rate.spec.ts',
  },
  {
    name: 'remaining: guesses from the start',
    file: remaining,
    find: 'elapsed < SETTLED ||',
    replace: '',
    spec: 'spec/progress/remaining.spec.ts',
  },
  {
    name: 'remaining: divides by nothing',
    file: remaining,
    find: '|| slowest <= 0',
    replace: '|| slowest < 0',
    spec: 'spec/progress/remaining.spec.ts',
  },
  {
    name: 'remaining: the range is upside down',
    file: remaining,
    find: 'low: (left * 1000) / fastest, high: (left * 1000) / slowest',
    replace: 'high: (left * 1000) / fastest, low: (left * 1000) / slowest',
    spec: 'spec/progress/remaining.spec.ts',
  },
  {
    name: 'waitingOn: full lanes are blamed before the store that fills them',
    file: waitingOn,
    find: "if (full.some(({ kind }) => kind === 'store')) return 'store';",
    replace: '',
    spec: 'spec/progress/waiting-on.spec.ts',
  },
  {
    name: 'waitingOn: waits for a source that is over',
    file: waitingOn,
    find: "if (ending.length > 0) return ending.every(({ kind }) => kind === 'store') ? 'store' : 'work';",
    replace: '',
    spec: 'spec/progress/waiting-on.spec.ts',
  },
  {
    name: 'waitingOn: a boundary does not say that its source is over',
    file: 'src/flow/boundary.ts',
    find: 'this.over = true;',
    replace: '',
    spec: seen,
  },
  {
    name: 'ProgressTracker: goes on after the run',
    file: tracker,
    find: 'this.#latest.complete();',
    replace: '',
    spec: 'spec/progress/progress-tracker.spec.ts',
  },
  {
    name: 'ProgressTracker: knows its total only when the run has begun',
    file: tracker,
    find: 'notStarted(total))',
    replace: 'notStarted(undefined))',
    spec: 'spec/progress/progress-tracker.spec.ts',
  },
];
