import { outcomesInOrder } from '../../../src/store/outcomes-in-order.js';
import type { ChunkRecord, RunInfo, RunWriter } from '../../../src/store/result-store.js';
import { RETRIES } from '../../../src/testing/result-store/retries.js';
import {
  describeFaults,
  pages,
  readings,
  records,
  stores,
  writers,
  type Fault,
} from '../broken-stores.js';

const infos = (change: (info: RunInfo) => RunInfo) =>
  stores((store) => ({ runs: async () => (await store.runs()).map(change) }));

/** It knows of no tries. */
const ignores: Fault = stores((store) => ({
  open: (run) => {
    const writer = store.open({ ...run, retryFailed: false }) as RunWriter;
    return { ...writer, failed: undefined as never };
  },
}));

/** What is read is every record that was given, or the first with each position. */
const keeps = (which: 'all' | 'first'): Fault => {
  const all: ChunkRecord[] = [];
  return (store) => {
    const told = writers((writer) => ({
      append: (record) => {
        all.push(record);
        return writer.append(record);
      },
    }))(store);
    const outcomes = () => {
      const found = [...outcomesInOrder(all, new Map())];
      const seen = new Set<unknown>();
      const isFirst = ({ key, position }: (typeof found)[0]) =>
        seen.size < seen.add(key ?? position).size;
      return which === 'all' ? found : found.filter(isFirst);
    };
    return stores(() => ({ results: () => pages(() => Promise.resolve(outcomes())) }))(told);
  };
};

/** As many as are written, however often an item was. */
const countsAll = (): Fault => {
  let items = 0;
  return (store) => {
    const counting = records((record) => {
      items += record.values.length;
      return record;
    })(store);
    return infos((info) => ({ ...info, items }))(counting);
  };
};

const mayReplaceAll = writers(({ done }, { retryFailed }) => (retryFailed ? { failed: done } : {}));

describeFaults('RETRIES', RETRIES, {
  'should tell what was rejected or cancelled, where that is to be tried again': {
    'it knows of no tries': ignores,
    'all may be replaced': mayReplaceAll,
    'what failed is not done': writers(({ failed = [] }) =>
      failed.length > 0 ? { done: [] } : {},
    ),
    'they may be replaced unasked': stores((store) => ({
      open: (run) => store.open({ ...run, retryFailed: true }),
    })),
    'what failed is not counted any more': writers(({ info, failed = [] }) =>
      failed.length > 0 ? { info: { ...info, failed: 0 } } : {},
    ),
  },
  'should replace outcomes, and count each item once': {
    'it knows of no tries': ignores,
    'it keeps both': keeps('all'),
    'it keeps the first': keeps('first'),
    'an item counts as often as it was tried': countsAll(),
    'what failed counts as failed for ever': infos((info) => ({ ...info, failed: 2 })),
    'it gives failures that have been replaced': stores((store) => ({
      failures: (runId) => {
        const old = { position: 3, status: 'rejected', reason: 'try 1' } as const;
        const source = store.failures(runId);
        let given = false;
        const pull: typeof source.pull = (max, signal) => {
          if (given) return source.pull(max, signal);
          given = true;
          return [old];
        };
        return { ...source, pull };
      },
    })),
    'it folds in another order': stores((store) => ({
      aggregate: async (runId, fold, seed) => {
        const all = await store.aggregate<Parameters<typeof fold>[1][]>(
          runId,
          (list, each) => [each, ...list],
          [],
        );
        return all.reduce(fold, seed);
      },
    })),
  },
  'should keep the last of several outcomes, also of those that failed again': {
    'it knows of no tries': ignores,
    'it keeps the first': keeps('first'),
    'it keeps all': keeps('all'),
    'what failed again is not tried any more': writers(({ failed = [], info }) => ({
      failed: info.failed === 2 ? [] : failed,
    })),
  },
  'should go on with new items in the same records': {
    'it keeps both': keeps('all'),
    'an item counts as often as it was tried': countsAll(),
    'records that replace add nothing': writers((writer) => ({
      append: (record) => {
        const [first = [0, 0]] = record.ranges;
        if (record.ranges.length < 2) return writer.append(record);
        return writer.append({ ...record, ranges: [[first[0], first[0] + 1]] });
      },
    })),
    'they come in the order in which they were written': readings((outcomes) =>
      [...outcomes].sort((a, b) => Number('reason' in b) - Number('reason' in a)),
    ),
  },
  'should find by their keys what failed, wherever it comes': {
    'it knows of no tries': ignores,
    'it keeps both': keeps('all'),
    'it replaces by position': records(({ keys: _keys, ...record }) => record),
    'what was tried may be tried again': writers((writer, { retryFailed }) => ({
      isDone: (keys) => {
        const done = writer.isDone(keys) as readonly boolean[];
        return retryFailed ? done.map((each, i) => each && keys[i] === 'b') : done;
      },
    })),
    'nobody may try again': writers(() => ({ isDone: (keys) => keys.map(() => true) })),
  },
  'should have the old outcome until the new one is stored': {
    'it is gone from when the run is opened': stores((store) => {
      let open = false;
      return {
        open: (run) => {
          open = run.retryFailed === true;
          return store.open(run);
        },
        results: (runId) => (open ? pages(() => Promise.resolve([])) : store.results(runId)),
      };
    }),
    'it stays': keeps('first'),
    'it counts until the run is closed': countsAll(),
  },
  'should give many that were replaced in order': {
    'it keeps both': keeps('all'),
    'it keeps the first': keeps('first'),
    'what was replaced comes last': readings((outcomes) =>
      [...outcomes].sort(
        (a, b) => Number('value' in a && a.value === '2') - Number('value' in b && b.value === '2'),
      ),
    ),
    'one is missing': readings((outcomes) => outcomes.slice(0, -1)),
  },
});
