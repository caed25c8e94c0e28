import { of } from 'rxjs';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { marbles } from '../support/marbles.js';
import { later, resultOf, scriptedStore } from '../support/scripted-store.js';

const RUN = { runId: 'run' };

describe('Commits: events', () => {
  it('should say that the run is open, and what is durable, in time, before it is handed on', () => {
    const told: [frame: number, what: unknown][] = [];
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({
        open: () => later(scheduler, 2),
        append: () => later(scheduler, 3),
      });
      const flow = createFlow();
      flow.events$.subscribe((event) => told.push([scheduler.frame, event]));
      const values = { a: resultOf(['a', 'b'], 5), b: resultOf(['c'], 7) };
      const e1 = cold('  a-----b|', values);
      const e1subs = '   ^------!';
      const expected = ' -----a---(b|)';

      expectObservable(e1.pipe(storeTo(store, { ...RUN, flow }))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });

    expect(told).toEqual([
      [2, { type: 'opened', runId: 'run', items: 0 }],
      [5, { type: 'stored', runId: 'run', size: 2, position: 5, ms: 3 }],
      [9, { type: 'stored', runId: 'run', size: 1, position: 7, ms: 3 }],
    ]);
  });

  it('should say how many items an earlier start had stored', () => {
    const store = memoryStore();
    const flow = createFlow();
    const told: FlowEvent[] = [];
    of(resultOf(['a', 'b'], 0), resultOf(['c'], 2))
      .pipe(storeTo(store, RUN))
      .subscribe();
    flow.events$.subscribe((event) => told.push(event));

    of(resultOf(['d'], 3))
      .pipe(storeTo(store, { ...RUN, flow }))
      .subscribe();

    expect(told[0]).toEqual({ type: 'opened', runId: 'run', items: 3 });
  });

  it('should say nothing of a record that was not written', () => {
    const flow = createFlow();
    const told: FlowEvent[] = [];
    const failed = new Error('disk is full');
    const store = scriptedStore({
      append: () => {
        throw failed;
      },
    });
    flow.events$.subscribe((event) => told.push(event));

    of(resultOf(['a'], 0))
      .pipe(storeTo(store, { ...RUN, flow }))
      .subscribe({ error: (error: unknown) => told.push(error as FlowEvent) });

    expect(told).toEqual([
      { type: 'opened', runId: 'run', items: 0 },
      failed as unknown as FlowEvent,
    ]);
  });
});
