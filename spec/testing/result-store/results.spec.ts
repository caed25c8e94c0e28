import { RESULTS } from '../../../src/testing/result-store/results.js';
import { UnstorableValueError } from '../../../src/core/unstorable-value-error.js';
import type { ChunkRecord, StoredOutcome } from '../../../src/store/result-store.js';
import { describeFaults, pages, readings, records, stores, writers } from '../broken-stores.js';
import { read } from '../../../src/testing/result-store/probe.js';

const values = (change: (value: unknown) => unknown) =>
  readings((outcomes) =>
    outcomes.map((each) =>
      each.status === 'fulfilled' ? { ...each, value: change(each.value) } : each,
    ),
  );

const sizeOf = ({ ranges }: ChunkRecord) =>
  ranges.reduce((sum, [start, end]) => sum + end - start, 0);

const asJson = (value: unknown): unknown =>
  typeof value === 'bigint' || value === undefined ? value : JSON.parse(JSON.stringify(value));

const noTold = () => new Map([[0, new UnstorableValueError('it is NaN (number)')]]);

type Failed = Exclude<StoredOutcome, { readonly status: 'fulfilled' }>;

const failures = (change: (outcome: Failed) => StoredOutcome) =>
  stores((store) => ({
    failures: (runId) => {
      const source = store.failures(runId);
      return pages(async () => ((await read(source)) as Failed[]).map(change));
    },
  }));

describeFaults('RESULTS', RESULTS, {
  'should find again what was appended, in the order of positions': {
    'they come in another order': readings((outcomes) => outcomes.reverse()),
    'one is missing': readings((outcomes) => outcomes.slice(1)),
    'one is there twice': readings(([first, ...rest]) => [first!, first!, ...rest]),
    'positions begin at 1': readings((outcomes) =>
      outcomes.map((each) => ({ ...each, position: each.position + 1 })),
    ),
  },
  'should keep several ranges of one record apart': {
    'they are taken for one': records((record) => {
      const [[start]] = record.ranges as [[number, number]];
      return { ...record, ranges: [[start, start + sizeOf(record)]] };
    }),
    'they are sorted, and their values are not': records((record) => ({
      ...record,
      ranges: [...record.ranges].sort(([a], [b]) => a - b),
    })),
  },
  'should tell undefined from null, and keep what is nested': {
    'undefined becomes null': values((value) => value ?? null),
    'an empty text becomes undefined': values((value) => (value === '' ? undefined : value)),
    'other signs get lost': values((value) =>
      typeof value === 'object' && value !== null && 'deep' in value ? { deep: [1, {}] } : value,
    ),
  },
  'should keep a value as it is, or say that it cannot and store why': {
    'it changes values and says nothing': values(asJson),
    'it says so of values that it keeps': writers((writer) => ({
      append: (record) => {
        void writer.append(record);
        return noTold();
      },
    })),
    'it stores why, and does not say so': records((record) => ({
      ...record,
      values: record.values.map((value) => (Number.isNaN(value) ? undefined : value)),
      failures: new Map([[0, { kind: 'rejected', reason: [...noTold().values()][0] }]]),
    })),
  },
  'should keep failures, with their kind and reason': {
    'their kind gets lost': failures((each) => ({ ...each, status: 'rejected' })),
    'their reason becomes a text': failures((each) => ({ ...each, reason: String(each.reason) })),
    'values pass for failures': stores((store) => ({ failures: (runId) => store.results(runId) })),
    'they are not counted': stores((store) => ({
      runs: async () => (await store.runs()).map((info) => ({ ...info, failed: 0 })),
    })),
  },
  'should store in the order of the calls, however many are on their way': {
    'the first is stored last': writers((writer) => {
      let first = true;
      return {
        append: async (record) => {
          const late = first;
          first = false;
          for (let i = 0; late && i < 100; i++) await Promise.resolve();
          await writer.append(record);
        },
      };
    }),
    'the last is not stored': records((record) =>
      record.ranges[0]?.[0] === 19 ? { ...record, ranges: [], values: [] } : record,
    ),
  },
  'should fold outcomes in the order of positions': {
    'it folds in the order of storing': stores((store) => ({
      aggregate: async (runId, fold, seed) =>
        (await read(store.results(runId))).reverse().reduce(fold, seed),
    })),
    'it begins with nothing': stores((store) => ({
      aggregate: (runId, fold) => store.aggregate(runId, fold, '' as never),
    })),
  },
  'should give no larger pages than asked for, and an end': {
    'it gives all at once': stores((store) => ({
      results: (runId) => {
        const source = store.results(runId);
        return pages(
          () => read(source),
          () => Infinity,
        );
      },
    })),
    'the end of a page gets lost': stores((store) => ({
      results: (runId) => {
        const { pull } = store.results(runId);
        return { pull: async (max, signal) => (await pull(max, signal))?.slice(0, 1) ?? null };
      },
    })),
  },
  'should read a run that is being written': {
    'nothing is there before it is closed': writers((writer) => {
      const kept: ChunkRecord[] = [];
      return {
        append: (record) => void kept.push(record),
        close: async (state) => {
          for (const record of kept) await writer.append(record);
          await writer.close(state);
        },
      };
    }),
  },
  'should hold many records, and large ones': {
    'it keeps 256 records': readings((outcomes) => outcomes.slice(-256)),
    'a long text is cut off': values((value) =>
      typeof value === 'string' ? value.slice(0, 65_536) : value,
    ),
    'it forgets what is done': writers((writer) => ({ done: writer.done.slice(1) })),
  },
});
