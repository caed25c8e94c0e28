const spec = 'spec/work/retry.laws.spec.ts';

export default [
  {
    name: 'retry laws: one call more than is allowed',
    file: 'src/work/retry/retried-call.ts',
    find: 'this._retries >= retry.count',
    replace: 'this._retries > retry.count',
  },
  {
    name: 'retry laws: a call is made from within the one before',
    file: 'src/work/retry/retried-call.ts',
    find: 'if (this._calling) return;',
    replace: '',
  },
  {
    name: 'retry laws: calls of a search are not counted',
    file: 'src/work/isolate/search.ts',
    find: 'for (let place = from; place < to; place++) this.#add(place, 1);',
    replace: 'this.#add(from, 1);',
  },
  {
    name: 'retry laws: a time limit outlives the call',
    file: 'src/work/retry/retried-call.ts',
    find: 'this._timer?.unsubscribe();\n    this.underWay = undefined;',
    replace: 'this.underWay = undefined;',
  },
].map((mutant) => ({ ...mutant, spec }));
