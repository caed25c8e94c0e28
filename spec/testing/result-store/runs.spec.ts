import { RUNS } from '../../../src/testing/result-store/runs.js';
import { memoryStore } from '../../../src/store/memory-store.js';
import type { RunInfo } from '../../../src/store/result-store.js';
import { describeFaults, pages, readings, records, stores, writers } from '../broken-stores.js';

const infos = (change: (info: RunInfo) => RunInfo) =>
  stores((store) => ({ runs: async () => (await store.runs()).map(change) }));

const nothing = () => pages(() => Promise.resolve([]));

describeFaults('RUNS', RUNS, {
  'should open a run that nobody has opened': {
    'something is done already': writers(() => ({ done: [[0, 1]] })),
    'it is completed already': writers(({ info }) => ({ info: { ...info, state: 'completed' } })),
    'it has results': readings(() => [{ position: 0, status: 'fulfilled', value: 1 }]),
  },
  'should go on where it was left': {
    'what is done gets lost': writers(() => ({ done: [] })),
    'what is done grows together': writers(({ done }) => ({
      done: done.length > 1 ? [[0, 6]] : done,
    })),
    'the mark gets lost': writers(() => ({ mark: undefined })),
    'a record without a mark takes it away': (store) => {
      let taken = false;
      const fault = writers((writer) => ({
        mark: taken ? undefined : writer.mark,
        append: (record) => {
          taken = record.mark === undefined;
          return writer.append(record);
        },
      }));
      return fault(store);
    },
    'it begins anew': stores((store) => ({
      open: async (run) => {
        await store.delete(run.runId).catch(() => undefined);
        return store.open(run);
      },
    })),
  },
  'should say that a run is completed, and since when': {
    'it stays open': writers((writer) => ({ close: () => writer.close('open') })),
    'it ends before it began': infos((info) => ({ ...info, createdAt: info.updatedAt + 1 })),
    'its holder stays': infos((info) => ({
      ...info,
      holder: { pid: 1, host: 'here', since: 0, epoch: 1 },
    })),
    'its items are not counted': infos((info) => ({ ...info, items: 0 })),
  },
  'should list runs by name': {
    'they come in another order': stores((store) => ({
      runs: async () => [...(await store.runs())].reverse(),
    })),
    'one is missing': stores((store) => ({ runs: async () => (await store.runs()).slice(1) })),
  },
  'should have one writer': {
    'a second one can open it': stores((store) => ({
      open: (run) => {
        try {
          return store.open(run);
        } catch {
          return memoryStore().open(run);
        }
      },
    })),
    'it can be deleted while it is written': stores(() => ({ delete: () => Promise.resolve() })),
    'nobody is told who it is': infos((info) => ({ ...info, holder: undefined })),
    'it is not given back': writers(() => ({ close: () => undefined })),
    'it finds itself as its holder': writers(({ info }) => ({
      info: { ...info, holder: { pid: 1, host: 'here', since: 0, epoch: 1 } },
    })),
  },
  'should refuse a run that exists where it is not to be resumed': {
    'it goes on': stores((store) => ({ open: (run) => store.open({ ...run, resume: true }) })),
    'it keeps the run after refusing it': stores((store) => ({
      open: (run) => {
        try {
          return store.open(run);
        } catch (error) {
          void store.open({ ...run, resume: true });
          throw error;
        }
      },
    })),
  },
  'should refuse another way of telling items apart, unless forced': {
    'it goes on': stores((store) => ({ open: (run) => store.open({ ...run, resume: 'force' }) })),
    'it refuses what is forced': stores((store) => ({
      open: (run) => store.open({ ...run, resume: run.resume === 'force' ? true : run.resume }),
    })),
    'it keeps the old one': infos((info) => ({ ...info, fingerprint: { identity: 'position' } })),
  },
  'should know items by their keys': {
    'none is known': writers(() => ({ isDone: (keys) => keys.map(() => false) })),
    'names of every object are known': writers((writer) => ({
      isDone: async (keys) => {
        const known = await writer.isDone(keys);
        return keys.map((key, i) => known[i] === true || key in {});
      },
    })),
    'they are known only by who has stored them': stores((store) => {
      const first = new Set<string>();
      return {
        open: (run) => {
          const writer = store.open(run) as Awaited<ReturnType<typeof store.open>>;
          const again = first.has(run.runId);
          first.add(run.runId);
          return again ? { ...writer, isDone: (keys) => keys.map(() => false) } : writer;
        },
      };
    }),
    'they are not read back': records(({ keys: _, ...record }) => record),
  },
  'should remove a run, and only that': {
    'nothing is removed': stores(() => ({ delete: () => Promise.resolve() })),
    'all are removed': stores((store) => ({
      delete: async () => {
        for (const { runId } of await store.runs()) await store.delete(runId);
      },
    })),
    'its results can still be read': stores((store) => {
      const removed = new Set<string>();
      return {
        delete: (runId) => {
          removed.add(runId);
          return store.delete(runId);
        },
        results: (runId) => (removed.has(runId) ? nothing() : store.results(runId)),
      };
    }),
    'what was done stays': writers((writer, { runId }) =>
      runId === 'run' ? { done: [[0, 1]] } : writer,
    ),
  },
  'should say that there is no such run': {
    'its results are empty': stores(() => ({ results: nothing })),
    'its failures are empty': stores(() => ({ failures: nothing })),
    'its sum is nothing': stores(() => ({
      aggregate: (_id, _fold, seed) => Promise.resolve(seed),
    })),
    'it can be deleted': stores(() => ({ delete: () => Promise.resolve() })),
    'reading makes it': stores((store) => ({
      results: (runId) => {
        try {
          return store.results(runId);
        } catch (error) {
          void store.open({ runId, resume: true, fingerprint: { identity: 'position' } });
          throw error;
        }
      },
    })),
  },
});
