import { NEVER, of, Subject, throwError } from 'rxjs';
import { perform, type Ending } from '../../src/cli/perform.js';
import type { Signal } from '../../src/cli/shell.js';
import type { Stop } from '../../src/node/stops-of.js';

const drain: Stop<Signal> = { how: 'drain', signal: 'SIGTERM' };
const abort: Stop<Signal> = { how: 'abort', signal: 'SIGTERM' };

function performance() {
  const log: string[] = [];
  const run$ = new Subject<unknown>();
  const stops$ = new Subject<Stop<Signal>>();
  const crashes$ = new Subject<unknown>();
  let close: () => void = () => undefined;
  const closing = new Promise<void>((resolve) => {
    close = resolve;
  });
  let ending: Ending | undefined;
  const done = perform({
    run$,
    stops$,
    crashes$,
    stopping: (how) => log.push(how),
    closed: () => {
      log.push(run$.observed ? 'closing while it runs' : 'closing');
      return closing;
    },
  }).then((given) => {
    ending = given;
    log.push('ended');
  });
  const settle = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { log, run$, stops$, crashes$, close: () => close(), done, settle, ending: () => ending };
}

describe('perform', () => {
  it('should end with the run, when the store has been given back', async () => {
    const { run$, log, settle, close, done, ending, stops$, crashes$ } = performance();
    run$.next('a result');
    run$.complete();
    await settle();
    expect(log).toEqual(['closing']);
    close();
    await done;
    expect(ending()).toEqual({ how: 'ended' });
    expect([stops$.observed, crashes$.observed]).toEqual([false, false]);
  });

  it('should tell why a run failed', async () => {
    const { run$, close, done, ending } = performance();
    close();
    run$.error('why');
    await done;
    expect(ending()).toEqual({ how: 'failed', error: 'why' });
  });

  it('should let the run go on when it is to drain', async () => {
    const { run$, stops$, log, close, done, ending, settle } = performance();
    stops$.next(drain);
    await settle();
    expect(run$.observed).toBeTrue();
    expect(log).toEqual(['drain']);
    run$.complete();
    close();
    await done;
    expect(ending()).toEqual({ how: 'ended' });
  });

  it('should leave the run when it is to abort, and wait for the store', async () => {
    const { run$, stops$, log, close, done, ending, settle } = performance();
    stops$.next(drain);
    stops$.next(abort);
    expect(run$.observed).toBeFalse();
    await settle();
    expect(log).toEqual(['drain', 'abort', 'closing']);
    close();
    await done;
    expect(ending()).toEqual({ how: 'aborted', signal: 'SIGTERM' });
  });

  it('should not wait for the store when it is told once more', async () => {
    const { stops$, log, done, settle } = performance();
    stops$.next(abort);
    await settle();
    expect(log).toEqual(['abort', 'closing']);
    stops$.next({ how: 'abort', signal: 'SIGINT' });
    await done;
    expect(log).toEqual(['abort', 'closing', 'abort', 'ended']);
  });

  it('should fail with an error that nobody caught', async () => {
    const { run$, crashes$, close, done, ending } = performance();
    close();
    crashes$.next(new Error('left behind'));
    expect(run$.observed).toBeFalse();
    await done;
    expect(ending()).toEqual({ how: 'failed', error: new Error('left behind') });
  });

  it('should also end with a run that ends at once', async () => {
    const parts = {
      stops$: NEVER,
      crashes$: NEVER,
      stopping: () => undefined,
      closed: () => Promise.resolve(),
    };
    expect(await perform({ ...parts, run$: of(1, 2) })).toEqual({ how: 'ended' });
    expect(await perform({ ...parts, run$: throwError(() => 1) })).toEqual({
      how: 'failed',
      error: 1,
    });
    expect(await perform({ ...parts, run$: NEVER, crashes$: of('c') })).toEqual({
      how: 'failed',
      error: 'c',
    });
  });
});
