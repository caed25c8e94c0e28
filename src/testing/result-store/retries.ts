import type { Range } from '../../core/chunk.js';
import type { ItemFailure } from '../../core/outcome.js';
import type { ChunkRecord, ResultStore } from '../../store/result-store.js';
import { KEY, openRun, read, record, type Case } from './probe.js';

const AGAIN = { retryFailed: true } as const;

/** A record of which these places failed, at a try of that number. */
function failing(
  range: Range,
  places: readonly number[],
  attempt = 1,
  kind: ItemFailure['kind'] = 'rejected',
): ChunkRecord {
  const values = Array.from({ length: range[1] - range[0] }, (_, place) =>
    places.includes(place) ? undefined : `${attempt}`,
  );
  const reason = `try ${attempt}`;
  return {
    ...record(range, values),
    failures: new Map(places.map((at) => [at, { kind, reason }])),
  };
}

/** Which position has which value or reason, as `3: 1` or `3: try 1`. */
async function told(store: ResultStore): Promise<string[]> {
  return (await read(store.results('run'))).map(
    (each) =>
      `${each.key ?? each.position}: ${String(each.status === 'fulfilled' ? each.value : each.reason)}`,
  );
}

async function countsOf(store: ResultStore): Promise<unknown[]> {
  const [info] = await store.runs();
  return [info?.items, info?.failed, info?.state];
}

/** What a store does with the outcomes of items that failed, and are worked on again. */
export const RETRIES: Record<string, Case> = {
  'should tell what was rejected or cancelled, where that is to be tried again': async (
    stores,
    is,
  ) => {
    const first = await openRun(await stores.open(), AGAIN);
    is([first.failed, first.done], [[], []]);
    await first.append(failing([0, 4], [1, 2]));
    await first.append(failing([4, 6], [1], 1, 'cancelled'));
    await first.append(failing([6, 8], [0], 1, 'skipped'));
    await first.close('completed');

    const plain = await openRun(await stores.open());
    is([plain.failed ?? [], plain.done], [[], [[0, 8]]]);
    await plain.close('completed');
    const again = await openRun(await stores.open(), AGAIN);
    is(
      [again.failed, again.done, again.info.failed],
      [
        [
          [1, 3],
          [5, 6],
        ],
        [[0, 8]],
        4,
      ],
    );
    await again.close('open');
    is(await countsOf(await stores.open()), [8, 4, 'open']);
  },

  'should replace outcomes, and count each item once': async (stores, is) => {
    const first = await openRun(await stores.open());
    await first.append(failing([0, 5], [1, 3]));
    await first.close('completed');
    const again = await openRun(await stores.open(), AGAIN);
    await again.append(record([3, 4], ['2']));
    await again.close('completed');

    const store = await stores.open();
    is(await told(store), ['0: 1', '1: try 1', '2: 1', '3: 2', '4: 1']);
    is(
      (await read(store.failures('run'))).map(({ position }) => position),
      [1],
    );
    is(await store.aggregate('run', (sum, { position }) => `${sum}${position}`, ''), '01234');
    is(await countsOf(store), [5, 1, 'completed']);
    const third = await openRun(store, AGAIN);
    is([third.failed, third.done], [[[1, 2]], [[0, 5]]]);
    await third.close('open');
  },

  'should keep the last of several outcomes, also of those that failed again': async (
    stores,
    is,
  ) => {
    const first = await openRun(await stores.open());
    await first.append(failing([0, 3], [0, 1, 2]));
    await first.close('open');
    const second = await openRun(await stores.open(), AGAIN);
    await second.append(failing([0, 3], [0, 1], 2));
    await second.close('open');
    const third = await openRun(await stores.open(), AGAIN);
    is(third.failed, [[0, 2]]);
    await third.append(failing([0, 2], [0], 3));
    await third.close('open');

    const store = await stores.open();
    is(await told(store), ['0: try 3', '1: 3', '2: 2']);
    is(await countsOf(store), [3, 1, 'open']);
    const fourth = await openRun(store, AGAIN);
    is(fourth.failed, [[0, 1]]);
    await fourth.close('open');
  },

  'should go on with new items in the same records': async (stores, is) => {
    const first = await openRun(await stores.open());
    await first.append(failing([0, 4], [0, 3]));
    await first.close('open');
    const again = await openRun(await stores.open(), AGAIN);
    const ranges = [[3, 6] as const, [0, 1] as const];
    await again.append({ ...record([0, 4], ['a', 'b', 'c', 'd']), ranges });
    await again.append(failing([6, 8], [1], 2));
    await again.close('open');
    const plain = await openRun(await stores.open());
    is([plain.done, plain.failed ?? []], [[[0, 8]], []]);
    await plain.append(record([8, 9], ['e']));
    await plain.close('completed');

    const store = await stores.open();
    is(await told(store), [
      ...['0: d', '1: 1', '2: 1', '3: a', '4: b', '5: c', '6: 2', '7: try 2', '8: e'],
    ]);
    is(await countsOf(store), [9, 1, 'completed']);
  },

  'should find by their keys what failed, wherever it comes': async (stores, is) => {
    const first = await openRun(await stores.open(), { fingerprint: KEY });
    await first.append({ ...failing([0, 4], [0, 2, 3]), keys: ['a', 'b', 'c', '__proto__'] });
    await first.close('completed');
    const asked = ['c', 'b', '__proto__', 'new', 'a'];
    const again = await openRun(await stores.open(), { fingerprint: KEY, ...AGAIN });
    is(await again.isDone(asked), [false, true, false, false, false]);
    await again.append({ ...failing([4, 7], [1], 2), keys: ['__proto__', 'c', 'new'] });
    is(await again.isDone(asked), [true, true, true, true, false]);
    await again.close('completed');

    const store = await stores.open();
    is((await told(store)).sort(), ['__proto__: 2', 'a: try 1', 'b: 1', 'c: try 2', 'new: 2']);
    is(await countsOf(store), [5, 2, 'completed']);
    const third = await openRun(store, { fingerprint: KEY, ...AGAIN });
    is(await third.isDone(asked), [false, true, true, true, false]);
    await third.close('open');
    const plain = await openRun(await stores.open(), { fingerprint: KEY });
    is(await plain.isDone(asked), [true, true, true, true, true]);
    await plain.close('open');
  },

  'should have the old outcome until the new one is stored': async (stores, is) => {
    const first = await openRun(await stores.open());
    await first.append(failing([0, 2], [1]));
    await first.close('completed');
    const store = await stores.open();
    const again = await openRun(store, AGAIN);
    is(await told(await stores.open()), ['0: 1', '1: try 1']);
    await again.append(record([1, 2], ['2']));
    is(await told(await stores.open()), ['0: 1', '1: 2']);
    is((await countsOf(await stores.open())).slice(0, 2), [2, 0]);
    await again.close('open');
  },

  'should give many that were replaced in order': async (stores, is) => {
    const first = await openRun(await stores.open());
    for (let i = 0; i < 300; i += 10) await first.append(failing([i, i + 10], [2, 3, 9]));
    await first.close('completed');
    const again = await openRun(await stores.open(), AGAIN);
    for (let i = 290; i >= 0; i -= 10) {
      await again.append(record([i + 2, i + 4], ['2', '2']));
      if (i % 20 === 0) await again.append(record([i + 9, i + 10], ['2']));
    }
    await again.close('completed');

    const store = await stores.open();
    const expected = Array.from({ length: 300 }, (_, i) => {
      const digit = i % 10;
      if (digit === 9) return `${i}: ${i % 20 === 9 ? '2' : 'try 1'}`;
      return `${i}: ${digit === 2 || digit === 3 ? '2' : '1'}`;
    });
    is(await told(store), expected);
    is(await countsOf(store), [300, 15, 'completed']);
  },
};
