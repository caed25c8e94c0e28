const spec = 'spec/faults/stop-anywhere.spec.ts';

export default [
  {
    name: 'stop: an open chunk keeps its timer',
    file: 'src/chunk/deadline.ts',
    find: 'this.#timer?.unsubscribe();',
    replace: '',
    spec,
  },
  {
    name: 'stop: a source that was left reads on',
    file: 'src/flow/feed/feed.ts',
    find: 'if (this.subscriber.closed) return false;\n    if (this._gate',
    replace: 'if (this._gate',
    spec,
  },
  {
    name: 'stop: a wait between two calls goes on',
    file: 'src/work/retry/retried-call.ts',
    find: 'this.isLeft = true;\n    this._giveUp(reason);',
    replace: 'this.isLeft = true;',
    spec,
  },
  {
    name: 'stop: progress keeps its timer',
    file: 'src/progress/watch.ts',
    find: 'this._timer?.unsubscribe();\n      this._gate.dispose();',
    replace: 'this._gate.dispose();',
    spec,
  },
];
