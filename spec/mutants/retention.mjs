const runs = { file: 'src/store/expired-runs.ts', spec: 'spec/store/expired-runs.spec.ts' };
const cleaning = { file: 'src/store/clean-up.ts', spec: 'spec/store/clean-up.spec.ts' };
const imported = { spec: 'spec/store/import-run.spec.ts' };

export default [
  {
    ...runs,
    name: 'cleanUp: removes a run that somebody writes',
    find: 'if (holder !== undefined) return false;',
    replace: '',
  },
  {
    ...runs,
    name: 'cleanUp: removes what is unreadable',
    find: "(unfinished && state === 'open')",
    replace: 'unfinished',
  },
  {
    ...runs,
    name: 'cleanUp: removes the youngest first',
    find: 'a.updatedAt - b.updatedAt',
    replace: 'b.updatedAt - a.updatedAt',
  },
  {
    ...runs,
    name: 'cleanUp: removes one run too many',
    find: 'left <= maxRuns',
    replace: 'left < maxRuns',
  },
  {
    ...runs,
    name: 'cleanUp: removes on, though there is room',
    find: 'bytes -= run.bytes ?? 0;',
    replace: '',
  },
  {
    ...cleaning,
    name: 'cleanUp: tells of a run that was opened meanwhile as a failure',
    find: "['ERR_RUN_LOCKED', 'ERR_RUN_NOT_FOUND']",
    replace: '[]',
  },
  {
    ...imported,
    name: 'importRun: leaves a run behind that failed',
    file: 'src/store/import-run.ts',
    find: 'await this._store.delete(this.runId);',
    replace: '',
  },
  {
    ...imported,
    name: 'importRun: goes on with a run that is there',
    file: 'src/store/import-run.ts',
    find: 'resume: false',
    replace: 'resume: true',
  },
  {
    ...imported,
    name: 'importRun: takes values that the store has changed',
    file: 'src/store/import-run.ts',
    find: 'answer instanceof Map && answer.size > 0',
    replace: 'false',
  },
  {
    ...imported,
    name: 'importRun: does not look at the sum',
    file: 'src/store/imported-outcomes.ts',
    find: 'crc32 !== this.#sum.text',
    replace: 'false',
  },
  {
    ...imported,
    name: 'importRun: takes a position twice',
    file: 'src/store/imported-outcomes.ts',
    find: 'position <= this.#last',
    replace: 'position < this.#last',
  },
  {
    name: 'exportRun: does not sum the header',
    file: 'src/store/export-run.ts',
    find: 'return [this.#summed(headerOf(info))];',
    replace: 'return [headerOf(info)];',
    spec: 'spec/store/export-run.spec.ts',
  },
  {
    name: 'taggedJson: takes an object that looks like a tag for one',
    file: 'src/store/codec/tagged-json.ts',
    find: 'exact !== undefined && !exact.includes(TAG)',
    replace: 'exact !== undefined',
    spec: 'spec/store/codec/tagged-json.spec.ts',
  },
  {
    name: 'csv: a cell that is a formula',
    file: 'src/cli/csv-line.ts',
    find: '/^[=+\\-@\\t\\r]/',
    replace: '/^[=+@\\t\\r]/',
    spec: 'spec/cli/csv-line.node.spec.ts',
  },
];
