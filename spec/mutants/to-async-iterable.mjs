const file = 'src/flow/to-async-iterable.ts';
const spec = 'spec/flow/to-async-iterable.spec.ts';
const limits = 'spec/flow/to-async-iterable.limits.spec.ts';

export default [
  {
    name: 'toAsyncIterable: it reads one too far',
    file,
    find: 'this.#given >= this.#asked + this.#readAhead',
    replace: 'this.#given > this.#asked + this.#readAhead',
    spec,
  },
  {
    name: 'toAsyncIterable: it reads ahead by nothing where nothing is said',
    file,
    find: 'readAhead = 1, signal',
    replace: 'readAhead = 0, signal',
    spec,
  },
  {
    name: 'toAsyncIterable: a value is not counted',
    file,
    find: 'this.#given++;',
    replace: '',
    spec,
  },
  {
    name: 'toAsyncIterable: return() waits for the source',
    file,
    find: 'this.#left$.next();',
    replace: '',
    spec,
  },
  {
    name: 'toAsyncIterable: an error is an end',
    file,
    find: 'fail(error: unknown): void {\n    this.#below?.error(error);',
    replace: 'fail(error: unknown): void {\n    void error;\n    this.#below?.complete();',
    spec,
  },
  {
    name: 'toAsyncIterable: unasked values are not counted anew',
    file,
    find: 'this.#unasked?.reset();',
    replace: '',
    spec: limits,
  },
  {
    name: 'toAsyncIterable: unasked values have no limit',
    file,
    find: 'if (overflow !== undefined) {',
    replace: 'if (false as boolean) {',
    spec: limits,
  },
  {
    name: 'toAsyncIterable: it keeps its flow closed when the loop has left',
    file,
    find: 'gate.dispose();',
    replace: '',
    spec: limits,
  },
  {
    name: 'toAsyncIterable: a signal that has aborted before lets it subscribe',
    file,
    find: 'if (signal.aborted) giveUp();',
    replace: '',
    spec: 'spec/flow/to-async-iterable.signal.spec.ts',
  },
  {
    name: 'toAsyncIterable: its listener stays with the signal',
    file,
    find: "signal.removeEventListener('abort', giveUp);",
    replace: '',
    spec: 'spec/flow/to-async-iterable.signal.spec.ts',
  },
  {
    name: 'toAsyncIterable: work is not told the reason of the signal',
    file,
    find: 'if (this.#gate !== undefined) this.#gate.tree.reason = signal.reason;',
    replace: '',
    spec: 'spec/flow/to-async-iterable.signal.spec.ts',
  },
];
