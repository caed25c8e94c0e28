import { codeOf, KEY, openRun, read, record, valuesOf, type Case } from './probe.js';

/** What a store does with runs: opens, locks, lists, completes and removes them. */
export const RUNS: Record<string, Case> = {
  'should open a run that nobody has opened': async (stores, is) => {
    const writer = await openRun(await stores.open());
    is(
      [writer.done, writer.mark, writer.info.state, writer.info.items],
      [[], undefined, 'open', 0],
    );
    await writer.close('open');
    is(await read((await stores.open()).results('run')), []);
  },

  'should go on where it was left': async (stores, is) => {
    const first = await openRun(await stores.open());
    await first.append({ ...record([0, 2], [1, 2]), mark: { position: 2, cursor: { byte: 17 } } });
    await first.append(record([5, 6], [6]));
    await first.close('open');
    const second = await openRun(await stores.open());
    is(second.done, [
      [0, 2],
      [5, 6],
    ]);
    is(second.mark, { position: 2, cursor: { byte: 17 } });
    await second.append(record([2, 5], [3, 4, 5]));
    await second.close('completed');
    is(await valuesOf(await stores.open()), [1, 2, 3, 4, 5, 6]);
  },

  'should say that a run is completed, and since when': async (stores, is) => {
    const writer = await openRun(await stores.open());
    await writer.append(record([0, 1], ['a']));
    await writer.close('completed');
    const [info] = await (await stores.open()).runs();
    is([info?.runId, info?.state, info?.items, info?.failed], ['run', 'completed', 1, 0]);
    is((info?.createdAt ?? NaN) <= (info?.updatedAt ?? NaN), true);
    is(info?.holder, undefined);
  },

  'should list runs by name': async (stores, is) => {
    const store = await stores.open();
    for (const runId of ['b', 'a', 'c.1']) await (await openRun(store, { runId })).close('open');
    is(
      (await (await stores.open()).runs()).map(({ runId }) => runId),
      ['a', 'b', 'c.1'],
    );
  },

  'should have one writer': async (stores, is) => {
    const store = await stores.open();
    const writer = await openRun(store);
    is(await codeOf(() => openRun(store)), 'ERR_RUN_LOCKED');
    const other = await stores.open();
    is(await codeOf(() => openRun(other)), 'ERR_RUN_LOCKED');
    const [info] = await other.runs();
    is(typeof info?.holder?.pid, 'number');
    is(await codeOf(() => other.delete('run')), 'ERR_RUN_LOCKED');
    await writer.close('open');
    const next = await openRun(other);
    is(next.info.holder === undefined, true);
    await next.close('open');
  },

  'should refuse a run that exists where it is not to be resumed': async (stores, is) => {
    await (await openRun(await stores.open())).close('open');
    const store = await stores.open();
    is(await codeOf(() => openRun(store, { resume: false })), 'ERR_RUN_EXISTS');
    await (await openRun(store)).close('open');
  },

  'should refuse another way of telling items apart, unless forced': async (stores, is) => {
    await (await openRun(await stores.open())).close('open');
    const store = await stores.open();
    is(await codeOf(() => openRun(store, { fingerprint: KEY })), 'ERR_RUN_CHANGED');
    await (await openRun(store, { fingerprint: KEY, resume: 'force' })).close('open');
    const [info] = await store.runs();
    is(info?.fingerprint, KEY);
  },

  'should know items by their keys': async (stores, is) => {
    const first = await openRun(await stores.open(), { fingerprint: KEY });
    await first.append({ ...record([0, 2], ['a', 'b']), keys: ['key a', '__proto__'] });
    is(await first.isDone(['key a', 'key c', '__proto__']), [true, false, true]);
    await first.close('open');
    const store = await stores.open();
    const second = await openRun(store, { fingerprint: KEY });
    is(await second.isDone(['__proto__', 'constructor', 'key a']), [true, false, true]);
    await second.close('open');
    is(
      (await read(store.results('run'))).map(({ key }) => key),
      ['key a', '__proto__'],
    );
  },

  'should remove a run, and only that': async (stores, is) => {
    const store = await stores.open();
    for (const runId of ['keep', 'run']) {
      const writer = await openRun(store, { runId });
      await writer.append(record([0, 1], [runId]));
      await writer.close('completed');
    }
    await (await stores.open()).delete('run');
    const left = await stores.open();
    is(
      (await left.runs()).map(({ runId }) => runId),
      ['keep'],
    );
    is(await valuesOf(left, 'keep'), ['keep']);
    is(await codeOf(() => read(left.results('run'))), 'ERR_RUN_NOT_FOUND');
    const again = await openRun(left);
    is(again.done, []);
    await again.close('open');
  },

  'should say that there is no such run': async (stores, is) => {
    const store = await stores.open();
    is(await codeOf(() => read(store.results('none'))), 'ERR_RUN_NOT_FOUND');
    is(await codeOf(() => read(store.failures('none'))), 'ERR_RUN_NOT_FOUND');
    is(await codeOf(() => store.aggregate('none', (sum) => sum, 0)), 'ERR_RUN_NOT_FOUND');
    is(await codeOf(() => store.delete('none')), 'ERR_RUN_NOT_FOUND');
    is(await store.runs(), []);
  },
};
