const spec = 'spec/faults/user-code.spec.ts';
const sources = 'spec/faults/user-code.sources.spec.ts';

export default [
  {
    name: 'user code: work is handed the array that its results are stored by',
    file: 'src/work/chunk-trial.ts',
    find: 'const items = this._subject.items.slice(this._from, this._to);\n    return',
    replace: 'const { items } = this._subject;\n    return',
    spec,
  },
  {
    name: 'user code: what is thrown is looked into to tell its class',
    file: 'src/core/class-of.ts',
    find: '} catch {',
    replace: '} finally {',
    spec,
  },
  {
    name: 'user code: what closing a source throws ends the program',
    file: 'src/flow/feed/feed.ts',
    find: 'if (isThenable(closing)) closing.then(undefined, failed);',
    replace: '',
    spec: sources,
  },
  {
    name: 'user code: a key that is no string is one',
    file: 'src/store/keys.ts',
    find: "if (typeof key === 'string') return key;",
    replace: 'return key as string;',
    spec: sources,
  },
  {
    name: 'user code: a second item of a key is worked on, too',
    file: 'src/store/keys.ts',
    find: 'const leftOut = done[place] === true || repeated[place] === true;',
    replace: 'const leftOut = done[place] === true;',
    spec: sources,
  },
];
