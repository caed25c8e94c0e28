const file = 'src/work/each-item.ts';
const spec = 'spec/work/each-item.spec.ts';

export default [
  {
    name: 'eachItem: one call more than the limit',
    find: 'while (this.#running < this.concurrency)',
    replace: 'while (this.#running <= this.concurrency)',
  },
  {
    name: 'eachItem: what is given up keeps its part of the limit',
    find: 'this.limit.release(calls.length);',
    replace: '',
  },
  {
    name: 'eachItem: what is given back is taken by a chunk that is given up in the same call',
    find: 'void Promise.resolve().then(() => {\n      this.limit.release(calls.length);\n    });',
    replace: 'this.limit.release(calls.length);',
  },
  {
    name: 'eachItem: a second answer counts',
    find: 'if (this.#calls.delete(call)) this.#settle(place, outcome);',
    replace: 'this.#calls.delete(call);\n      this.#settle(place, outcome);',
  },
  {
    name: 'eachItem: the array is not copied',
    find: 'this.#items = [...items];',
    replace: 'this.#items = items;',
  },
  {
    name: 'eachItem: a chunk that was given up starts its other items',
    find: ' && !this.#givenUp;',
    replace: ';',
  },
  {
    name: 'eachItem: a signal that has aborted before is not looked at',
    find: 'this.#givenUp = context.signal.aborted;',
    replace: '',
  },
  {
    name: 'eachItem: the signals of items do not abort',
    find: 'attempt.abort();',
    replace: '',
  },
  {
    name: 'eachItem: the Observables of items are not left',
    find: 'subscription?.unsubscribe();',
    replace: 'void subscription;',
  },
  {
    name: 'eachItem: a listener stays on the signal of the chunk',
    find: "this.context.signal.removeEventListener('abort', this.#giveUp);",
    replace: '',
  },
  {
    name: 'eachItem: another default',
    find: 'const { concurrency = 16 } =',
    replace: 'const { concurrency = 15 } =',
  },
  {
    name: 'eachItem: every attempt is the first',
    find: 'new Attempt(this.context.attempt)',
    replace: 'new Attempt(1)',
  },
  {
    name: 'eachItem: outcomes stand in the order of completion',
    find: 'this.#outcomes[place] = outcome;',
    replace: 'this.#outcomes[this.#items.length - this.#left + 0 * place] = outcome;',
  },
  {
    name: 'eachItem: each item that ends starts the next on top of it',
    find: 'if (this.#starting) return;',
    replace: '',
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
