const RUNS = 'src/store/indexed-db/indexed-db-runs.ts';
const LOCKS = 'src/store/indexed-db/run-locks.ts';
const CACHE = 'src/keyval/keyval-cache.ts';
const REPLAY = 'spec/store/indexed-db/replay.spec.ts';
const LOCKS_SPEC = 'spec/store/indexed-db/run-locks.spec.ts';
const CACHE_SPEC = 'spec/keyval/keyval-cache.spec.ts';
const RUNS_SPEC = 'spec/store/indexed-db/indexed-db-runs.spec.ts';

export default [
  {
    name: 'a run is opened twice when an answer is lost',
    file: RUNS,
    find: 'if (tried !== undefined && isSame(found?.row, tried)) {',
    replace: 'if (tried !== undefined && false) {',
    spec: REPLAY,
  },
  {
    name: 'a removed run is not found when an answer is lost',
    file: RUNS,
    find: 'if (isTried) return;',
    replace: '',
    spec: REPLAY,
  },
  {
    name: 'what an earlier opening writes is stored',
    file: RUNS,
    find: 'if (row.epoch !== epoch) throw',
    replace: 'if (row.epoch < epoch) throw',
    spec: RUNS_SPEC,
  },
  {
    name: 'a stuck transaction keeps its connection',
    file: 'src/store/indexed-db/connection.ts',
    find: 'timedOut = true;',
    replace: 'timedOut = false;',
    spec: REPLAY,
  },
  {
    name: 'signs of life go on after the run is given back',
    file: LOCKS,
    find: 'if (isReleased) return;',
    replace: '',
    spec: LOCKS_SPEC,
  },
  {
    name: 'a holder that went silent lives on',
    file: LOCKS,
    find: 'wallClock() - beat < SILENCE',
    replace: 'beat < SILENCE + wallClock()',
    spec: LOCKS_SPEC,
  },
  {
    name: 'the runs of a database see its cache',
    file: 'src/store/indexed-db/list-runs.ts',
    find: 'IDBKeyRange.lowerBound([])',
    replace: 'null',
    spec: CACHE_SPEC,
  },
  {
    name: 'an earlier entry stays where its successor cannot be kept',
    file: CACHE,
    find: 'if (entry === undefined) store.delete(key);',
    replace: 'if (entry === undefined) continue;',
    spec: CACHE_SPEC,
  },
  {
    name: 'a record is read from where the last one was read',
    file: 'src/store/indexed-db/layout.ts',
    find: 'recordKey(runId, Infinity), true);',
    replace: 'recordKey(runId, Infinity));',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'keys are found in other runs',
    file: 'src/store/indexed-db/layout.ts',
    find: 'const itemKey = (runId: string, key: string) => [runId, key];',
    replace: `const itemKey = (_: string, key: string) => ['run', key];`,
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'keys of items are not stored',
    file: 'src/store/indexed-db/layout.ts',
    find: 'return { seq, head, body, keys: keys.map((key) => [runId, key] as const), sum };',
    replace: 'return { seq, head, body, sum };',
    spec: 'spec/keyval/keyval-store.spec.ts',
  },
  {
    name: 'a database is laid out in another way',
    file: 'src/store/indexed-db/layout.ts',
    find: `export const KEYS = 'keys';`,
    replace: `export const KEYS = 'keys2';`,
    spec: 'spec/store/indexed-db/golden.spec.ts',
  },
  {
    name: 'the row of a run lies elsewhere',
    file: 'src/store/indexed-db/layout.ts',
    find: 'rowKey = (runId: string) => [runId, 0]',
    replace: 'rowKey = (runId: string) => [runId, -1]',
    spec: 'spec/store/indexed-db/golden.spec.ts',
  },
  {
    name: 'a write is acknowledged before it is complete',
    file: 'src/store/indexed-db/transact.ts',
    find: `answer: (given) => {
        value = given;`,
    replace: `answer: (given) => {
        resolve(given);
        value = given;`,
    spec: 'spec/store/indexed-db/transact.spec.ts',
  },
  {
    name: 'half of a transaction is kept when something is thrown',
    file: 'src/store/indexed-db/transact.ts',
    find: `thrown ??= { error };
      undo(transaction);`,
    replace: 'thrown ??= { error };',
    spec: 'spec/store/indexed-db/transact.spec.ts',
  },
  {
    name: 'the reason of an undone transaction is lost',
    file: 'src/store/indexed-db/transact.ts',
    find: 'thrown === undefined ? transaction.error : thrown.error',
    replace: 'transaction.error',
    spec: 'spec/store/indexed-db/transact.spec.ts',
  },
  {
    name: 'a stuck transaction is waited for',
    file: 'src/store/indexed-db/transact.ts',
    find: `fail(error);
      reject(error);`,
    replace: 'fail(error);',
    spec: 'spec/store/indexed-db/transact.spec.ts',
  },
  {
    name: 'a write is not tried again on a new connection',
    file: 'src/store/indexed-db/connection.ts',
    find: 'const MOST_REOPENS = 3;',
    replace: 'const MOST_REOPENS = 0;',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'a write is tried for ever',
    file: 'src/store/indexed-db/connection.ts',
    find: 'reopens === MOST_REOPENS',
    replace: 'reopens > 9',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'another version is blocked',
    file: 'src/store/indexed-db/connection.ts',
    find: `db.addEventListener('versionchange', drop);`,
    replace: '',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'what opens too late stays open',
    file: 'src/store/indexed-db/connection.ts',
    find: 'if (isLate) db.close();',
    replace: '',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'a blocked opening is waited for without an end',
    file: 'src/store/indexed-db/connection.ts',
    find: 'if (!isLate) timer = waitFor',
    replace: 'if (isLate) timer = waitFor',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'a run that is gone looks like its end',
    file: 'src/store/indexed-db/indexed-db-runs.ts',
    find: 'if (key === undefined) throw this.#lost(runId);',
    replace: '',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'records are written without asking who writes',
    file: 'src/store/indexed-db/indexed-db-runs.ts',
    find: `if (row === undefined) throw this.#lost(runId);
        if`,
    replace: 'if (row !== undefined) if',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'the durability that was asked for is not told',
    file: 'src/store/indexed-db/transact.ts',
    find: 'mode, { durability });',
    replace: 'mode);',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'what does not fit is written',
    file: 'src/store/indexed-db/room.ts',
    find: 'const fits = bytes <= this.#free;',
    replace: 'const fits = true;',
    spec: 'spec/store/indexed-db/indexed-db-runs.spec.ts',
  },
  {
    name: 'dexieStore: addons of the application change its versions',
    file: 'src/dexie/open-by-dexie.ts',
    find: 'addons: [], ',
    replace: '',
    spec: 'spec/dexie/open-by-dexie.spec.ts',
  },
  {
    name: 'dexieStore: its version is above those of the application',
    file: 'src/dexie/open-by-dexie.ts',
    find: 'const VERSION = 0.1;',
    replace: 'const VERSION = 3;',
    spec: 'spec/dexie/open-by-dexie.spec.ts',
  },
  {
    name: 'dexieStore: makes another table',
    file: 'src/dexie/open-by-dexie.ts',
    find: '`,*${KEYS}`',
    replace: '`,${KEYS}`',
    spec: 'spec/store/indexed-db/golden.spec.ts',
  },
  {
    name: 'dexieStore: says nothing of being blocked',
    file: 'src/dexie/open-by-dexie.ts',
    find: `blocked();
    return false;`,
    replace: 'return false;',
    spec: 'spec/dexie/open-by-dexie.spec.ts',
  },
  {
    name: 'dexieStore: removes what another program has stored',
    file: 'src/dexie/open-by-dexie.ts',
    find: 'if (version >= LOWEST_OF_DEXIE || objectStoreNames.length === 0) return;',
    replace: 'if (version >= 1) return;',
    spec: 'spec/dexie/open-by-dexie.spec.ts',
  },
  {
    name: 'dexieStore: makes a database by looking for it',
    file: 'src/dexie/open-by-dexie.ts',
    find: 'request.transaction?.abort();',
    replace: '',
    spec: 'spec/dexie/open-by-dexie.spec.ts',
  },
];
