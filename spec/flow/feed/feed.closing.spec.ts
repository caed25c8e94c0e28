import { EMPTY, map, NEVER } from 'rxjs';
import { createFlow } from '../../../src/flow/create-flow.js';
import type { FlowEvent } from '../../../src/flow/events.js';
import { fromSource } from '../../../src/flow/from-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { Reader } from '../../support/reader.js';
import { macrotask } from '../../support/ticks.js';

/** A source whose `return()` does what it is told. */
const closing = (close: () => unknown) => () => ({
  [Symbol.iterator]: () => ({
    next: () => ({ done: false, value: 0 }),
    return: () => close() as IteratorResult<number>,
  }),
});

describe('a source that fails to close', () => {
  const failures = {
    'throws from return()': () => {
      throw 'stuck';
    },
    'rejects return()': () => Promise.reject('stuck'),
  };
  for (const [how, close] of Object.entries(failures)) {
    it(`should tell an explicit flow when it ${how}, and nobody else`, async () => {
      const flow = createFlow();
      const events: FlowEvent[] = [];
      flow.events$.subscribe((event) => events.push(event));
      const reader = new Reader();
      reader.onItem = () => reader.leave();
      reader.read(fromSource(closing(close), { flow }));
      await macrotask();

      expect(events).toEqual([{ type: 'closeFailed', reason: 'stuck' }]);
      expect(reader.items).toEqual([0]);
    });

    it(`should tell the boundary's flow when it ${how}`, async () => {
      const flow = createFlow();
      const events: FlowEvent[] = [];
      flow.events$.subscribe((event) => events.push(event));
      const subscription = fromSource(closing(close))
        .pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0, flow }))
        .subscribe();
      subscription.unsubscribe();
      await macrotask();

      expect(events).toEqual([{ type: 'closeFailed', reason: 'stuck' }]);
    });

    it(`should be silent when it ${how} and there is no flow to tell`, async () => {
      const reader = new Reader();
      reader.onItem = () => reader.leave();
      reader.read(fromSource(closing(close), { flow: null }));
      await macrotask();

      expect(reader.items).toEqual([0]);
    });
  }

  it('should not be waited for', () => {
    const reader = new Reader();
    reader.onItem = () => reader.leave();
    reader.read(
      fromSource(
        closing(() => new Promise(() => undefined)),
        { flow: null },
      ),
    );

    expect(reader.end).toBe('complete');
  });

  it('should pass on the error of the operator below, not its own', () => {
    const reader = new Reader();
    const failing = map((): number => {
      throw 'below';
    });
    const close = () => {
      throw 'stuck';
    };
    reader.read(fromSource(closing(close), { flow: null }).pipe(failing));

    expect(reader.end).toEqual({ error: 'below' });
  });
});

describe('a source that is not closed', () => {
  it('should be one that has ended by itself', () => {
    const close = jasmine.createSpy().and.returnValue({ done: true });
    const source = () => ({
      [Symbol.iterator]: () => ({ next: () => ({ done: true, value: 0 }), return: close }),
    });
    const reader = new Reader().read(fromSource(source, { flow: null }));

    expect(reader.end).toBe('complete');
    expect(close).not.toHaveBeenCalled();
  });

  it('should be one that has failed by itself', () => {
    const close = jasmine.createSpy().and.returnValue({ done: true });
    const next = () => {
      throw 'broken';
    };
    const source = () => ({ [Symbol.iterator]: () => ({ next, return: close }) });
    const reader = new Reader().read(fromSource<number>(source, { flow: null }));

    expect(reader.end).toEqual({ error: 'broken' });
    expect(close).not.toHaveBeenCalled();
  });

  it('should be one that has no return()', () => {
    const source = () => ({
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 0 }) }),
    });
    const flow = createFlow();
    const events: FlowEvent[] = [];
    flow.events$.subscribe((event) => events.push(event));
    const reader = new Reader();
    reader.onItem = () => reader.leave();
    reader.read(fromSource(source, { flow }));

    expect(reader.items).toEqual([0]);
    expect(events).toEqual([]);
  });
});

describe('a source whose next() hangs', () => {
  it('should run its finally when it minds the signal', async () => {
    const log: string[] = [];
    const source = async function* ({ signal }: { signal: AbortSignal }) {
      try {
        yield 1;
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      } finally {
        log.push('finally');
      }
    };
    const reader = new Reader().read(fromSource(source, { flow: null }));
    await macrotask();
    expect(log).toEqual([]);
    reader.leave();
    await macrotask();

    expect(log).toEqual(['finally']);
    expect(reader.items).toEqual([1]);
  });

  it('should be left without waiting for it, when it does not', async () => {
    let goOn: () => void = () => undefined;
    const log: string[] = [];
    const source = async function* () {
      try {
        yield 1;
        await new Promise<void>((resolve) => (goOn = resolve));
        log.push('went on');
        yield 2;
        yield 3;
      } finally {
        log.push('finally');
      }
    };
    const reader = new Reader().read(fromSource(source, { flow: null }));
    await macrotask();
    reader.leave();
    expect(reader.end).toBe('complete');
    await macrotask();
    expect(log).toEqual([]);
    goOn();
    await macrotask();

    // `return()` had queued behind the pending `next()`: one more item comes, to nobody.
    expect(log).toEqual(['went on', 'finally']);
    expect(reader.items).toEqual([1]);
  });

  it('should keep an error to itself that comes after it was left', async () => {
    let refuse: (reason: unknown) => void = () => undefined;
    const source = () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<number>>((_, reject) => (refuse = reject)),
      }),
    });
    const reader = new Reader().read(fromSource(source, { flow: null }));
    reader.leave();
    refuse('too late');
    await macrotask();

    expect(reader.end).toBe('complete');
  });
});

describe('the signal of a source', () => {
  it('should not be aborted while the source is read', () => {
    let aborted: boolean | undefined;
    const source = ({ signal }: { signal: AbortSignal }) => {
      aborted = signal.aborted;
      return [1, 2];
    };
    const reader = new Reader();
    reader.read(fromSource(source, { flow: null }));

    expect(aborted).toBeFalse();
    expect(reader.items).toEqual([1, 2]);
  });

  it('should let an abort listener leave once more', () => {
    const reader = new Reader();
    let closed = 0;
    const source = ({ signal }: { signal: AbortSignal }) => {
      signal.addEventListener('abort', () => reader.leave());
      return { pull: () => [0], close: () => closed++ };
    };
    reader.onItem = () => reader.leave();
    reader.read(fromSource(source, { flow: null }));

    expect(reader.items).toEqual([0]);
    expect(closed).toBe(1);
  });

  it('should be a new one for each subscription', () => {
    const signals: AbortSignal[] = [];
    const source$ = fromSource<number>(
      ({ signal }) => {
        signals.push(signal);
        return EMPTY;
      },
      { flow: null },
    );
    source$.subscribe();
    source$.subscribe();

    expect(signals.length).toBe(2);
    expect(signals[0]).not.toBe(signals[1]);
  });
});
