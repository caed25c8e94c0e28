/** Faults of waiting for room in a store. */
const lane = 'src/store/commit-lane.ts';
const laneSpec = 'spec/store/commit-lane.spec.ts';
const whenFull = 'src/store/when-full.ts';
const whenFullSpec = 'spec/store/when-full.spec.ts';

export default [
  {
    name: 'whenFull: a record is taken anew for each try',
    file: lane,
    find: 'taken ?? boundary.recordOf(input)',
    replace: 'boundary.recordOf(input)',
    spec: laneSpec,
  },
  {
    name: 'whenFull: every failure of a store is waited for',
    file: lane,
    find: ' && error instanceof StoreWriteError && error.full',
    replace: '',
    spec: laneSpec,
  },
  {
    name: 'whenFull: what only looks like it is waited for',
    file: lane,
    find: 'error instanceof StoreWriteError && error.full',
    replace: 'error.full',
    spec: laneSpec,
  },
  {
    name: 'whenFull: the next try stays after unsubscribe',
    file: lane,
    find: 'this._retry?.unsubscribe();',
    replace: '',
    spec: laneSpec,
  },
  {
    name: 'whenFull: it waits though nobody listens any more',
    file: lane,
    find: 'if (boundary.below.closed) return;\n    const now',
    replace: 'const now',
    spec: laneSpec,
  },
  {
    name: 'whenFull: the wait is told before it can be given up',
    file: lane,
    find: '    this._retry = asyncScheduler',
    replace: '    boundary.full(reason, now - this._fullSince);\n    this._retry = asyncScheduler',
    spec: laneSpec,
  },
  {
    name: 'whenFull: each try begins to count anew',
    file: lane,
    find: 'this._fullSince ??= now;',
    replace: 'this._fullSince = now;',
    spec: laneSpec,
  },
  {
    name: 'whenFull: the wait of the record before counts',
    file: lane,
    find: 'this._fullSince = undefined;',
    replace: '',
    spec: laneSpec,
  },
  {
    name: 'whenFull: it is tried again at once',
    file: lane,
    find: '}, retryEvery);',
    replace: '}, 0);',
    spec: laneSpec,
  },
  {
    name: 'whenFull: nobody is told',
    file: 'src/store/commits.ts',
    find: "this.gate.announce({ type: 'storeFull', runId, reason, waited });",
    replace: '',
    spec: laneSpec,
  },
  {
    name: 'whenFull: options without a time are taken for none',
    file: whenFull,
    find: 'if (read.retryEvery === undefined) {',
    replace: 'if (false) {',
    spec: whenFullSpec,
  },
  {
    name: 'whenFull: it may be tried without a pause',
    file: whenFull,
    find: 'duration(1)',
    replace: 'duration(0)',
    spec: whenFullSpec,
  },
];
