/** Faults of retention that a run applies, and of the options that go with it. */
const cleaning = 'src/run/cleaning.ts';
const cleaningSpec = 'spec/run/cleaning.spec.ts';
const watched = 'src/run/watched-store.ts';
const checkStored = 'src/run/check-stored.ts';
const checkSpec = 'spec/run/check-stored.spec.ts';

export default [
  {
    name: 'retention: runs are not removed when the run is open',
    file: watched,
    find: 'await cleaning?.clean();',
    replace: '',
    spec: cleaningSpec,
  },
  {
    name: 'retention: the first record does not wait until there is room',
    file: watched,
    find: 'await cleaning?.clean();',
    replace: 'void cleaning?.clean();',
    spec: cleaningSpec,
  },
  {
    name: 'retention: the run is given back while runs are being removed',
    file: watched,
    find: 'await this.#hooks.cleaning?.end();',
    replace: '',
    spec: cleaningSpec,
  },
  {
    name: 'retention: a cleaning that is under way is not waited for',
    file: cleaning,
    find: 'this.#over = true;\n    await this.#running;',
    replace: 'this.#over = true;',
    spec: cleaningSpec,
  },
  {
    name: 'retention: no interval',
    file: cleaning,
    find: 'if (this.#chunks % this.#interval === 0) void this.clean();',
    replace: '',
    spec: cleaningSpec,
  },
  {
    name: 'retention: the interval is one chunk longer',
    file: cleaning,
    find: 'this.#chunks++;\n      if (this.#chunks % this.#interval === 0) void this.clean();',
    replace: 'if (this.#chunks++ % this.#interval === this.#interval) void this.clean();',
    spec: cleaningSpec,
  },
  {
    name: 'retention: no room is made for the next try',
    file: cleaning,
    find: 'if (this.#full) await this.clean();',
    replace: '',
    spec: cleaningSpec,
  },
  {
    name: 'retention: a run is cleaned up after once',
    file: cleaning,
    find: 'this.#running = undefined;',
    replace: '',
    spec: cleaningSpec,
  },
  {
    name: 'retention: what fails goes untold',
    file: cleaning,
    find: 'if (event.removed.length + event.failed.length > 0)',
    replace: 'if (event.removed.length > 0)',
    spec: cleaningSpec,
  },
  {
    name: 'retention: nothing is told of nothing',
    file: cleaning,
    find: 'if (event.removed.length + event.failed.length > 0)',
    replace: 'if (event)',
    spec: cleaningSpec,
  },
  {
    name: 'retention: what could not be kept counts as kept',
    file: cleaning,
    find: 'return answer;',
    replace: 'return undefined;',
    spec: cleaningSpec,
  },
  {
    name: 'whenFull: a run does not pass it on',
    file: 'src/run/pipeline.ts',
    find: 'retryFailed, key, whenFull, prefetch }',
    replace: 'retryFailed, key, prefetch }',
    spec: cleaningSpec,
  },
  {
    name: 'run options: retention goes without a store',
    file: checkStored,
    find: "['whenFull', 'retention'] as const",
    replace: "['whenFull'] as const",
    spec: checkSpec,
  },
  {
    name: 'run options: an interval goes without retention',
    file: checkStored,
    find: 'cleanupInterval !== undefined && retention === undefined',
    replace: 'cleanupInterval === undefined && retention === null',
    spec: checkSpec,
  },
  {
    name: 'run options: retention is not looked into',
    file: 'src/run/batch-options.ts',
    find: "readOptions<Retention>(where, retention, retentionRules, 'retention');",
    replace: '',
    spec: 'spec/run/batch-options.spec.ts',
  },
  {
    name: 'run options: whenFull is not looked into',
    file: 'src/run/batch-options.ts',
    find: 'readWhenFull(where, whenFull);',
    replace: '',
    spec: 'spec/run/batch-options.spec.ts',
  },
];
