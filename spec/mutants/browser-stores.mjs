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
];
