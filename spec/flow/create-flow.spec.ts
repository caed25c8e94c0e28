import { map, noop, of, Subject, Subscriber, timer, type Observable } from 'rxjs';
import {
  createFlow,
  flowRule,
  gateOfBoundary,
  gateOfSource,
  type CreateFlowOptions,
  type Flow,
} from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Gate, PAUSED, SLOTS } from '../../src/flow/gate.js';
import { Inlet } from '../../src/flow/inlet.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { FLOW } from '../../src/flow/reach.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { claimWarnings, expectUnhandled } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { macrotask } from '../support/ticks.js';

const silent = { arrive: noop, finish: noop, fail: noop };
const above = (gate?: Gate) =>
  new Inlet(new Subscriber<never>(), silent, gate) as Subscriber<never>;

/** One item at work, none waiting. */
const oneAtATime = (duration: number, flow?: Flow | null) =>
  mapConcurrent((item: string) => timer(duration).pipe(map(() => item)), {
    concurrency: 1,
    prefetch: 0,
    flow,
  });

describe('createFlow', () => {
  it('should match the marble of its docs', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flow = createFlow({ paused: true });
      const { source, seen$ } = visiblePulls('abc');
      const e1 = cold('    ---o');
      const e1subs = '     ^---';
      const pulls = '      ---p-p-p-|';
      const expected = '   -----a-b-(c|)';

      e1.subscribe(() => {
        flow.resume();
      });
      expectObservable(seen$).toBe(pulls);
      expectObservable(fromSource(source, { flow }).pipe(oneAtATime(2))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  describe('options', () => {
    const wrong: [unknown, string][] = [
      [null, 'ERR_INVALID_ARG_TYPE'],
      [true, 'ERR_INVALID_ARG_TYPE'],
      [[], 'ERR_INVALID_ARG_TYPE'],
      [{ paused: null }, 'ERR_INVALID_ARG_TYPE'],
      [{ paused: 1 }, 'ERR_INVALID_ARG_TYPE'],
      [{ paused: 'true' }, 'ERR_INVALID_ARG_TYPE'],
      [{ pause: true }, 'ERR_UNKNOWN_OPTION'],
      [{ flow: null }, 'ERR_UNKNOWN_OPTION'],
    ];
    for (const [options, code] of wrong) {
      it(`should refuse ${JSON.stringify(options)} at the call`, () => {
        expect(() => createFlow(options as CreateFlowOptions)).toThrow(
          jasmine.objectContaining({ code }),
        );
      });
    }

    it('should take none, and an absent value', () => {
      expect(createFlow().paused).toBeFalse();
      expect(createFlow({}).paused).toBeFalse();
      expect(createFlow({ paused: undefined }).paused).toBeFalse();
      expect(createFlow({ paused: false }).paused).toBeFalse();
      expect(createFlow({ paused: true }).paused).toBeTrue();
    });
  });

  describe('pause and resume', () => {
    it('should show in "paused" and "open"', () => {
      const flow = createFlow();
      const states = [[flow.paused, flow.open]];
      for (const step of ['pause', 'pause', 'resume', 'resume'] as const) {
        flow[step]();
        states.push([flow.paused, flow.open]);
      }

      expect(states).toEqual([
        [false, true],
        [true, false],
        [true, false],
        [false, true],
        [false, true],
      ]);
    });

    it('should stop reading, while what was accepted goes on', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const flow = createFlow();
        const { source, seen$ } = visiblePulls('abcd');
        const e1 = cold('  -p---------r---|', { p: true, r: false });
        const e1subs = '   ^--------------!';
        const pulls = '    p----------p--p--p--|';
        const expected = ' ---a----------b--c--(d|)';

        e1.subscribe((pauses) => {
          if (pauses) flow.pause();
          else flow.resume();
        });
        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source, { flow }).pipe(oneAtATime(3))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should stop a source in the middle of its loop, after the item it has in hand', () => {
      const flow = createFlow();
      const seen: number[] = [];
      let pulled = 0;
      const rows = function* () {
        while (pulled < 5) {
          if (pulled === 2) flow.pause();
          yield ++pulled;
        }
      };

      fromSource(rows, { flow }).subscribe((row) => seen.push(row));

      expect([pulled, seen]).toEqual([3, [1, 2, 3]]);
      flow.resume();
      expect([pulled, seen]).toEqual([5, [1, 2, 3, 4, 5]]);
    });

    it('should let a consumer pause and resume within one next', () => {
      const flow = createFlow();
      const seen: number[] = [];

      fromSource([1, 2, 3], { flow }).subscribe((row) => {
        seen.push(row);
        flow.pause();
        flow.resume();
      });

      expect(seen).toEqual([1, 2, 3]);
    });

    it('should not pull, nor complete, while it is paused from the beginning', () => {
      const flow = createFlow({ paused: true });
      let [pulled, complete] = [0, false];
      const rows = function* () {
        yield ++pulled;
      };
      fromSource(rows, { flow }).subscribe({ complete: () => (complete = true) });

      expect([pulled, complete]).toEqual([0, false]);
      flow.resume();
      expect([pulled, complete]).toEqual([1, true]);
    });

    it('should pull nothing for one who has left, when it goes on', () => {
      const flow = createFlow({ paused: true });
      let pulled = 0;
      const rows = function* () {
        yield ++pulled;
      };

      fromSource(rows, { flow }).subscribe().unsubscribe();
      flow.resume();

      expect(pulled).toBe(0);
    });

    it('should keep the answer of an asynchronous source that comes while it is paused', async () => {
      const flow = createFlow();
      const seen: number[] = [];
      fromSource(
        async function* () {
          yield* [1, 2, 3];
        },
        { flow },
      ).subscribe((row) => seen.push(row));
      flow.pause();
      await macrotask();
      expect(seen).toEqual([]);
      flow.resume();
      await macrotask();
      expect(seen).toEqual([1, 2, 3]);
    });
  });

  describe('given to a boundary', () => {
    it('should be open while the boundary is', () => {
      const flow = createFlow();
      const source = new Subject<string>();
      const answers: (() => void)[] = [];
      const work = () => new Promise<void>((resolve) => answers.push(resolve));
      const subscription = source
        .pipe(mapConcurrent(work, { concurrency: 1, prefetch: 0, flow }))
        .subscribe();

      expect(flow.open).toBeTrue();
      source.next('a');
      expect([flow.open, flow.paused]).toEqual([false, false]);
      subscription.unsubscribe();
      expect(flow.open).toBeTrue();
      claimWarnings();
    });

    it('should not pause what the boundary reads, unless the source minds it', () => {
      const flow = createFlow({ paused: true });
      const seen: number[] = [];

      fromSource([1, 2, 3])
        .pipe(mapConcurrent((row) => of(row), { flow }))
        .subscribe((row) => seen.push(row));

      expect(seen).toEqual([1, 2, 3]);
    });

    it('should mind the gate that is found as well', () => {
      const [flow, pauses] = [createFlow(), new Subject<boolean>()];
      let pulled = 0;
      const rows = function* () {
        while (pulled < 5) yield ++pulled;
      };
      fromSource(rows, { flow })
        .pipe(
          map((row) => {
            if (row === 1) flow.pause();
            if (row === 3) pauses.next(true);
            return row;
          }),
          pauseWhen(pauses),
        )
        .subscribe();

      expect(pulled).toBe(1);
      flow.resume();
      expect(pulled).toBe(3);
      flow.pause();
      pauses.next(false);
      expect(pulled).toBe(3);
      flow.resume();
      expect(pulled).toBe(5);
    });

    it('should serve several pipelines, one after the other', () => {
      const flow = createFlow();
      for (let i = 0; i < 3; i++) {
        const seen: string[] = [];
        fromSource(['a', 'b'], { flow })
          .pipe(mapConcurrent((row) => of(row), { flow }))
          .subscribe((row) => seen.push(row));
        expect(seen).toEqual(['a', 'b']);
        expect(flow.open).toBeTrue();
      }
    });
  });

  describe('null', () => {
    it('should leave a source without a flow', () => {
      const seen: number[] = [];

      fromSource([1, 2, 3], { flow: null })
        .pipe(pauseWhen(of(true)))
        .subscribe((row) => seen.push(row));

      expect(seen).toEqual([1, 2, 3]);
    });

    it('should leave a boundary without those below, and govern what is above', () => {
      let pulled = 0;
      const rows = function* () {
        for (;;) yield ++pulled;
      };

      const subscription = fromSource(rows)
        .pipe(
          mapConcurrent(() => new Promise(noop), { concurrency: 2, prefetch: 1, flow: null }),
          pauseWhen(of(true)),
        )
        .subscribe();

      expect(pulled).toBe(3);
      subscription.unsubscribe();
    });
  });

  describe('events$', () => {
    const event: FlowEvent = { type: 'dropped', count: 1 };

    it('should tell every subscriber, from when he came until he left', () => {
      const flow = createFlow();
      const seen: string[] = [];
      const a = flow.events$.subscribe(() => seen.push('a'));
      flow[FLOW].announce(event);
      const b = flow.events$.subscribe(() => seen.push('b'));
      flow[FLOW].announce(event);
      a.unsubscribe();
      flow[FLOW].announce(event);
      b.unsubscribe();
      flow[FLOW].announce(event);

      expect(seen).toEqual(['a', 'a', 'b', 'b']);
    });

    it('should tell the others though one of them throws', async () => {
      const flow = createFlow();
      const error = new Error('observer');
      const seen: FlowEvent[] = [];
      flow.events$.subscribe(() => {
        throw error;
      });
      flow.events$.subscribe((heard) => seen.push(heard));

      flow[FLOW].announce(event);

      expect(seen).toEqual([event]);
      await new Promise((resolve) => setTimeout(resolve));
      expectUnhandled(error);
    });

    it('should tell of a source that minds the flow alone', () => {
      const flow = createFlow({ paused: true });
      const seen: FlowEvent[] = [];
      flow.events$.subscribe((heard) => seen.push(heard));
      const hot = new Subject<number>();
      const subscription = fromSource(hot, { flow, buffer: 1, overflow: 'dropNewest' }).subscribe();

      for (let i = 0; i < 3; i++) hot.next(i);

      expect(seen).toEqual([event, { type: 'dropped', count: 2 }]);
      subscription.unsubscribe();
    });

    it('should tell each event once, though source and boundaries name the same flow', async () => {
      const flow = createFlow();
      const seen: FlowEvent[] = [];
      flow.events$.subscribe((heard) => seen.push(heard));
      const reason = new Error('close');
      const source = { pull: () => ['a'], close: () => Promise.reject(reason) };
      const hot = new Subject<string>();
      const stuck = { concurrency: 1, prefetch: 0, flow };
      const boundaries = (rows$: Observable<string>) =>
        rows$.pipe(
          mapConcurrent((item) => of(item), stuck),
          mapConcurrent(() => new Promise(noop), stuck),
        );

      const reading = boundaries(fromSource(hot, { flow, buffer: 1, overflow: 'dropOldest' }));
      const subscription = reading.subscribe();
      for (const item of ['a', 'b', 'c']) hot.next(item);
      expect(seen).toEqual([event]);
      subscription.unsubscribe();
      boundaries(fromSource(source, { flow })).subscribe().unsubscribe();
      await macrotask();

      expect(seen).toEqual([event, { type: 'closeFailed', reason }]);
    });
  });
});

describe('flowRule', () => {
  it('should take a flow and null, and nothing else', () => {
    const others = [{}, undefined, 1, 'flow', () => createFlow(), []];

    expect([createFlow(), null].map((value) => flowRule.check(value))).toEqual(['ok', 'ok']);
    expect(others.filter((value) => flowRule.check(value) !== 'type')).toEqual([]);
  });

  it('should be asked by sources and boundaries, at the call', () => {
    const options = { flow: {} as Flow };
    const wrong = jasmine.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' });

    expect(() => fromSource([1], options)).toThrow(wrong);
    expect(() => mapConcurrent(() => of(1), options)).toThrow(wrong);
    expect(() => pauseWhen(of(true), options)).toThrow(wrong);
  });
});

describe('gateOfBoundary', () => {
  it('should stand above the gate found below', () => {
    const below = new Gate();
    const gate = gateOfBoundary(above(below), {});
    below.close(SLOTS);

    expect(gate).not.toBe(below);
    expect(gate.tree).toBe(below.tree);
    expect(gate.blocker()).toBe(below);
  });

  it('should stand alone with null, or with nothing below', () => {
    const below = new Gate();
    below.close(SLOTS);

    expect(gateOfBoundary(above(below), { flow: null }).blocker()).toBeUndefined();
    expect(gateOfBoundary(above(), {}).blocker()).toBeUndefined();
  });

  it('should close the flow that it is given', () => {
    const flow = createFlow();

    gateOfBoundary(above(), { flow }).close(SLOTS);

    expect(flow.open).toBeFalse();
  });
});

describe('gateOfSource', () => {
  it('should be the gate found below, or the flow, or none', () => {
    const [below, flow] = [new Gate(), createFlow()];

    expect(gateOfSource(above(below), {})).toBe(below);
    expect(gateOfSource(above(), { flow })).toBe(flow[FLOW]);
    expect(gateOfSource(above(), {})).toBeUndefined();
    expect(gateOfSource(above(below), { flow: null })).toBeUndefined();
  });

  it('should be closed while the gate found or the flow is', () => {
    const [below, flow] = [new Gate(), createFlow()];
    const gate = gateOfSource(above(below), { flow });

    expect(gate?.blocker()).toBeUndefined();
    below.close(SLOTS);
    expect(gate?.blocker()).toBe(below);
    below.release(SLOTS);
    flow[FLOW].close(PAUSED);
    expect(gate?.blocker()).toBe(flow[FLOW]);
  });
});
