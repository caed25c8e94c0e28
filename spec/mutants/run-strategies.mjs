const chunker = 'src/chunk/strategy-chunker.ts';
const chunkerSpec = 'spec/chunk/strategy-chunker.spec.ts';
const arrays = 'src/chunk/chunk-arrays.ts';
const arraysSpec = 'spec/chunk/chunk-arrays.spec.ts';
const held = 'src/chunk/held-items.ts';
const heldSpec = 'spec/chunk/held-items.spec.ts';
const positions = 'src/chunk/positions.ts';

export default [
  {
    name: 'strategy: the end overtakes a chunk that is being handed on',
    file: chunker,
    find: 'if (this.#emitting) return;',
    replace: 'if (this.#emitting) {\n      if (this.#over) this.#end();\n      return;\n    }',
    spec: chunkerSpec,
  },
  {
    name: 'strategy: what it kept is lost in silence',
    file: chunker,
    find: 'else if (size === 0) this.#below.complete();',
    replace: 'else if (size >= 0) this.#below.complete();',
    spec: chunkerSpec,
  },
  {
    name: 'strategy: its fault hides the error of the source',
    file: chunker,
    find: 'this.#failure ??= { error };',
    replace: 'this.#failure = { error };',
    spec: chunkerSpec,
  },
  {
    name: 'strategy: it is asked on after it has failed',
    file: chunker,
    find: 'if (this.#over) return;\n    const positions',
    replace: 'const positions',
    spec: chunkerSpec,
  },
  {
    name: 'strategy: a chunk changes with the array of the strategy',
    file: chunker,
    find: '[...(items as readonly T[])]',
    replace: 'items',
    spec: chunkerSpec,
  },
  {
    name: 'strategy: what is stored is shown to it',
    file: chunker,
    find: 'this.#positions.mayLeaveOut && this.#positions.isDone(item, 0)',
    replace: 'false',
    spec: chunkerSpec,
  },
  {
    name: 'strategy: a source that is too short passes for the whole',
    file: chunker,
    find: 'this.#positions.finish();',
    replace: '',
    spec: chunkerSpec,
  },
  {
    name: 'strategy: two subscriptions share one',
    file: 'src/chunk/chunk-by.ts',
    find: 'return (subscriber, source) => {\n    const chunker = new StrategyChunker<T>(subscriber, strategyOf(make));',
    replace:
      'const one = strategyOf(make);\n  return (subscriber, source) => {\n    const chunker = new StrategyChunker<T>(subscriber, one);',
    spec: chunkerSpec,
  },
  {
    name: 'arrays: a chunk may be empty',
    file: arrays,
    find: 'if (items.length === 0) return;',
    replace: '',
    spec: arraysSpec,
  },
  {
    name: 'arrays: what is stored is worked on again',
    file: arrays,
    find: '!this.#positions.mayLeaveOut || ',
    replace: 'this.#positions.mayLeaveOut || ',
    spec: arraysSpec,
  },
  {
    name: 'arrays: what is left out is not counted',
    file: arrays,
    find: 'this.#positions.skip();',
    replace: '',
    spec: arraysSpec,
  },
  {
    name: 'arrays: a source that is too short passes for the whole',
    file: arrays,
    find: 'this.#positions.finish();',
    replace: '',
    spec: arraysSpec,
  },
  {
    name: 'held: the last of equal items is taken first',
    file: held,
    find: 'equal.push(held);\n      equal.push(entry);',
    replace: 'equal.push(entry);\n      equal.push(held);',
    spec: heldSpec,
  },
  {
    name: 'held: an item can be taken twice',
    file: held,
    find: 'this.#entries.delete(item);',
    replace: '',
    spec: heldSpec,
  },
  {
    name: 'held: a chunk was opened when its first item, and not its oldest, came',
    file: held,
    find: 'openedAt = Math.min(openedAt, arrivedAt);',
    replace: 'openedAt = openedAt === Infinity ? arrivedAt : openedAt;',
    spec: heldSpec,
  },
  {
    name: 'positions: outcomes that have become something else are stored',
    file: positions,
    find: 'if (this.#lost) this.#below?.error(new LostPositionsError());',
    replace: '',
    spec: chunkerSpec,
  },
];
