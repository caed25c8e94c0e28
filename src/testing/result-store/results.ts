import type { StoredOutcome, Unstorable } from '../../store/result-store.js';
import { openRun, read, record, valuesOf, type Case } from './probe.js';

/** What a store does with results: keeps them exactly, in order, however many. */
export const RESULTS: Record<string, Case> = {
  'should find again what was appended, in the order of positions': async (stores, is) => {
    const writer = await openRun(await stores.open());
    await writer.append(record([2, 4], ['c', 'd']));
    await writer.append(record([0, 2], ['a', 'b']));
    await writer.close('open');
    const store = await stores.open();
    is(await valuesOf(store), ['a', 'b', 'c', 'd']);
    is(
      (await read(store.results('run'))).map(({ position }) => position),
      [0, 1, 2, 3],
    );
  },

  'should keep several ranges of one record apart': async (stores, is) => {
    const writer = await openRun(await stores.open());
    await writer.append({
      ranges: [
        [3, 4],
        [0, 2],
      ],
      values: ['d', 'a', 'b'],
      failures: new Map(),
    });
    await writer.close('open');
    const outcomes = await read((await stores.open()).results('run'));
    is(
      outcomes.map(({ position }) => position),
      [0, 1, 3],
    );
    is(await valuesOf(await stores.open()), ['a', 'b', 'd']);
  },

  'should tell undefined from null, and keep what is nested': async (stores, is) => {
    const values = [undefined, null, { deep: [1, { é: '𝄞\n"' }] }, '', 0, false, []];
    const writer = await openRun(await stores.open());
    await writer.append(record([0, values.length], values));
    await writer.append(record([values.length, values.length + 2], [undefined, undefined]));
    await writer.close('open');
    is(await valuesOf(await stores.open()), [...values, undefined, undefined]);
  },

  'should keep a value as it is, or say that it cannot and store why': async (stores, is) => {
    const values = [NaN, -0, 5n, new Date(7), 'plain', new Map([[1, 2]]), undefined];
    const writer = await openRun(await stores.open());
    const answer = (await writer.append(record([0, values.length], values))) ?? undefined;
    await writer.close('open');
    const told: Unstorable = answer instanceof Map ? (answer as Unstorable) : new Map();
    const store = await stores.open();
    is(
      (await read(store.results('run'))).map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as { code: string }).code,
      ),
      values.map((value, place) => (told.has(place) ? 'ERR_UNSTORABLE_VALUE' : value)),
    );
    is(
      [...told.values()].map(({ code }) => code),
      [...told].map(() => 'ERR_UNSTORABLE_VALUE'),
    );
    is((await store.runs())[0]?.failed, told.size);
  },

  'should keep failures, with their kind and reason': async (stores, is) => {
    const reason = Object.assign(new Error('no such row'), { code: 'ENOROW' });
    const writer = await openRun(await stores.open());
    const failures = new Map([
      [0, { kind: 'rejected', reason } as const],
      [2, { kind: 'skipped', reason: 'twice' } as const],
    ]);
    await writer.append({ ranges: [[0, 3]], values: [undefined, 'b', undefined], failures });
    await writer.close('open');
    const store = await stores.open();
    const failed = await read(store.failures('run'));
    is(
      failed.map(({ position, status }) => [position, status]),
      [
        [0, 'rejected'],
        [2, 'skipped'],
      ],
    );
    const [first, second] = failed.map((outcome) => (outcome as { reason?: unknown }).reason);
    is([(first as Error).message, (first as { code?: string }).code], ['no such row', 'ENOROW']);
    is(second, 'twice');
    const [info] = await store.runs();
    is([info?.items, info?.failed], [3, 2]);
  },

  'should store in the order of the calls, however many are on their way': async (stores, is) => {
    const writer = await openRun(await stores.open());
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await writer.append(record([i, i + 1], [i]));
        order.push(i);
      }),
    );
    await writer.close('open');
    is(
      order,
      Array.from({ length: 20 }, (_, i) => i),
    );
    is(await valuesOf(await stores.open()), order);
  },

  'should fold outcomes in the order of positions': async (stores, is) => {
    const writer = await openRun(await stores.open());
    await writer.append(record([1, 2], ['b']));
    await writer.append(record([0, 1], ['a']));
    await writer.close('open');
    const text = (sum: string, outcome: StoredOutcome) =>
      sum + (outcome.status === 'fulfilled' ? String(outcome.value) : '-');
    is(await (await stores.open()).aggregate('run', text, '>'), '>ab');
  },

  'should give no larger pages than asked for, and an end': async (stores, is) => {
    const store = await stores.open();
    const writer = await openRun(store);
    await writer.append(record([0, 5], [0, 1, 2, 3, 4]));
    await writer.append(record([5, 7], [5, 6]));
    await writer.close('open');
    const source = store.results('run');
    const { signal } = new AbortController();
    const pages: number[][] = [];
    for (;;) {
      const page = await source.pull(2, signal);
      if (page === null) break;
      pages.push(page.map(({ position }) => position));
    }
    await source.close?.();
    is(pages.flat(), [0, 1, 2, 3, 4, 5, 6]);
    is(
      pages.filter(({ length }) => length > 2),
      [],
    );
  },

  'should read a run that is being written': async (stores, is) => {
    const store = await stores.open();
    const writer = await openRun(store);
    await writer.append(record([0, 1], ['a']));
    is(await valuesOf(await stores.open()), ['a']);
    await writer.append(record([1, 2], ['b']));
    is(await valuesOf(await stores.open()), ['a', 'b']);
    await writer.close('open');
  },

  'should hold many records, and large ones': async (stores, is) => {
    const writer = await openRun(await stores.open());
    for (let i = 0; i < 300; i++) await writer.append(record([i, i + 1], [i]));
    const large = 'x'.repeat(300_000);
    await writer.append(record([300, 301], [large]));
    await writer.close('open');
    const store = await stores.open();
    const again = await openRun(store);
    is(again.done, [[0, 301]]);
    await again.close('open');
    const values = await valuesOf(store);
    is([values.length, values[299], values[300] === large], [301, 299, true]);
  },
};
