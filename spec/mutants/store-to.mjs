// Faults of storeTo, and the specs that notice them. CONTRIBUTING.md says what a mutant is.
const commits = 'src/store/commits.ts';
const spec = 'spec/store/commits.spec.ts';
const closing = 'spec/store/commits.closing.spec.ts';

export default [
  {
    name: 'storeTo: the source is read before the store is open',
    file: commits,
    find: '    this.gate.close(STARTING);\n',
    replace: '',
    spec,
  },
  {
    name: 'storeTo: a result is handed on before it is written',
    file: commits,
    find: '() => boundary.writer?.append(recordOf(input)),',
    replace: '() => void boundary.writer?.append(recordOf(input)),',
    spec,
  },
  {
    name: 'storeTo: anything can be stored',
    file: commits,
    find: 'if (isStorable(input)) super.arrive(input);',
    replace: 'if (isStorable(input) || true) super.arrive(input);',
    spec: 'spec/store/store-to.spec.ts',
  },
  {
    name: 'storeTo: the end is told before the run is closed',
    file: commits,
    find: '    whenDone(\n      () => writer?.close(),\n      end,',
    replace: '    whenDone(\n      () => void writer?.close(),\n      end,',
    spec: closing,
  },
  {
    name: 'storeTo: a run that was left is not closed',
    file: commits,
    find: '    super.connect(source);\n    this.below.add(() => {\n      this._giveBack();\n    });',
    replace: '    super.connect(source);',
    spec: closing,
  },
  {
    name: 'storeTo: a store that opens for nobody is not closed',
    file: commits,
    find: '    if (this.below.closed) {\n      this._giveBack();\n      return;\n    }',
    replace: '    if (this.below.closed) return;',
    spec,
  },
  {
    name: 'storeTo: a run is opened although it is there',
    file: 'src/store/memory-store.ts',
    find: 'if (runs.has(runId)) throw new RunExistsError(runId);',
    replace: '',
    spec: 'spec/store/memory-store.spec.ts',
  },
  {
    name: 'storeTo: failures of a chunk are not stored',
    file: 'src/store/storable.ts',
    find: 'values: input.values, failures: input.failures',
    replace: 'values: input.values, failures: new Map()',
    spec: 'spec/store/storable.spec.ts',
  },
];
