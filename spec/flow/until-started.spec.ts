import { Subject, Subscriber } from 'rxjs';
import { Gate, PAUSED, SLOTS, STARTING } from '../../src/flow/gate.js';
import { Inlet, type Receiver } from '../../src/flow/inlet.js';
import { UntilStarted } from '../../src/flow/until-started.js';

describe('UntilStarted', () => {
  let seen: string[];
  let source: Subject<string>;
  let below: Subscriber<never>;

  const receiver: Receiver<string> = {
    arrive: (value) => {
      seen.push(value);
      if (value === 'again') source.next('during');
    },
    finish: () => seen.push('complete'),
    fail: (error) => seen.push(`error ${error}`),
  };

  /** An inlet below which this gate is found. */
  function standingIn(gate: Gate | undefined): Inlet<string> {
    const inlet = new Inlet<string>(below, receiver);
    UntilStarted.standIn(inlet, below, gate);
    inlet.connect(source);
    return inlet;
  }

  function starting(...parents: readonly Gate[]): Gate {
    const gate = new Gate(...parents);
    gate.close(STARTING);
    return gate;
  }

  beforeEach(() => {
    seen = [];
    source = new Subject();
    below = new Subscriber<never>();
  });

  it('should stay away where nothing below is starting', () => {
    const closed = new Gate();
    closed.close(SLOTS | PAUSED);

    expect(standingIn(undefined).receiver).toBe(receiver);
    expect(standingIn(closed).receiver).toBe(receiver);
  });

  it('should keep what arrives, and hand it over in order when the store has opened', () => {
    const gate = starting();
    const inlet = standingIn(gate);
    source.next('a');
    source.next('b');
    expect(seen).toEqual([]);

    gate.release(STARTING);
    source.next('c');

    expect(seen).toEqual(['a', 'b', 'c']);
    expect(inlet.receiver).toBe(receiver);
  });

  it('should find a store that is starting further below', () => {
    const root = starting();
    standingIn(new Gate(root));
    source.next('a');

    root.release(STARTING);

    expect(seen).toEqual(['a']);
  });

  it('should wait for the last of several stores', () => {
    const root = starting();
    const middle = starting(root);
    standingIn(new Gate(middle));
    source.next('a');

    middle.release(STARTING);
    expect(seen).toEqual([]);
    root.release(STARTING);
    expect(seen).toEqual(['a']);
  });

  it('should not wait for slots', () => {
    const gate = starting();
    standingIn(gate);
    source.next('a');
    gate.close(SLOTS);

    gate.release(STARTING);

    expect(seen).toEqual(['a']);
  });

  it('should keep the end of the source behind what came before it', () => {
    for (const [end, last] of [
      [() => source.complete(), 'complete'],
      [() => source.error('no'), 'error no'],
    ] as const) {
      seen = [];
      source = new Subject();
      const gate = starting();
      standingIn(gate);
      source.next('a');
      end();
      expect(seen).toEqual([]);

      gate.release(STARTING);

      expect(seen).toEqual(['a', last]);
    }
  });

  it('should hand over what comes meanwhile behind what was waiting', () => {
    const gate = starting();
    standingIn(gate);
    source.next('again');
    source.next('b');

    gate.release(STARTING);

    expect(seen).toEqual(['again', 'b', 'during']);
  });

  it('should forget what waits when the subscriber below leaves', () => {
    const gate = starting();
    standingIn(gate);
    source.next('a');

    below.unsubscribe();
    gate.release(STARTING);

    expect(seen).toEqual([]);
  });
});
