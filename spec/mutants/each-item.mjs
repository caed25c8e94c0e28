const file = 'src/work/each-item.ts';
const limit = 'src/work/call-limit.ts';
const ofItems = 'src/work/chunk-of-items.ts';
const call = 'src/work/retry/retried-call.ts';
const spec = 'spec/work/each-item.spec.ts';

export default [
  {
    name: 'eachItem: one call more than the limit',
    file: limit,
    find: 'while (this.#running < this.#concurrency)',
    replace: 'while (this.#running <= this.#concurrency)',
  },
  {
    name: 'eachItem: what is given up keeps its part of the limit',
    file: ofItems,
    find: 'this.settings.limit.release(calls.length);',
    replace: '',
  },
  {
    name: 'eachItem: what is given back is taken by a chunk that is given up in the same call',
    file: ofItems,
    find: 'await Promise.resolve();\n    // What is fatal is told by a promise, one step later.\n    await Promise.resolve();',
    replace: '',
  },
  {
    name: 'eachItem: a second answer counts',
    file: call,
    find: 'if (this.underWay !== attempt) {',
    replace: 'if (this.underWay !== attempt && attempt.aborted) {',
    spec: 'spec/work/each-item.retry.spec.ts',
  },
  {
    name: 'eachItem: an item settles that was given up when it told of its failure',
    file: ofItems,
    find: 'if (!this.#calls.delete(call)) return;',
    replace: 'this.#calls.delete(call);',
    spec: 'spec/work/each-item.retry.spec.ts',
  },
  {
    name: 'eachItem: the array is not copied',
    file: ofItems,
    find: 'this.items = [...items];',
    replace: 'this.items = items;',
  },
  {
    name: 'eachItem: a chunk that was given up starts its other items',
    file: ofItems,
    find: ' && !this.#givenUp;',
    replace: ';',
  },
  {
    name: 'eachItem: a signal that has aborted before is not looked at',
    file: ofItems,
    find: 'this.#givenUp = context.signal.aborted;',
    replace: '',
  },
  {
    name: 'eachItem: the signals of items do not abort',
    file: ofItems,
    find: 'for (const call of calls) call.cancel(reason);',
    replace: '',
  },
  {
    name: 'eachItem: the Observables of items are not left',
    file: call,
    find: 'running?.unsubscribe();',
    replace: '',
  },
  {
    name: 'eachItem: a listener stays on the signal of the chunk',
    file: ofItems,
    find: "this.context.signal.removeEventListener('abort', this.#giveUp);",
    replace: '',
  },
  {
    name: 'eachItem: another default',
    find: 'read.concurrency === undefined ? 16',
    replace: 'read.concurrency === undefined ? 15',
  },
  {
    name: 'eachItem: every attempt is the first',
    file: ofItems,
    find: 'chunk.context.attempt + this.calls++',
    replace: '1 + this.calls++',
  },
  {
    name: 'eachItem: outcomes stand in the order of completion',
    file: ofItems,
    find: 'this.#outcomes[call.place] = outcome;',
    replace: 'this.#outcomes[this.items.length - this.#left] = outcome;',
  },
  {
    name: 'eachItem: a higher concurrency starts nothing',
    file: 'src/work/call-limit.ts',
    find: 'this.#concurrency = concurrency;\n    this.#start();',
    replace: 'this.#concurrency = concurrency;',
    spec: 'spec/work/followed.spec.ts',
  },
  {
    name: 'eachItem: its options are followed when no chunk is worked on',
    file: 'src/work/followed.ts',
    find: 'this.#subscription?.unsubscribe();',
    replace: '',
    spec: 'spec/work/followed.spec.ts',
  },
  {
    name: 'eachItem: its options are left with the first chunk',
    file: 'src/work/followed.ts',
    find: '|| this.#waiting.size > 0) return;',
    replace: ') return;',
    spec: 'spec/work/followed.spec.ts',
  },
  {
    name: 'eachItem: options that go wrong end nothing',
    file: 'src/work/followed.ts',
    find: 'for (const who of [...this.#waiting]) who.fail(FatalError.of(cause));',
    replace: 'FatalError.of(cause);',
    spec: 'spec/work/followed.spec.ts',
  },
  {
    name: 'eachItem: a time limit that changes is not heard',
    file: 'src/work/each-item.ts',
    find: 'policy.attemptTimeout = timeout;',
    replace: '',
    spec: 'spec/work/followed.spec.ts',
  },
].map((mutant) => ({ file, spec, ...mutant }));
