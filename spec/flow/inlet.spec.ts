import { EMPTY, noop, Observable, of, Subject, Subscriber, throwError } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { ambientGate, swapAmbient } from '../../src/flow/ambient.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Gate } from '../../src/flow/gate.js';
import { Inlet, type Receiver } from '../../src/flow/inlet.js';
import { gateBelow } from '../../src/flow/reach.js';
import { processChunks } from '../../src/work/process-chunks.js';

const silent: Receiver<unknown> = { arrive: noop, finish: noop, fail: noop };

/** Writes down what happens, and which gate is ambient meanwhile. */
function noting(seen: [string, Gate | undefined][]): Receiver<string> {
  return {
    arrive: (value) => seen.push([value, ambientGate()]),
    finish: () => seen.push(['complete', ambientGate()]),
    fail: (error) => seen.push([`error ${error}`, ambientGate()]),
  };
}

const below = () => new Subscriber<never>();

describe('Inlet', () => {
  afterEach(() => {
    expect(ambientGate()).withContext('ambient left behind').toBeUndefined();
  });

  it('should let a source find its own gate before the one below', () => {
    const [lower, upper] = [new Gate(), new Gate()];
    const outer = new Inlet(below(), silent, lower);

    expect(gateBelow(new Inlet(outer as Subscriber<never>, silent, upper))).toBe(upper);
    expect(gateBelow(new Inlet(outer as Subscriber<never>, silent))).toBe(lower);
  });

  it('should set the ambient gate while it subscribes, and the one before afterwards', () => {
    const [outer, gate] = [new Gate(), new Gate()];
    const seen: (Gate | undefined)[] = [];
    const source = new Observable<never>(() => {
      seen.push(ambientGate());
    });

    swapAmbient(outer);
    new Inlet(below(), silent, gate).connect(source);
    seen.push(ambientGate());
    swapAmbient(undefined);

    expect(seen).toEqual([gate, outer]);
  });

  it('should restore the ambient gate when subscribing throws', () => {
    const error = new Error('subscribe');
    const source = {
      subscribe: () => {
        throw error;
      },
    } as unknown as Observable<never>;

    expect(() => {
      new Inlet(below(), silent, new Gate()).connect(source);
    }).toThrow(error);
    expect(ambientGate()).toBeUndefined();
  });

  it('should leave the ambient gate in force while it subscribes without a gate of its own', () => {
    const outer = new Gate();
    const seen: (Gate | undefined)[] = [];
    const source = new Observable<never>(() => {
      seen.push(ambientGate());
    });

    swapAmbient(outer);
    new Inlet(below(), silent).connect(source);
    swapAmbient(undefined);

    expect(seen).toEqual([outer]);
  });

  it('should let a boundary reach through a chunker to a hand-written operator', () => {
    let pulled = 0;
    const rows = fromSource(function* () {
      for (;;) yield ++pulled;
    });
    const breaksTheChain = new Observable<number>((subscriber) =>
      rows.subscribe({ next: (value) => subscriber.next(value) }),
    );

    const subscription = breaksTheChain
      .pipe(
        chunkBy(2),
        processChunks(() => new Promise<void>(noop), { concurrency: 1, prefetch: 0 }),
      )
      .subscribe();

    expect(pulled).toBe(2);
    subscription.unsubscribe();
  });

  it('should clear the ambient gate around all that its receiver does', () => {
    const gate = new Gate();
    const seen: [string, Gate | undefined][] = [];

    new Inlet(below(), noting(seen), gate).connect(of('a', 'b'));
    new Inlet(below(), noting(seen), gate).connect(throwError(() => 'no'));

    expect(seen).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['complete', undefined],
      ['error no', undefined],
    ]);
  });

  it('should give the ambient gate back between two items of one subscribe', () => {
    const gate = new Gate();
    const seen: (Gate | undefined)[] = [];
    const source = new Observable<number>((subscriber) => {
      for (let i = 0; i < 2; i++) {
        subscriber.next(i);
        seen.push(ambientGate());
      }
      subscriber.complete();
      seen.push(ambientGate());
    });

    new Inlet(below(), silent, gate).connect(source);

    expect(seen).toEqual([gate, gate, gate]);
  });

  for (const [end, source] of [
    ['completes', EMPTY],
    ['fails', throwError(() => 'no')],
  ] as const) {
    it(`should run what was added to it when the source ${end}`, () => {
      const inlet = new Inlet(below(), silent);
      let left = 0;
      inlet.add(() => left++);

      inlet.connect(source);

      expect([left, inlet.closed]).toEqual([1, true]);
    });
  }

  it('should leave the source when the subscriber below leaves, and hear nothing more', () => {
    const source = new Subject<string>();
    const seen: [string, Gate | undefined][] = [];
    const subscriber = below();
    new Inlet(subscriber, noting(seen)).connect(source);

    source.next('a');
    subscriber.unsubscribe();
    source.next('b');
    source.complete();

    expect(seen).toEqual([['a', undefined]]);
    expect(source.observed).toBeFalse();
  });

  it('should hear nothing after the end of its source', () => {
    const seen: [string, Gate | undefined][] = [];
    const source = new Observable<string>((subscriber) => {
      subscriber.complete();
      subscriber.next('late');
      subscriber.error('late');
    });

    new Inlet(below(), noting(seen)).connect(source);

    expect(seen).toEqual([['complete', undefined]]);
  });
});
