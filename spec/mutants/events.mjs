const announcer = 'src/flow/announcer.ts';
const announcerSpec = 'spec/flow/announcer.spec.ts';
const commits = 'src/store/commits.ts';
const commitsSpec = 'spec/store/commits.events.spec.ts';

export default [
  {
    name: 'storeTo: what is opened is not told',
    file: commits,
    find: "this.gate.announce({ type: 'opened', runId, items: writer.info.items });",
    replace: '',
    spec: commitsSpec,
  },
  {
    name: 'storeTo: a record is said to have taken no time',
    file: commits,
    find: 'boundary.stored(record, boundary.clock() - startedAt);',
    replace: 'boundary.stored(record, 0);',
    spec: commitsSpec,
  },
  {
    name: 'storeTo: positions of records are told from 0',
    file: commits,
    find: 'const position = ranges[0]?.[0];',
    replace: 'const position = 0;',
    spec: commitsSpec,
  },
  {
    name: 'announcer: explicit flows are not asked whether anybody hears',
    file: announcer,
    find: 'for (const explicit of this.named) if (explicit.hasObservers) return true;',
    replace: '',
    spec: announcerSpec,
  },
  {
    name: 'announcer: those below are not asked whether anybody hears',
    file: announcer,
    find: 'for (const parent of this.below) if (parent.isObserved) return true;',
    replace: '',
    spec: announcerSpec,
  },
  {
    name: 'announcer: an observer that has left is still asked for',
    file: announcer,
    find: 'return this.#observers !== undefined && this.#observers.size > 0;',
    replace: 'return this.#observers !== undefined;',
    spec: announcerSpec,
  },
  {
    name: 'announcer: an event is not told to explicit flows',
    file: announcer,
    find: 'for (const explicit of this.named) explicit.hear(event, told);',
    replace: '',
    spec: announcerSpec,
  },
  {
    name: 'gate: one that has left tells nobody below',
    file: 'src/flow/gate.ts',
    find: 'this.#parent = undefined;\n    this.#others = NONE;',
    replace: 'this.#parent = undefined;\n    this.#others = NONE;\n    this.below = NONE;',
    spec: announcerSpec,
  },
];
