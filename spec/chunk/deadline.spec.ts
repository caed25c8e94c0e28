import { Deadline } from '../../src/chunk/deadline.js';
import { Gate, PAUSED, SLOTS } from '../../src/flow/gate.js';
import { marbles, type MarbleHelpers } from '../support/marbles.js';

describe('Deadline', () => {
  /** Runs `script` at its frames and returns the frames at which the time was up. */
  function due(
    gate: Gate | undefined,
    script: Readonly<Record<number, (deadline: Deadline, helpers: MarbleHelpers) => void>>,
  ): number[] {
    return marbles((helpers) => {
      const { scheduler } = helpers;
      const seen: number[] = [];
      const deadline = new Deadline(5, scheduler, gate, () => seen.push(scheduler.frame));
      for (const [frame, act] of Object.entries(script)) {
        scheduler.schedule(() => act(deadline, helpers), Number(frame));
      }
      scheduler.flush();
      return seen;
    });
  }

  it('should be due once, so many milliseconds after its start', () => {
    expect(due(undefined, { 1: (deadline) => deadline.start() })).toEqual([6]);
  });

  it('should not be due without a start, or when it was cleared', () => {
    expect(due(undefined, { 1: (deadline) => deadline.clear() })).toEqual([]);
    expect(
      due(undefined, { 1: (deadline) => deadline.start(), 4: (deadline) => deadline.clear() }),
    ).toEqual([]);
  });

  it('should start again after it was due or cleared', () => {
    expect(
      due(undefined, {
        0: (deadline) => deadline.start(),
        3: (deadline) => {
          deadline.clear();
          deadline.start();
        },
        9: (deadline) => deadline.start(),
      }),
    ).toEqual([8, 14]);
  });

  it('should leave no timer when it is cleared', () => {
    marbles(({ scheduler }) => {
      const deadline = new Deadline(5, scheduler, undefined, () => fail('due'));
      deadline.start();

      expect(scheduler.actions.length).toBe(1);

      deadline.clear();

      expect(scheduler.actions.length).toBe(0);
    });
  });

  it('should wait while the gate is closed, for any reason', () => {
    const gate = new Gate();

    expect(
      due(gate, {
        0: (deadline) => deadline.start(),
        1: () => gate.close(PAUSED),
        2: () => gate.close(SLOTS),
        7: () => gate.release(PAUSED),
        8: () => gate.release(SLOTS),
      }),
    ).toEqual([8]);
  });

  it('should not care about a gate that is open again at the time', () => {
    const gate = new Gate();

    expect(
      due(gate, {
        0: (deadline) => deadline.start(),
        1: () => gate.close(PAUSED),
        4: () => gate.release(PAUSED),
      }),
    ).toEqual([5]);
  });

  it('should go on to the next gate below that is closed', () => {
    const far = new Gate();
    const near = new Gate(far);

    expect(
      due(near, {
        0: (deadline) => {
          near.close(SLOTS);
          far.close(PAUSED);
          deadline.start();
        },
        6: () => near.release(SLOTS),
        9: () => far.release(PAUSED),
      }),
    ).toEqual([9]);
  });

  it('should be due before those who wait to pull', () => {
    const gate = new Gate();
    const order: string[] = [];
    gate.close(SLOTS);
    const deadline = new Deadline(
      1,
      { now: () => 0, schedule: (run: () => void) => run() } as never,
      gate,
      () => order.push('due'),
    );
    gate.park({ run: () => order.push('pull') });
    deadline.start();
    gate.release(SLOTS);

    expect(order).toEqual(['due', 'pull']);
  });

  it('should leave the gate when it is cleared', () => {
    const gate = new Gate();

    expect(
      due(gate, {
        0: (deadline) => {
          gate.close(SLOTS);
          deadline.start();
        },
        6: (deadline) => deadline.clear(),
        7: () => gate.release(SLOTS),
      }),
    ).toEqual([]);
  });
});
