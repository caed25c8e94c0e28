import { HeldRun } from '../../src/store/held-run.js';
import type { OpenRun, ResultStore } from '../../src/store/result-store.js';
import { Deferred, scriptedStore } from '../support/scripted-store.js';

const RUN: OpenRun = { runId: 'run', resume: true, fingerprint: { identity: 'position' } };

/** Opens a run of the store, and notes what comes of it. */
function held(store: ResultStore, seen: unknown[], name = '') {
  const run = new HeldRun(store, RUN);
  const failed = (error: unknown) => seen.push(error);
  run.open(() => seen.push(`${name}opened`), failed);
  return {
    close: () => {
      run.close('completed', () => seen.push(`${name}closed`), failed);
    },
    leave: () => {
      run.leave(failed);
    },
    writer: () => run.writer,
  };
}

describe('HeldRun', () => {
  it('should be opened, and closed once', () => {
    const seen: unknown[] = [];
    const store = scriptedStore();
    const run = held(store, seen);
    expect(run.writer()).toBeDefined();
    run.close();
    run.leave();

    expect(seen).toEqual(['opened', 'closed']);
    expect(store.closedAs).toEqual(['completed']);
    expect(run.writer()).toBeUndefined();
  });

  it('should be given back open when it is left', () => {
    const seen: unknown[] = [];
    const store = scriptedStore();
    held(store, seen).leave();

    expect([seen, store.closedAs]).toEqual([['opened'], ['open']]);
  });

  it('should tell what goes wrong, and hold up nobody', () => {
    const failed = new Error('failed');
    const fails = () => {
      throw failed;
    };
    for (const store of [
      scriptedStore({ open: fails }),
      { ...scriptedStore(), open: () => ({}) as never },
    ]) {
      const seen: unknown[] = [];
      held(store, seen).leave();
      held(store, seen);
      expect(seen.length).toBe(2);
      expect(seen.every((each) => each instanceof Error)).toBeTrue();
    }
    const store = scriptedStore({ close: fails });
    const seen: unknown[] = [];
    held(store, seen).leave();
    held(store, seen).close();
    held(store, seen);

    expect(seen).toEqual(['opened', failed, 'opened', failed, 'opened']);
  });

  it('should wait for one that is being given back, unless it is left before', () => {
    const seen: unknown[] = [];
    const closing = new Deferred();
    const store = scriptedStore({
      close: () => (store.closedAs.length === 1 ? closing : undefined),
    });
    held(store, seen, 'first ').leave();
    const second = held(store, seen, 'second ');
    held(store, seen, 'third ');
    second.leave();
    expect(seen).toEqual(['first opened']);
    closing.resolve();

    expect(seen).toEqual(['first opened', 'third opened']);
  });

  it('should wait for one that is left while it is closed', () => {
    const seen: unknown[] = [];
    const closing = new Deferred();
    const store = scriptedStore({
      close: () => (store.closedAs.length === 1 ? closing : undefined),
    });
    const first = held(store, seen, 'first ');
    first.close();
    first.leave();
    held(store, seen, 'second ');
    expect(seen).toEqual(['first opened']);
    closing.resolve();

    expect(seen).toEqual(['first opened', 'second opened', 'first closed']);
  });
});
