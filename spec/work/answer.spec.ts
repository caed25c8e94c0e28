import { EMPTY, Observable, of, Subject, throwError } from 'rxjs';
import { gateBelow } from '../../src/flow/reach.js';
import { whenAnswered, type Answer } from '../../src/work/answer.js';
import { macrotask } from '../support/ticks.js';

const open = { aborted: false };

/** What the callbacks are told, in order. */
function listen(answer: Answer<unknown>, call: { readonly aborted: boolean } = open) {
  const told: unknown[] = [];
  const subscription = whenAnswered(
    answer,
    call,
    (value) => told.push(value),
    (reason) => told.push({ reason }),
  );
  return { told, subscription };
}

describe('whenAnswered', () => {
  it('should tell a value in the same call', () => {
    for (const value of [1, undefined, null, [], { then: 'no function' }]) {
      expect(listen(value).told).toEqual([value]);
    }
  });

  it('should tell what a promise comes to', async () => {
    const [fulfilled, rejected] = [listen(Promise.resolve(1)), listen(Promise.reject(2))];
    expect(fulfilled.told).toEqual([]);
    await macrotask();

    expect(fulfilled.told).toEqual([1]);
    expect(rejected.told).toEqual([{ reason: 2 }]);
  });

  it('should tell the last value of an Observable when it completes', () => {
    const source = new Subject<number>();
    const { told } = listen(source);
    source.next(1);
    source.next(2);
    expect(told).toEqual([]);

    source.complete();
    expect(told).toEqual([2]);
    expect(listen(of(1, 2)).told).toEqual([2]);
    expect(listen(EMPTY).told).toEqual([undefined]);
    expect(listen(throwError(() => 'broken')).told).toEqual([{ reason: 'broken' }]);
  });

  it('should give what an Observable can be left by', () => {
    const source = new Subject<number>();
    const { told, subscription } = listen(source);
    subscription?.unsubscribe();

    expect(source.observed).toBeFalse();
    source.complete();
    expect(told).toEqual([]);
    expect(listen(1).subscription).toBeUndefined();
  });

  it('should subscribe with an observer of its own, so that no gate is found', () => {
    let gate: unknown = 'not asked';
    listen(
      new Observable((subscriber) => {
        gate = gateBelow(subscriber);
      }),
    );

    expect(gate).toBeUndefined();
  });

  it('should not subscribe for a call that was given up', () => {
    const source = new Subject<number>();
    const { subscription } = listen(source, { aborted: true });

    expect(source.observed).toBeFalse();
    expect(subscription).toBeUndefined();
  });

  it('should leave an Observable that has its call given up while it is subscribed', () => {
    const call = { aborted: false };
    let left = false;
    const source = new Observable(() => {
      call.aborted = true;
      return () => (left = true);
    });
    listen(source, call);

    expect(left).toBeTrue();
  });

  it('should listen to a promise of a call that was given up, so that it surprises nobody', async () => {
    const { told } = listen(Promise.reject('late'), { aborted: true });
    await macrotask();

    expect(told).toEqual([{ reason: 'late' }]);
  });
});
