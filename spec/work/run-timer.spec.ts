import { Subscriber, VirtualTimeScheduler } from 'rxjs';
import type { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import { RunTimer } from '../../src/work/run-timer.js';

/** A timer made at 0, and when it ended the run, by which limit. */
function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const below = new Subscriber<never>();
  const ends: [number, number][] = [];
  const end = ({ duration }: DeadlineExceededError) => void ends.push([scheduler.now(), duration]);
  const timer = new RunTimer(below, () => scheduler.now(), scheduler, end);
  const at = (ms: number, body: () => void) => scheduler.schedule(body, ms);
  return { scheduler, below, ends, timer, at };
}

describe('RunTimer', () => {
  it('should end the run when its time is up, counted from the start', () => {
    const { scheduler, ends, timer, at } = setUp();
    at(3, () => timer.set(5));
    scheduler.flush();

    expect(ends).toEqual([[5, 5]]);
  });

  it('should go by the last limit, at once where it is over already', () => {
    const { scheduler, ends, timer, at } = setUp();
    timer.set(4);
    at(3, () => timer.set(20));
    at(9, () => timer.set(6));
    scheduler.flush();

    expect(ends).toEqual([[9, 6]]);
  });

  it('should leave no timer when a limit is taken back, or the run is over', () => {
    const { scheduler, below, timer } = setUp();
    timer.set(5);
    timer.set(undefined);
    expect(scheduler.actions.length).toBe(0);
    timer.set(5);
    below.unsubscribe();
    expect(scheduler.actions.length).toBe(0);
    timer.set(6);

    expect(scheduler.actions.length).toBe(0);
  });
});
