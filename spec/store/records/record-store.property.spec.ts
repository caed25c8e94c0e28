import * as fc from 'fast-check';
import { jsonValues } from '../../../src/store/codec/json-values.js';
import { memoryStore } from '../../../src/store/memory-store.js';
import { recordStore } from '../../../src/store/records/record-store.js';
import type {
  ChunkRecord,
  OpenRun,
  ResultStore,
  RunWriter,
  StoredOutcome,
} from '../../../src/store/result-store.js';
import { read } from '../../../src/testing/result-store/probe.js';
import { MemoryDatabase } from '../../support/memory-database.js';

interface Item {
  readonly position: number;
  readonly key: string;
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      fresh: fc.nat(5),
      retried: fc.nat(3),
      /** Of each item: a value, or the kind of its failure. */
      kinds: fc.array(fc.constantFrom('value', 'value', 'rejected', 'skipped', 'cancelled'), {
        minLength: 8,
        maxLength: 8,
      }),
      /** Of fresh items, how many positions are left out before the next one. */
      gap: fc.nat(2),
      backwards: fc.boolean(),
      fails: fc.nat(9).map((n) => n === 0),
      waits: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('close' as const, 'crash' as const),
      retryFailed: fc.boolean(),
      /** Where items have keys, another attempt may count them from the start again. */
      fromStart: fc.boolean(),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Append = Extract<Step, { do: 'append' }>;

/** A run in the store and, the same, in memory. */
class Pair {
  readonly database = new MemoryDatabase();
  readonly store = recordStore({
    where: 'recordStore',
    database: () => Promise.resolve(this.database),
    format: () => Promise.resolve(jsonValues),
    packer: undefined,
  });
  readonly model = memoryStore();
  #writers: readonly RunWriter[] = [];
  #pending: Promise<unknown>[] = [];
  #next = 0;
  #made = 0;
  /** What may be replaced, if the run was opened for that. */
  #failed: Item[] = [];
  #replaceable: Item[] = [];

  constructor(readonly byKey: boolean) {}

  async open(retryFailed: boolean): Promise<void> {
    const fingerprint = { identity: this.byKey ? 'key' : 'position' } as const;
    const run: OpenRun = { runId: 'run', fingerprint, resume: true, retryFailed };
    this.#writers = [await this.store.open(run), await this.model.open(run)];
    const [found, expected] = this.#writers.map(({ done, failed, mark }) => ({
      done,
      failed,
      mark,
    }));
    expect(found).toEqual(expected);
    this.#replaceable = retryFailed ? [...this.#failed] : [];
  }

  async take(each: Step): Promise<void> {
    if (each.do === 'append') {
      await this.#append(each);
      return;
    }
    await Promise.all(this.#pending.splice(0));
    const [writer, modelled] = this.#writers;
    if (each.do === 'close') await writer?.close('completed');
    else this.database.crash();
    await modelled?.close(each.do === 'close' ? 'completed' : 'open');
    if (this.byKey && each.fromStart) this.#next = 0;
    await this.open(each.retryFailed);
  }

  async end(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
    for (const writer of this.#writers) await writer.close('completed');
  }

  async isDone(): Promise<readonly unknown[]> {
    await Promise.all(this.#pending.splice(0));
    const keys = Array.from({ length: this.#made + 1 }, (_, i) => `key ${i}`);
    return Promise.all(this.#writers.map(async (writer) => writer.isDone(keys)));
  }

  async #append(each: Append): Promise<void> {
    const retried = this.#replaceable.slice(0, each.retried);
    const fresh = Array.from({ length: each.fresh }, () => ({
      position: (this.#next += 1) - 1,
      key: `key ${this.#made++}`,
    }));
    this.#next += each.gap;
    const items = each.backwards ? [...fresh, ...retried] : [...retried, ...fresh];
    const record = recordOf(items, each.kinds, this.byKey, this.#next);
    const [writer, modelled] = this.#writers;
    if (each.fails) {
      await Promise.all(this.#pending.splice(0));
      this.database.beforeWrite = () => Promise.reject(new Error('no room'));
      await expectAsync(Promise.resolve(writer?.append(record))).toBeRejectedWithError('no room');
      this.database.beforeWrite = () => undefined;
      return;
    }
    this.#pending.push(Promise.resolve(writer?.append(record)));
    void modelled?.append(record);
    const isRetried = (item: Item) => retried.includes(item);
    this.#replaceable = this.#replaceable.filter((item) => !isRetried(item));
    this.#failed = this.#failed.filter((item) => !isRetried(item));
    for (const [place, { kind }] of record.failures) {
      if (kind !== 'skipped') this.#failed.push(items[place] as Item);
    }
    if (each.waits) await Promise.all(this.#pending.splice(0));
  }
}

function recordOf(
  items: readonly Item[],
  kinds: readonly string[],
  byKey: boolean,
  end: number,
): ChunkRecord {
  const failures: ChunkRecord['failures'] = new Map(
    kinds
      .slice(0, items.length)
      .flatMap((kind, place) =>
        kind === 'value' ? [] : [[place, { kind: kind as 'rejected', reason: `${kind} ${end}` }]],
      ),
  );
  return {
    ranges: items.map(({ position }) => [position, position + 1]),
    ...(byKey && { keys: items.map(({ key }) => key) }),
    values: items.map(({ key }, place) => (failures.has(place) ? undefined : { key, end })),
    failures,
    ...(end % 3 === 0 && { mark: { position: end, cursor: { end } } }),
  };
}

/** Of the same positions, by key: there the order of attempts is told apart by no rule. */
async function outcomesIn(store: ResultStore): Promise<StoredOutcome[]> {
  const outcomes = await read(store.results('run'));
  return outcomes.sort(
    (a, b) => a.position - b.position || (a.key ?? '').localeCompare(b.key ?? ''),
  );
}

async function countsIn(store: ResultStore): Promise<unknown> {
  const [info] = await store.runs();
  return [info?.items, info?.failed, info?.state, info?.fingerprint];
}

describe('recordStore, whatever happens to a run', () => {
  for (const byKey of [false, true]) {
    it(`should have what a store in memory has, told apart by ${byKey ? 'key' : 'position'}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const pair = new Pair(byKey);
          await pair.open(false);
          for (const each of steps) await pair.take(each);
          const [done, expected] = await pair.isDone();
          if (byKey) expect(done).toEqual(expected);
          await pair.end();
          const { store, model } = pair;
          const positions = (await read(store.results('run'))).map(({ position }) => position);
          expect(positions).toEqual([...positions].sort((a, b) => a - b));
          expect(await outcomesIn(store)).toEqual(await outcomesIn(model));
          expect(await countsIn(store)).toEqual(await countsIn(model));
        }),
        { numRuns: 150 },
      );
    });
  }
});
