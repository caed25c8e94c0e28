const itemFlow = 'src/work/item-flow.ts';
const itemOutcomes = 'src/work/item-outcomes.ts';
const itemWork = 'src/work/item-work.ts';
const call = 'src/work/retry/retried-call.ts';
const attempt = 'src/work/attempt.ts';
const turns = 'spec/work/item-flow.spec.ts';
const inners = 'spec/work/map-concurrent.inners.spec.ts';
const flows = 'spec/work/map-concurrent.flow.spec.ts';
const outcomes = 'spec/work/item-outcomes.spec.ts';

export default [
  // Inners in order
  {
    name: 'mapConcurrent: inners are read on before their turn',
    file: itemFlow,
    find: 'gate.close(SLOTS);',
    replace: '',
    spec: turns,
  },
  {
    name: 'mapConcurrent: an inner is not read on when its turn has come',
    file: itemFlow,
    find: 'this._early.get(place)?.release(SLOTS);',
    replace: '',
    spec: turns,
  },
  {
    name: 'mapConcurrent: an inner that has ended holds up a source that others share',
    file: itemFlow,
    find: 'gate.dispose();',
    replace: '',
    spec: turns,
  },
  {
    name: 'mapConcurrent: the tail of a pull counts as unasked',
    file: itemFlow,
    find: 'if (this.tree.depth === 0 && (gate.mask & SLOTS) !== 0) {',
    replace: 'if ((gate.mask & SLOTS) !== 0) {',
    spec: turns,
  },
  {
    name: 'mapConcurrent: the first value of an inner counts as unasked',
    file: itemFlow,
    find: 'if (this.tree.depth === 0 && (gate.mask & SLOTS) !== 0) {',
    replace: 'if (this.tree.depth === 0) {',
    spec: turns,
  },
  {
    name: 'mapConcurrent: what came unasked is counted for ever',
    file: itemFlow,
    find: 'this._unaskedValues.reset();',
    replace: '',
    spec: turns,
  },
  {
    name: 'mapConcurrent: inners have no bound below, since each value is a turn',
    file: itemFlow,
    find: 'if (!boundary.emit(this.place, value)) boundary.keep(this.place, this._gate as Gate);',
    replace:
      'boundary.tree.turn(() => {\n' +
      '      if (!boundary.emit(this.place, value)) boundary.keep(this.place, this._gate as Gate);\n' +
      '    });',
    spec: turns,
  },

  // Inners
  {
    name: 'mapConcurrent: inners do not mind the flow below',
    file: itemFlow,
    find: 'gateBelow(below) ?? openGate(this.tree)',
    replace: 'openGate(this.tree)',
    spec: flows,
  },
  {
    name: 'mapConcurrent: inners are warned of a flow that nobody needs',
    file: itemFlow,
    find: 'gateBelow(below) ?? openGate(this.tree)',
    replace: 'gateBelow(below) as Gate',
    spec: inners,
  },
  {
    name: 'mapConcurrent: a thenable may answer twice',
    file: itemFlow,
    find: 'return inner instanceof Promise ? inner : Promise.resolve(inner);',
    replace: 'return inner;',
    spec: inners,
  },
  {
    name: 'mapConcurrent: the signal of a promise that has ended the run aborts',
    file: itemFlow,
    find: 'this._attempt = this._attempt.next(undefined, 0);\n    boundary.settle(this, value);',
    replace: 'boundary.settle(this, value);',
    spec: inners,
  },
  {
    name: 'mapConcurrent: a plain value is blamed on fromSource',
    file: itemFlow,
    find: "checkSource(inner, 'mapConcurrent', 'result of fn');",
    replace: 'void checkSource;',
    spec: inners,
  },
  {
    name: 'mapConcurrent: calls in one lane share a signal',
    file: attempt,
    find: 'if (this._controller !== undefined) return new Attempt(this.attempt, this._names, item, place);',
    replace: '',
    spec: inners,
  },
  {
    name: 'mapConcurrent: signals do not abort',
    file: itemFlow,
    find: 'this._attempt.abort(reason);',
    replace: '',
    spec: inners,
  },
  {
    name: 'mapConcurrent: inners are read on when the run is left',
    file: itemFlow,
    find: 'this._inlet?.unsubscribe();',
    replace: '',
    spec: turns,
  },
  {
    name: 'mapConcurrent: one item less may come unasked',
    file: itemWork,
    find: 'export const UNASKED = 65_536;',
    replace: 'export const UNASKED = 65_535;',
    spec: flows,
  },

  // Outcomes
  {
    name: 'mapConcurrent: outcomes carry no position of their own',
    file: itemOutcomes,
    find: 'fulfilled(this._item, this.place, value, attempts)',
    replace: 'fulfilled(this._item, 0, value, attempts)',
    spec: outcomes,
  },
  {
    name: 'mapConcurrent: a second answer is another outcome',
    file: call,
    find: 'if (this.underWay !== attempt) {',
    replace: 'if (this.underWay !== attempt && attempt.aborted) {',
    spec: outcomes,
  },
  {
    name: 'mapConcurrent: the signal of an outcome aborts',
    file: call,
    find: 'this.underWay = undefined;',
    replace: '',
    spec: outcomes,
  },
];
