import { ambientGate, swapAmbient } from '../../src/flow/ambient.js';
import { Gate } from '../../src/flow/gate.js';
import { whenDone } from '../../src/store/when-done.js';

const FAILED = new Error('disk full');

/** What the callbacks are given, in order. */
function answers<R>(call: () => R | PromiseLike<R>): unknown[] {
  const given: unknown[] = [];
  whenDone(
    call,
    (answer) => given.push(['done', answer]),
    (error) => given.push(['failed', error]),
  );
  return given;
}

function fail(): never {
  throw FAILED;
}

describe('whenDone', () => {
  it('should answer in the same call when the store does', () => {
    expect(answers(() => 7)).toEqual([['done', 7]]);
    expect(answers(() => undefined)).toEqual([['done', undefined]]);
  });

  it('should tell what the store throws', () => {
    expect(answers(fail)).toEqual([['failed', FAILED]]);
  });

  it('should wait for a promise', async () => {
    const given = [answers(async () => 7), answers(() => Promise.reject(FAILED))];
    expect(given).toEqual([[], []]);
    await Promise.resolve();

    expect(given).toEqual([[['done', 7]], [['failed', FAILED]]]);
  });

  it('should answer once, whatever a thenable does', () => {
    const twice = (done: (answer: number) => void, failed: (reason: unknown) => void) => {
      failed(FAILED);
      done(7);
      failed(FAILED);
    };
    const given = answers(() => ({ then: twice as PromiseLike<number>['then'] }));

    expect(given).toEqual([['failed', FAILED]]);
  });

  it('should tell what a thenable throws, unless it has answered', () => {
    const both = (done: () => void) => {
      done();
      fail();
    };
    expect(answers(() => ({ then: fail }))).toEqual([['failed', FAILED]]);
    expect(() => answers(() => ({ then: both as never }))).toThrow(FAILED);
  });

  it('should not take what a callback throws for the answer of the store', () => {
    const failed = jasmine.createSpy('failed');

    expect(() => whenDone(() => 7, fail, failed)).toThrow(FAILED);
    expect(failed).not.toHaveBeenCalled();
  });

  it('should call the store outside of any flow, and the callbacks inside of it again', () => {
    const gate = new Gate();
    const before = swapAmbient(gate);
    const seen: unknown[] = [];
    try {
      whenDone(
        () => void seen.push(ambientGate()),
        () => seen.push(ambientGate()),
        fail,
      );
    } finally {
      swapAmbient(before);
    }

    expect(seen).toEqual([undefined, gate]);
  });
});
