const file = 'src/run/run-settings.ts';
const spec = 'spec/run/run-settings.spec.ts';
const running = 'src/run/running-batch.ts';
const configure = 'spec/run/running-batch.configure.spec.ts';
const pipeline = 'src/run/pipeline.ts';
const options = 'spec/run/running-batch.options.spec.ts';

export default [
  {
    name: 'configure: options within options are not looked at',
    file,
    find: "checkWithin('configure', read);",
    replace: '',
    spec,
  },
  {
    name: 'configure: a sequential run gets lanes',
    file,
    find: "if (mode === 'sequential') yield",
    replace: 'if (false) yield',
    spec,
  },
  {
    name: 'configure: time limits of chunks are taken by a streaming run',
    file,
    find: "checkTimeouts('configure', { ...this.#plan, ...read } as RunPlan<T>);",
    replace: '',
    spec,
  },
  {
    name: 'configure: an option is told again when another one changes',
    file,
    find: '      distinctUntilChanged(),\n    );\n  }\n\n  /** Checks',
    replace: '    );\n  }\n\n  /** Checks',
    spec,
  },
  {
    name: 'configure: of two limits of a chunk the longer one holds',
    file,
    find: 'Math.min(maxProcessingTime',
    replace: 'Math.max(maxProcessingTime',
    spec,
  },
  {
    name: 'configure: the limit of the run stays what it was',
    file: running,
    find: 'this._settings.change(read);\n    this._life.limit(this._settings.runTimeout);',
    replace: 'this._settings.change(read);',
    spec: configure,
  },
  {
    name: 'run: a rate limits no work on chunks',
    file: pipeline,
    find: 'if (rate === undefined || !isCalledWithIt) return value$;',
    replace: 'return value$;',
    spec: configure,
  },
  {
    name: 'run: order by key is any order',
    file: pipeline,
    find: "ordered === 'key' ? { key: key ?? String } : ordered",
    replace: "ordered === 'key' ? false : ordered",
    spec: options,
  },
  {
    name: 'run: without recovery, retries are taken',
    file: 'src/run/batch-options.ts',
    find: 'if (given.enableErrorRecovery === false) checkNoRecovery(where, given);',
    replace: '',
    spec: options,
  },
  {
    name: 'run: isolate is taken with a function of one target',
    file: 'src/run/batch-processor.ts',
    find: "if ('each' in work && isolate) {",
    replace: 'if (false) {',
    spec: options,
  },
];
