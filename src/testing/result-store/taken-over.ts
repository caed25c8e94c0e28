import { codeOf, openRun, record, valuesOf, type Case } from './probe.js';

/** What a store does with a writer that had seemed to be dead, and is not. */
export const TAKEN_OVER: Record<string, Case> = {
  'should write nothing more once another has taken over': async (stores, is) => {
    const first = await openRun(await stores.open());
    await first.append(record([0, 1], ['a']));
    if (stores.abandon === undefined) {
      await first.close('open');
      is(await valuesOf(await stores.open()), ['a']);
      return;
    }
    await stores.abandon();
    const second = await openRun(await stores.open());
    is([second.done, second.info.holder], [[[0, 1]], undefined]);
    is(await codeOf(() => first.append(record([1, 2], ['lost']))), 'ERR_RUN_TAKEN_OVER');
    is(await codeOf(() => first.close('completed')), 'ERR_RUN_TAKEN_OVER');
    await second.append(record([1, 2], ['b']));
    is(await codeOf(async () => openRun(await stores.open())), 'ERR_RUN_LOCKED');
    await second.close('open');
    const store = await stores.open();
    is(await valuesOf(store), ['a', 'b']);
    is(
      (await store.runs()).map(({ state, items, holder }) => [state, items, holder]),
      [['open', 2, undefined]],
    );
  },
};
