const call = 'src/work/cache/cached-call.ts';
const flights = 'src/work/cache/flights.ts';
const guarded = 'src/work/cache/guarded-store.ts';
const memory = 'src/work/cache/memory-cache.ts';
const laws = 'spec/work/cached.property.spec.ts';
const spec = 'spec/work/cached.spec.ts';

const fault = (name, file, find, replace, by = spec) => ({
  name: `cached: ${name}`,
  file,
  find,
  replace,
  spec: by,
});

export default [
  fault(
    'two chunks call for one target',
    flights,
    'if (flight === undefined) return false;',
    'return false;',
    laws,
  ),
  fault(
    'who waits is not told',
    flights,
    'for (const [claimant, slot] of flight.waiting.splice(0)) claimant.landed(slot, value);',
    '',
    laws,
  ),
  fault('nobody goes on with what failed', flights, 'claimant.inherit(slot);', '', laws),
  fault(
    'who waits fails with the call of another',
    call,
    'this.#handOver(errand.slots);\n    this.#check();',
    'this.#check();',
    laws,
  ),
  fault(
    'a chunk that is gone keeps what it inherits',
    call,
    'if (this.#isOver) this.#handOver(slots);',
    'if (this.#isOver) return;',
    laws,
  ),
  fault(
    'a chunk that is given up hands nothing over',
    call,
    'this.#handOver([...this.#leads]);',
    '',
    laws,
  ),
  fault(
    'what work made is not kept',
    call,
    'entries.push([this.#slots.keyOf(slot), { value, at }]);',
    '',
    spec,
  ),
  fault(
    'failures are kept',
    call,
    'if (failure === undefined) {',
    'if (failure === undefined || failure) {',
    laws,
  ),
  fault(
    'what the store has is worked on all the same',
    call,
    'if (entry === undefined) return true;',
    'return true;',
    laws,
  ),
  fault(
    'what is on its way to the store is asked for anew',
    call,
    'for (const [key] of entries) flights.end(key);',
    '',
    spec,
  ),
  fault(
    'values of any age are good',
    guarded,
    'return age >= 0 && age < this.#maxAge ?',
    'return age >= 0 ?',
  ),
  fault('what comes from the future is good', guarded, 'age >= 0 && age', 'age'),
  fault(
    'a store that fails fails the work',
    guarded,
    'this.#failed(action, reason, gate);\n      tell(undefined);\n      return;',
    'throw reason;',
  ),
  fault('each failure of the store is told', guarded, 'if (this.#failing.has(action)) return;', ''),
  fault('a store is waited for without end', guarded, '}, PATIENCE);', '}, Infinity);'),
  fault(
    'a store that is overdue is asked again',
    guarded,
    'if (this.#overdue > 0) {',
    'if (false) {',
  ),
  {
    ...fault(
      'memory holds more than it may',
      memory,
      'if (this.#entries.size <= this.#maxEntries) break;',
      'break;',
    ),
    spec: 'spec/work/cache/memory-cache.spec.ts',
  },
  {
    ...fault(
      'what is read does not count as used',
      memory,
      'if (entry !== undefined) this.#use(key, entry);',
      '',
    ),
    spec: 'spec/work/cache/memory-cache.spec.ts',
  },
];
