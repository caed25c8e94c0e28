import { concat, NEVER, Observable, of } from 'rxjs';
import { createFlow, type Flow } from '../../src/flow/create-flow.js';
import { joinFlow, type JoinedFlow } from '../../src/flow/join-flow.js';
import { FLOW } from '../../src/flow/reach.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { claimWarnings } from '../support/claims.js';

/** A flow that a source minds. */
function minded(): Flow {
  const flow = createFlow();
  flow[FLOW].listen();
  return flow;
}

/** A hot source that joins a flow for each subscriber. */
function hot(flow: Flow) {
  const joined: JoinedFlow[] = [];
  const source$ = new Observable<number>((subscriber) => {
    const each = joinFlow(subscriber, flow);
    joined.push(each);
    return each.leave;
  });
  return { joined, source$ };
}

const oneSlot = mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 });

describe('joinFlow', () => {
  it('should close the flow at once where the boundary below is closed already', () => {
    const flow = minded();
    const subscription = concat(of(1), hot(flow).source$).pipe(oneSlot).subscribe();
    const joined = flow.open;
    subscription.unsubscribe();

    expect([joined, flow.open]).toEqual([false, true]);
    // The first value comes from a source that minds nothing.
    expect(claimWarnings().length).toBe(1);
  });

  it('should close the flow while the boundary below is closed', () => {
    const flow = minded();
    const source$ = new Observable<number>((subscriber) => {
      const joined = joinFlow(subscriber, flow);
      joined.turn(() => {
        subscriber.next(1);
      });
      return joined.leave;
    });
    const subscription = source$.pipe(oneSlot).subscribe();
    const during = flow.open;
    subscription.unsubscribe();

    expect([during, flow.open]).toEqual([false, true]);
  });

  it('should do nothing for a subscriber without a boundary below', () => {
    const flow = minded();
    const { joined, source$ } = hot(flow);
    source$.subscribe();
    let turned = 0;
    joined[0]?.turn(() => turned++);
    joined[0]?.leave();

    expect([turned, flow.open]).toEqual([1, true]);
  });

  it('should open the gate of the boundary only when the turn is over', () => {
    const flow = minded();
    const { joined, source$ } = hot(flow);
    const log: string[] = [];
    const subscription = source$.pipe(oneSlot).subscribe();
    joined[0]?.turn(() => {
      joined[0]?.turn(() => log.push('inner'));
      log.push('outer');
    });
    subscription.unsubscribe();

    expect(log).toEqual(['inner', 'outer']);
  });

  it('should leave others joined', () => {
    const flow = minded();
    const busy$ = new Observable<number>((subscriber) => {
      const joined = joinFlow(subscriber, flow);
      subscriber.next(1);
      return joined.leave;
    });
    const subscriptions = [1, 2].map(() => busy$.pipe(oneSlot).subscribe());
    const open = subscriptions.map((subscription) => {
      subscription.unsubscribe();
      return flow.open;
    });

    expect(open).toEqual([false, true]);
  });
});
