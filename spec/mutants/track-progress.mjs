// Faults of trackProgress, and the specs that notice them. CONTRIBUTING.md says what a mutant is.
const watch = 'src/progress/watch.ts';
const time = 'spec/progress/track-progress.time.spec.ts';
const fold = 'spec/progress/progress.spec.ts';

export default [
  {
    name: 'trackProgress: the first value comes with the first result',
    file: watch,
    find: '    this._begin();\n',
    replace: '',
    spec: time,
  },
  {
    name: 'trackProgress: it tells of every result',
    file: watch,
    find: 'if (due <= 0) {',
    replace: 'if (due <= Infinity) {',
    spec: time,
  },
  {
    name: 'trackProgress: the timer outlives the subscription',
    file: watch,
    find: '    this._below.add(() => {\n      this._timer?.unsubscribe();',
    replace: '    this._below.add(() => {',
    spec: time,
  },
  {
    name: 'trackProgress: it ends without a last value',
    file: watch,
    find: '    this._timer?.unsubscribe();\n    this._tell(state);',
    replace: '    this._timer?.unsubscribe();',
    spec: time,
  },
  {
    name: 'trackProgress: a failed run has completed',
    file: watch,
    find: "this._end('failed');",
    replace: "this._end('completed');",
    spec: 'spec/progress/track-progress.spec.ts',
  },
  {
    name: 'trackProgress: failures count as fulfilled',
    file: 'src/progress/progress.ts',
    find: 'items - rejected - skipped - cancelled',
    replace: 'items',
    spec: fold,
  },
  {
    name: 'trackProgress: what is left is one number',
    file: 'src/progress/remaining.ts',
    find: 'high: (left * 1000) / slowest',
    replace: 'high: (left * 1000) / fastest',
    spec: 'spec/progress/remaining.spec.ts',
  },
  {
    name: 'trackProgress: a full store is taken for work',
    file: 'src/progress/waiting-on.ts',
    find: "kind === 'store'",
    replace: "kind === 'chunker'",
    spec: 'spec/progress/waiting-on.spec.ts',
  },
];
