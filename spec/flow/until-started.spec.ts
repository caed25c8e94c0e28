import { Observable, type Subscriber } from 'rxjs';
import { BufferOverflowError } from '../../src/core/buffer-overflow-error.js';
import { Gate, PAUSED, SLOTS, STARTING } from '../../src/flow/gate.js';
import { Inlet, type Receiver } from '../../src/flow/inlet.js';
import { UntilStarted } from '../../src/flow/until-started.js';
import { claimWarnings } from '../support/claims.js';

/** An inlet whose receiver logs what it is given. */
function open(gate: Gate | undefined, receive?: (value: string, inlet: Inlet<string>) => void) {
  const log: string[] = [];
  let inlet: Inlet<string> | undefined;
  const subscription = new Observable<never>((subscriber: Subscriber<never>) => {
    const receiver: Receiver<string> = {
      arrive: (value) => {
        log.push(value);
        receive?.(value, inlet!);
      },
      finish: () => log.push('|'),
      fail: (error) => log.push(`#${error}`),
    };
    inlet = new Inlet<string>(subscriber, receiver);
    UntilStarted.standIn(inlet, subscriber, gate);
  }).subscribe();
  return { log, inlet: inlet!, subscription };
}

const starting = (...parents: readonly Gate[]) => {
  const gate = new Gate(...parents);
  gate.close(STARTING);
  return gate;
};

describe('UntilStarted', () => {
  it('should not stand in where nothing is starting', () => {
    const paused = new Gate();
    paused.close(PAUSED | SLOTS);
    for (const gate of [undefined, new Gate(), paused]) {
      const { inlet, log } = open(gate);
      inlet.next('a');

      expect(inlet.receiver).not.toBeInstanceOf(UntilStarted);
      expect(log).toEqual(['a']);
    }
  });

  it('should keep what arrives, in order, until the gate has started', () => {
    const gate = starting();
    const { inlet, log } = open(gate);
    inlet.next('a');
    inlet.next('b');

    expect(log).toEqual([]);

    gate.release(STARTING);

    expect(log).toEqual(['a', 'b']);
  });

  it('should end with BufferOverflowError, once, at 65,537 items that nobody asked for', () => {
    const errors: unknown[] = [];
    const gate = starting();
    let inlet: Inlet<number> | undefined;
    new Observable<never>((subscriber: Subscriber<never>) => {
      inlet = new Inlet<number>(subscriber, { arrive: fail, finish: fail, fail });
      UntilStarted.standIn(inlet, subscriber, gate);
    }).subscribe({ error: (error: unknown) => errors.push(error) });

    for (let i = 0; i < 65_536; i++) inlet!.next(i);

    expect(errors).toEqual([]);

    for (let i = 0; i < 9; i++) inlet!.next(i);

    expect(errors).toEqual([new BufferOverflowError('chunkBy', 65_537, 65_536)]);
    expect(claimWarnings()).toEqual([jasmine.stringMatching('1000 values came')]);
  });

  it('should then leave the receiver to itself', () => {
    const gate = starting();
    const { inlet, log } = open(gate);
    gate.release(STARTING);
    inlet.next('a');
    inlet.complete();

    expect(inlet.receiver).not.toBeInstanceOf(UntilStarted);
    expect(log).toEqual(['a', '|']);
  });

  it('should keep the end of a source, although its inlet is closed by then', () => {
    for (const end of ['|', '#no']) {
      const gate = starting();
      const { inlet, log } = open(gate);
      inlet.next('a');
      if (end === '|') inlet.complete();
      else inlet.error('no');

      expect(inlet.closed).toBeTrue();

      gate.release(STARTING);

      expect(log).toEqual(['a', end]);
    }
  });

  it('should not mind other reasons to be closed', () => {
    const gate = starting();
    gate.close(SLOTS | PAUSED);
    const { inlet, log } = open(gate);
    inlet.next('a');
    gate.release(STARTING);

    expect(log).toEqual(['a']);
  });

  it('should wait for all gates on the way, in whatever order they start', () => {
    for (const nearFirst of [true, false]) {
      const far = starting();
      const near = starting(far);
      const { inlet, log } = open(near);
      inlet.next('a');
      const [first, last] = nearFirst ? [near, far] : [far, near];
      first.release(STARTING);

      expect(log).toEqual([]);

      last.release(STARTING);

      expect(log).toEqual(['a']);
    }
  });

  it('should hand over before a source pulls', () => {
    const gate = starting();
    const order: string[] = [];
    gate.park({ run: () => order.push('pull') });
    const { inlet } = open(gate, (value) => order.push(value));
    inlet.next('a');
    gate.release(STARTING);

    expect(order).toEqual(['a', 'pull']);
  });

  it('should put what arrives meanwhile at the end', () => {
    const gate = starting();
    const { inlet, log } = open(gate, (value, source) => {
      if (value === 'a') source.next('x');
    });
    inlet.next('a');
    inlet.next('b');
    gate.release(STARTING);

    expect(log).toEqual(['a', 'b', 'x']);
  });

  it('should drop what waits when the subscriber leaves, before or during the hand-over', () => {
    const before = starting();
    const first = open(before);
    first.inlet.next('a');
    first.subscription.unsubscribe();
    before.release(STARTING);

    expect(first.log).toEqual([]);

    const during = starting();
    const second = open(during, () => second.subscription.unsubscribe());
    second.inlet.next('a');
    second.inlet.next('b');
    during.release(STARTING);

    expect(second.log).toEqual(['a']);
  });
});
