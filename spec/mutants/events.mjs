const announcer = 'src/flow/announcer.ts';
const announcerSpec = 'spec/flow/announcer.spec.ts';

export default [
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
