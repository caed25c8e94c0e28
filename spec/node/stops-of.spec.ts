import type { Signal } from '../../src/cli/shell.js';
import { isByNpm, stopsOf } from '../../src/node/stops-of.js';
import { marbles } from '../support/marbles.js';

const names: Readonly<Record<string, Signal>> = { i: 'SIGINT', t: 'SIGTERM' };

const values = {
  d: { how: 'drain', signal: 'SIGINT' },
  D: { how: 'drain', signal: 'SIGTERM' },
  I: { how: 'abort', signal: 'SIGINT' },
  T: { how: 'abort', signal: 'SIGTERM' },
};

describe('stopsOf', () => {
  it('should drain at the first signal, and abort at each later one', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
      const e1 = hot('   -i-t-i-', names);
      const e1subs = '   ^------';
      const expected = ' -d-T-I-';

      expectObservable(stopsOf(e1, () => scheduler.now(), false)).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should drain at SIGTERM as well, however soon the next one comes', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
      const e1 = hot('   -(ti)-', names);
      const e1subs = '   ^-----';
      const expected = ' -(DI)-';

      expectObservable(stopsOf(e1, () => scheduler.now(), false)).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should take what comes right after a signal for its echo, below npm', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
      const e1 = hot('   i 9ms i 600ms t 400ms t', names);
      const e1subs = '   ^';
      const expected = ' d 610ms T';

      expectObservable(stopsOf(e1, () => scheduler.now(), true)).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should count anew for each subscription', () => {
    marbles(({ cold, expectObservable, scheduler }) => {
      const stops$ = stopsOf(cold('i-i', names), () => scheduler.now(), false);

      expectObservable(stops$).toBe(' d-I', values);
      expectObservable(stops$).toBe(' d-I', values);
    });
  });
});

describe('isByNpm', () => {
  it('should tell npm by its own word', () => {
    expect(isByNpm({ npm_command: 'exec' })).toBeTrue();
    expect(isByNpm({ npm_command: 'install' })).toBeFalse();
    expect(isByNpm({})).toBeFalse();
  });
});
