import { Activity } from '../../src/cli/activity.js';
import { BatchWatch } from '../../src/cli/batch-watch.js';
import { Failures } from '../../src/cli/failures.js';
import type { Job } from '../../src/cli/job-module.js';
import type { Plan } from '../../src/cli/plan.js';
import { defineBatch } from '../../src/run/define-batch.js';
import { scriptedStore, type ScriptedStore } from '../../src/testing/scripted-store.js';
import { gate } from './support/shell.js';

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

describe('BatchWatch', () => {
  function watch(store: ScriptedStore, process: (item: unknown) => unknown): BatchWatch {
    const plan = {
      store,
      runId: 'items',
      resume: true,
      options: { chunkSize: 1, maxConcurrentChunks: 1 },
      load: () => Promise.resolve(defineBatch({ targets: LETTERS, process }) as unknown as Job),
    } as unknown as Plan;
    return new BatchWatch(plan, new Activity('items', 1, () => 0), new Failures());
  }

  it('should end with the run', async () => {
    const store = scriptedStore();
    const watching = watch(store, (item) => item);
    await new Promise<void>((resolve, reject) => {
      watching.run$.subscribe({ complete: resolve, error: reject });
    });

    expect(store.closedAs).toEqual(['completed']);
  });

  it('should fail with the run', async () => {
    const full = new Error('disk full');
    const store = scriptedStore({ append: () => Promise.reject(full) });
    const watching = watch(store, (item) => item);
    const error = await new Promise((resolve) => {
      watching.run$.subscribe({ error: resolve });
    });

    expect(error).toBe(full);
  });

  it('should be closed when the store has been given back, and not before', async () => {
    const begun = gate();
    const closing = gate();
    const givenBack = gate();
    const store = scriptedStore({
      close: () => {
        closing.open();
        return givenBack.opened;
      },
    });
    const watching = watch(store, () => {
      begun.open();
      return new Promise(() => undefined);
    });
    const subscription = watching.run$.subscribe();
    await begun.opened;
    subscription.unsubscribe();
    let closed = false;
    const over = watching.closed().then(() => (closed = true));
    await closing.opened;

    expect(closed).toBeFalse();
    givenBack.open();
    await over;
    expect(store.closedAs).toEqual(['open']);
  });

  it('should be closed where nothing was begun', async () => {
    await expectAsync(watch(scriptedStore(), () => 1).closed()).toBeResolved();
  });

  it('should drain a run that is under way', async () => {
    const begun = gate();
    const goOn = gate();
    const store = scriptedStore();
    const watching = watch(store, async (item) => {
      begun.open();
      await goOn.opened;
      return item;
    });
    const ended = new Promise<void>((resolve) => {
      watching.run$.subscribe({ complete: resolve });
    });
    await begun.opened;
    watching.drain();
    goOn.open();
    await ended;

    expect(store.closedAs).toEqual(['open']);
    expect(store.records.length).toBeLessThan(LETTERS.length);
  });

  it('should drain a run that has not begun', async () => {
    const store = scriptedStore();
    const watching = watch(store, (item) => item);
    watching.drain();
    await new Promise<void>((resolve) => {
      watching.run$.subscribe({ complete: resolve });
    });

    expect(store.log).toEqual([]);
  });
});
