import type { StoredOutcome } from '../../store/result-store.js';
import { openRun, record, valuesOf, type Case } from './probe.js';

/** How a store gives results back: page by page, exactly, and how much there is. */
export const PAGES: Record<string, Case> = {
  'should give every outcome once, whatever the sizes of records and pages': async (stores, is) => {
    const writer = await openRun(await stores.open());
    let end = 0;
    for (let size = 0; end < 600; size = (size + 7) % 23) {
      const values = Array.from({ length: size }, (_, i) => end + i);
      const failures = new Map([[3, { kind: 'skipped', reason: end } as const]]);
      const given = { ...record([end, end + size], values), ...(size > 3 && { failures }) };
      if (size > 0) await writer.append(given);
      end += size;
    }
    await writer.close('completed');
    const store = await stores.open();
    const { signal } = new AbortController();
    for (const most of [1, 7, 10_000]) {
      const source = store.results('run');
      const found: StoredOutcome[] = [];
      for (let page = await source.pull(most, signal); page !== null;) {
        is(page.length <= most, true);
        found.push(...page);
        page = await source.pull(most, signal);
      }
      is(await source.pull(most, signal), null);
      await source.close?.();
      is(
        found.map(({ position }) => position),
        Array.from({ length: end }, (_, i) => i),
      );
    }
  },

  'should stop reading where nobody wants more': async (stores, is) => {
    const writer = await openRun(await stores.open());
    for (let i = 0; i < 100; i++) await writer.append(record([i, i + 1], [i]));
    const store = await stores.open();
    const source = store.results('run');
    const page = await source.pull(1, new AbortController().signal);
    is(page?.length, 1);
    await source.close?.();
    await writer.append(record([100, 101], [100]));
    await writer.close('open');
    is((await valuesOf(store)).length, 101);
  },

  'should say how much a run takes up, if it can, and that it grows': async (stores, is) => {
    const sizes: number[] = [];
    for (let i = 0; i < 2; i++) {
      const writer = await openRun(await stores.open());
      await writer.append(record([i, i + 1], ['x'.repeat(20_000 * (i + 1))]));
      await writer.close('open');
      const [info] = await (await stores.open()).runs();
      sizes.push(info?.bytes ?? sizes.length);
    }
    const [before = NaN, after = NaN] = sizes;
    is([before >= 0, after > before], [true, true]);
  },

  'should keep text and names of every kind, and pollute nothing': async (stores, is) => {
    const values: unknown[] = [
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"":""}'),
      ...['\0', '\u2028\u2029', 'é𝄞', '"\\', '</script>', "'; DROP TABLE runs; --"],
      ...[1e21, 2 ** 53, -1.5e-300, Number.MAX_VALUE, 5e-324],
    ];
    const writer = await openRun(await stores.open());
    await writer.append(record([0, values.length], values));
    await writer.close('open');
    const found = await valuesOf(await stores.open());
    is(
      found.map((value) => JSON.stringify(value)),
      values.map((value) => JSON.stringify(value)),
    );
    is(({} as { polluted?: unknown }).polluted, undefined);
    is(Object.getPrototypeOf(found[0]) === Object.prototype, true);
  },
};
