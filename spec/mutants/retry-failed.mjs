const resume = 'src/flow/resume.ts';
const commits = 'src/store/commits.ts';
const storeTo = 'src/store/store-to.ts';
const memory = 'src/store/memory-store.ts';
const inOrder = 'src/store/outcomes-in-order.ts';
const failures = 'src/node/json-lines/failures.ts';
const replaced = 'src/node/json-lines/replaced.ts';
const reading = 'src/node/json-lines/in-order.ts';
const opening = 'src/node/json-lines/open-run.ts';
const writer = 'src/node/json-lines/writer.ts';
const verify = 'src/node/json-lines/verify.ts';
const format = 'src/node/json-lines/format.ts';

const whatIsKnown = 'spec/flow/resume.spec.ts';
const retrying = 'spec/store/store-to.retry.spec.ts';
const ofMemory = 'spec/store/memory-store.contract.spec.ts';
const ordering = 'spec/store/outcomes-in-order.spec.ts';
const tries = 'spec/node/json-lines/failures.node.spec.ts';
const ofReplaced = 'spec/node/json-lines/replaced.node.spec.ts';
const verifying = 'spec/node/json-lines/verify.node.spec.ts';
const openings = 'spec/node/json-lines/open-run.node.spec.ts';
const crashes = 'spec/faults/resume.spec.ts';
const command = 'spec/cli/retry-failed.node.spec.ts';
const killed = 'spec/faults/retry.node.spec.ts';
const ofFiles = 'spec/node/json-lines-store.contract.node.spec.ts';

/** Each: what goes wrong, where, by which change, and who notices. */
const faults = [
  ['what failed counts as done', resume, 'this.#taken.remove(range);', '', whatIsKnown],
  [
    'the end of what is stored is before what failed',
    resume,
    `    this.#end = this.#taken.end;
    for (const range of failed) this.#taken.remove(range);`,
    `    for (const range of failed) this.#taken.remove(range);
    this.#end = this.#taken.end;`,
    whatIsKnown,
  ],
  [
    'the source goes on behind what failed',
    resume,
    'if (failed.some(([start]) => start < mark.position)) return;',
    '',
    whatIsKnown,
  ],
  [
    'only what failed first is looked for before a mark',
    resume,
    'failed.some(([start]) => start < mark.position)',
    '(failed[0]?.[0] ?? Infinity) < mark.position',
    whatIsKnown,
  ],
  [
    'the mark in the store is moved back',
    resume,
    'mark !== undefined && mark.position < this.#marked ? undefined : mark',
    'mark',
    whatIsKnown,
  ],
  [
    'a store that knows no tries is believed',
    commits,
    'if (this._settings.retryFailed && failed === undefined) {',
    'if (failed === null) {',
    retrying,
  ],
  [
    'a store that knows no tries keeps the run',
    commits,
    '      this._leave();\n      const rule',
    '      const rule',
    retrying,
  ],
  [
    'the store is not told',
    commits,
    '{ runId, resume, retryFailed, fingerprint',
    '{ runId, resume, fingerprint',
    retrying,
  ],
  [
    'a run may be refused and tried again',
    storeTo,
    'if (retryFailed && resume === false) {',
    'if (resume === null) {',
    retrying,
  ],
  [
    'crashed: what failed is left out',
    commits,
    'this._resume.found(done, mark, failed);',
    'this._resume.found(done, mark);',
    crashes,
  ],
  [
    'crashed: the source goes on behind what failed',
    resume,
    'if (failed.some(([start]) => start < mark.position)) return;',
    '',
    crashes,
  ],
  [
    'crashed: what was replaced in memory is read, too',
    memory,
    'outcomesInOrder(this.#records, this.#replaced)',
    'outcomesInOrder(this.#records, new Map())',
    crashes,
  ],
  [
    'memory: what was skipped is tried',
    memory,
    "kind !== 'skipped'",
    'kind !== undefined',
    ofMemory,
  ],
  [
    'memory: what was replaced is tried again',
    memory,
    '        if (this.#replaced.get(record)?.has(place)) continue;\n',
    '',
    ofMemory,
  ],
  ['memory: an item may be replaced twice', memory, '      failed.delete(item);\n', '', ofMemory],
  ['memory: items are counted twice', memory, '      this.#items--;\n', '', ofMemory],
  ['memory: failures are counted for ever', memory, '      this.#failed--;\n', '', ofMemory],
  [
    'memory: keys that failed are done',
    memory,
    'this.#keys.has(key) && !failed.has(key)',
    'this.#keys.has(key)',
    ofMemory,
  ],
  [
    'in order: what replaces comes behind its record',
    inOrder,
    'return without === undefined ? [stretch] : leftOf(stretch, without);',
    'return [stretch];',
    ordering,
  ],
  [
    'in order: the rest of a stretch has other places',
    inOrder,
    'place: place + from - start',
    'place',
    ordering,
  ],
  [
    'files: failures are counted for ever',
    writer,
    'before + failed - again',
    'before + failed',
    ofFiles,
  ],
  ['files: items are counted twice', writer, 'items + count - again', 'items + count', ofFiles],
  [
    'files: what failed and then went well is tried again',
    failures,
    "if ((kinds.get(place) ?? 'skipped') === 'skipped') failures.remove(item);",
    'if (!kinds.has(place)) continue;',
    ofFiles,
  ],
  [
    'files: what was told apart otherwise is tried, too',
    failures,
    "      if ((record.keys !== undefined) !== (identity === 'key')) continue;\n",
    '',
    ofReplaced,
  ],
  [
    'files: the reader of failures leaves files open',
    failures,
    '    await reader.close();\n',
    '',
    tries,
  ],
  [
    'files: older readers take a run for one of theirs',
    opening,
    'size > 0 ? VERSIONS.replaced : 0',
    '0',
    tries,
  ],
  [
    'files: older readers take a run for one of theirs once it is resumed',
    opening,
    'return Math.max(before, needed);',
    'return Math.max(VERSIONS.once, needed);',
    tries,
  ],
  [
    'files: a segment that only replaced is taken for empty',
    opening,
    'writtenBy(header) === writtenBy(last)',
    'header.items === last.items',
    tries,
  ],
  [
    'files: what a crash has left keeps keys from being read',
    opening,
    'keysIn(files, whole)',
    'keysIn(files, found)',
    openings,
  ],
  [
    'files: what was replaced is read from the end of the files',
    reading,
    'new Map(replaced.stretches.map((stretch) => [stretch.start, stretch]))',
    'new Map<number, PlacedStretch>()',
    ofReplaced,
  ],
  ['files: keys are merged like positions', reading, ' && !replaced.byKey', '', ofReplaced],
  [
    'files: a try that was replaced itself counts',
    replaced,
    'cut(stretch, this.#after(path))',
    'cut(stretch, [])',
    ofReplaced,
  ],
  [
    'files: all segments are read twice',
    replaced,
    'return replaced > (header.replaced ?? 0);',
    'return replaced >= (header.replaced ?? 0);',
    ofReplaced,
  ],
  [
    'files: an earlier one replaces a later one',
    replaced,
    '(this.#order.get(other.path) ?? 0) > order',
    '(this.#order.get(other.path) ?? 0) < order',
    ofReplaced,
  ],
  [
    'command: a run that is done is not tried again',
    'src/cli/run-in-store.ts',
    ' || (plan.retryFailed && failed > 0)',
    '',
    command,
  ],
  [
    'command: a try that was stopped is resumed by leaving it out',
    'src/cli/run-command.ts',
    "how !== 'done' && retryFailed",
    'retryFailed === undefined',
    command,
  ],
  [
    'killed: what was replaced is read, too',
    replaced,
    'if (later.length === 0) return stretches;',
    'if (later.length >= 0) return stretches;',
    killed,
  ],
  [
    'verify: an item counts as often as it was tried',
    verify,
    'return this.#positions.size + this.#keys.size;',
    'return writtenBy(this.#checkpoint);',
    verifying,
  ],
  [
    'verify: does not say which try was damaged',
    verify,
    'countOf(lost) < missing ?',
    'countOf(lost) < 0 ?',
    verifying,
  ],
  [
    'verify: misses tries that are missing',
    verify,
    'writtenBy(line) - writtenBy(this.#checkpoint) - countOf(ranges)',
    'line.items - this.#checkpoint.items - Math.min(countOf(ranges), line.items - this.#checkpoint.items)',
    verifying,
  ],
  [
    'files: a resumed run forgets how much was replaced',
    format,
    '    ...(replaced === undefined ? {} : { replaced }),\n',
    '',
    tries,
  ],
];

export default faults.map(([name, file, find, replace, spec]) => ({
  name: `retryFailed: ${name}`,
  file,
  find,
  replace,
  spec,
}));
