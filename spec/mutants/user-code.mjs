const spec = 'spec/faults/user-code.spec.ts';
const sources = 'spec/faults/user-code.sources.spec.ts';

export default [
  {
    name: 'user code: work is handed the array that its results are stored by',
    file: 'src/work/chunk-trial.ts',
    find: 'return work(items.slice(from, to), attempt);',
    replace: 'return work(items, attempt);',
    spec,
  },
  {
    name: 'user code: what is thrown is looked into to tell its class',
    file: 'src/run/run-stats.ts',
    find: '} catch {\n    // Null, undefined',
    replace: '} finally {\n    // Null, undefined',
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
