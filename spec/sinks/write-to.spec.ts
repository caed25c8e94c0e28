import { Observable, of } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { FailedOutcome } from '../../src/core/outcome.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import type { Sink, SinkContext } from '../../src/sinks/sink.js';
import { writeTo } from '../../src/sinks/write-to.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { eachItem } from '../../src/work/each-item.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { Reader } from '../support/reader.js';
import { later, resultOf } from '../support/scripted-store.js';
import { macrotask } from '../support/ticks.js';

const values = { a: resultOf(['a'], 0), b: resultOf(['b'], 1), c: resultOf(['c'], 2) };
const FAILED = new Error('failed');

/** A sink that remembers all that was asked of it. */
function probe<T = unknown>(over: Partial<Sink<T>> = {}) {
  const told: unknown[] = [];
  const sink: Sink<T> = {
    write: (rows, context) => {
      told.push([...rows]);
      return over.write?.(rows, context);
    },
    close: () => {
      told.push('close');
      return over.close?.();
    },
  };
  return { told, sink };
}

describe('writeTo', () => {
  it('should match the marble of its docs', () => {
    const { sink, told } = probe();
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const slow = {
        ...sink,
        write: (rows: readonly unknown[], context: SinkContext) =>
          later(scheduler, 3).then(() => sink.write(rows, context)),
      };
      const e1 = cold('  a-b------|', values);
      const e1subs = '   ^--------!';
      const expected = ' ---a--b--|';

      expectObservable(e1.pipe(writeTo(slow, { prefetch: 1 }))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    expect(told).toEqual([['a'], ['b'], 'close']);
    expect(claimWarnings()).toEqual([jasmine.stringContaining('no source above it listens')]);
  });

  it('should write what was accepted before a failure of the source', () => {
    const { sink, told } = probe();
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const slow = {
        ...sink,
        write: (rows: readonly unknown[], context: SinkContext) =>
          later(scheduler, 3).then(() => sink.write(rows, context)),
      };
      const e1 = cold('  a#', values);
      const e1subs = '   ^!';
      const expected = ' ---(a#)';

      expectObservable(e1.pipe(writeTo(slow))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    expect(told).toEqual([['a'], 'close']);
  });

  it('should close with an empty source, and stay open with one that never ends', () => {
    const { sink, told } = probe();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  --|', values);
      expectObservable(e1.pipe(writeTo(sink))).toBe('--|');
      expectSubscriptions(e1.subscriptions).toBe('^-!');
    });
    expect(told).toEqual(['close']);
  });

  it('should write values of fulfilled items, and failed ones where it is told to', async () => {
    const good = probe();
    const bad = probe<FailedOutcome<unknown>>();
    const reader = new Reader<unknown>();
    const work = eachItem((n: number) => {
      if (n % 2 === 0) throw FAILED;
      return n * 10;
    });
    const row = ({ value, position }: { value: number; position: number }) => [position, value];
    reader.read(
      fromSource([1, 2, 3, 4]).pipe(
        chunkBy(2),
        processChunks(work),
        writeTo(good.sink, { row: row, failed: bad.sink }),
      ),
    );
    await reader.over;
    expect(reader.end).toBe('complete');
    expect(good.told).toEqual([[[0, 10]], [[2, 30]], 'close']);
    expect(
      bad.told.map((rows) =>
        rows === 'close'
          ? rows
          : (rows as FailedOutcome<number>[]).map(({ item, position, reason }) => [
              item,
              position,
              reason,
            ]),
      ),
    ).toEqual([[[2, 1, FAILED]], [[4, 3, FAILED]], 'close']);
  });

  it('should not ask a sink to write nothing', () => {
    const { sink, told } = probe();
    const all = {
      ...values.a,
      values: [undefined],
      failures: new Map([[0, { kind: 'rejected', reason: 1 } as const]]),
    };
    of(all).pipe(writeTo(sink)).subscribe();
    expect(told).toEqual(['close']);
  });

  it('should end the run with a failure to write, and close the sink', () => {
    for (const write of [
      () => {
        throw FAILED;
      },
      () => ({ then: (_: unknown, reject: (reason: unknown) => void) => reject(FAILED) }),
    ]) {
      const { sink, told } = probe({ write });
      const reader = new Reader<unknown>().read(of(values.a, values.b).pipe(writeTo(sink)));
      expect(reader.end).toEqual({ error: FAILED });
      expect([reader.items, told]).toEqual([[], [['a'], 'close']]);
    }
  });

  it('should end the run with a failure of "row", before anything of the result is written', () => {
    const { sink, told } = probe();
    const row = () => {
      throw FAILED;
    };
    const reader = new Reader<unknown>().read(of(values.a).pipe(writeTo(sink, { row })));
    expect(reader.end).toEqual({ error: FAILED });
    expect(told).toEqual(['close']);
  });

  it('should end with a failure to close, after all results', () => {
    const close = () => {
      throw FAILED;
    };
    const reader = new Reader<unknown>().read(of(values.a).pipe(writeTo(probe({ close }).sink)));
    expect([reader.items, reader.end]).toEqual([[values.a], { error: FAILED }]);
  });

  it('should abort the write under way when it is left, and close after that', async () => {
    let end: () => void = () => undefined;
    let signal: AbortSignal | undefined;
    const { sink, told } = probe({
      write: (_, context) => {
        ({ signal } = context);
        return new Promise<void>((resolve) => (end = resolve));
      },
    });
    let unsubscribed = 0;
    const source$ = new Observable<typeof values.a>((subscriber) => {
      subscriber.next(values.a);
      return () => unsubscribed++;
    });
    const subscription = source$.pipe(writeTo(sink)).subscribe();
    expect(signal?.aborted).toBe(false);
    subscription.unsubscribe();
    expect([signal?.aborted, unsubscribed, told]).toEqual([true, 1, [['a']]]);
    end();
    await macrotask();
    expect(told).toEqual([['a'], 'close']);
  });

  it('should hand a result on when its failed items are written, too, and close both sinks in any case', async () => {
    let end: () => void = () => undefined;
    const good = probe({
      close: () => {
        throw FAILED;
      },
    });
    const bad = probe<FailedOutcome<unknown>>({
      write: () => new Promise<void>((resolve) => (end = resolve)),
    });
    const one = { ...values.a, failures: new Map([[0, { kind: 'rejected', reason: 1 } as const]]) };
    const result$ = of(one).pipe(writeTo(good.sink, { failed: bad.sink }));
    const reader = new Reader<unknown>().read(result$);
    await macrotask();
    expect([reader.items, bad.told.length]).toEqual([[], 1]);
    end();
    await reader.over;
    expect([reader.items, reader.end]).toEqual([[one], { error: FAILED }]);
    expect([good.told, bad.told.at(-1)]).toEqual([['close'], 'close']);
  });

  it('should tell as an event of a failure to close that nobody else hears', () => {
    const flow = createFlow();
    const events: FlowEvent[] = [];
    flow.events$.subscribe((event) => events.push(event));
    const close = () => {
      throw FAILED;
    };
    const never$ = new Observable<typeof values.a>();
    never$
      .pipe(writeTo(probe({ close }).sink, { flow }))
      .subscribe()
      .unsubscribe();
    expect(events).toContain({ type: 'closeFailed', reason: FAILED });
  });

  it('should refuse what is no result', () => {
    const { sink } = probe();
    const reader = new Reader<unknown>().read(
      of(5 as unknown as typeof values.a).pipe(writeTo(sink)),
    );
    expect(reader.end).toEqual({
      error: jasmine.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    });
  });

  it('should write again what a store above which it stands did not get', async () => {
    const store = memoryStore();
    const rows = new Set<number>();
    const written: number[] = [];
    const sink: Sink<number> = {
      write: (given) => {
        written.push(...given);
        for (const row of given) rows.add(row);
        if (written.length === 4) throw FAILED;
      },
    };
    const run = async () => {
      const reader = new Reader<unknown>().read(
        fromSource([0, 1, 2, 3, 4, 5]).pipe(
          chunkBy(2),
          processChunks((items: readonly number[]) => [...items], { concurrency: 1 }),
          writeTo(sink),
          storeTo(store, { runId: 'run' }),
        ),
      );
      await reader.over;
      return reader.end;
    };
    expect(await run()).toEqual({ error: FAILED });
    expect(await run()).toBe('complete');
    expect([...rows]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(written).toEqual([0, 1, 2, 3, 2, 3, 4, 5]);
    expect((await store.runs())[0]?.items).toBe(6);
  });

  it('should refuse wrong arguments at the call', () => {
    const call = writeTo as (...args: unknown[]) => unknown;
    expect(() => call({})).toThrowError(TypeError, /"sink" must be a Sink/);
    expect(() => call({ write: () => 1 }, { failed: {} })).toThrowError(TypeError, /"failed"/);
    expect(() => call({ write: () => 1 }, { rows: 1 })).toThrowError(/did you mean "row"/);
  });
});
