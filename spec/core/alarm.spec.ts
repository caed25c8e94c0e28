import { asyncScheduler, VirtualTimeScheduler } from 'rxjs';
import { clockOf } from '../../src/core/clock.js';
import { Alarm } from '../../src/core/alarm.js';
import { marbles } from '../support/marbles.js';

/** What an alarm rang at, and for, when these things were done to it at these frames. */
function rings(steps: Readonly<Record<number, (alarm: Alarm) => void>>): string[] {
  const seen: string[] = [];
  marbles(({ scheduler, flush }) => {
    const alarm = new Alarm(clockOf(asyncScheduler), asyncScheduler, (ms) => {
      seen.push(`${ms} at ${scheduler.frame}`);
    });
    for (const [frame, step] of Object.entries(steps)) {
      asyncScheduler.schedule(() => {
        step(alarm);
      }, Number(frame));
    }
    flush();
  });
  return seen;
}

describe('Alarm', () => {
  it('should ring once, after so many ms', () => {
    expect(rings({ 1: (alarm) => alarm.set(5) })).toEqual(['5 at 6']);
  });

  it('should ring at once where no time is left', () => {
    expect(rings({ 1: (alarm) => alarm.set(0) })).toEqual(['0 at 1']);
    expect(rings({ 9: (alarm) => alarm.set(5, 2) })).toEqual(['5 at 9']);
  });

  it('should count from another time where one is given', () => {
    expect(rings({ 4: (alarm) => alarm.set(5, 2) })).toEqual(['5 at 7']);
  });

  it('should forget what it was set to before', () => {
    expect(rings({ 1: (alarm) => alarm.set(5), 3: (alarm) => alarm.set(10) })).toEqual([
      '10 at 13',
    ]);
    expect(rings({ 1: (alarm) => alarm.set(5), 3: (alarm) => alarm.clear() })).toEqual([]);
    expect(rings({ 1: (alarm) => alarm.set(5), 3: (alarm) => alarm.set(undefined) })).toEqual([]);
  });

  it('should keep its time by the scheduler that it was given, and leave nothing there', () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: number[] = [];
    const alarm = new Alarm(
      () => scheduler.now(),
      scheduler,
      () => seen.push(scheduler.now()),
    );
    alarm.set(7);
    alarm.set(5);
    expect(scheduler.actions.length).toBe(1);
    scheduler.flush();
    alarm.set(9);
    alarm.clear();

    expect(seen).toEqual([5]);
    expect(scheduler.actions.length).toBe(0);
  });

  it('should be set to an earlier time, and to no later one', () => {
    const told: boolean[] = [];
    const earlier = (ms: number) => (alarm: Alarm) => {
      told.push(alarm.setEarlier(ms));
    };

    expect(rings({ 1: earlier(9), 2: earlier(9), 3: earlier(7), 4: earlier(3) })).toEqual([
      '3 at 7',
    ]);
    expect(told).toEqual([true, false, false, true]);
  });

  it('should ring at once where that is asked for, though it is late with another', () => {
    const seen: number[] = [];
    let now = 0;
    const alarm = new Alarm(
      () => now,
      asyncScheduler,
      (ms) => seen.push(ms),
    );
    alarm.set(5);
    now = 9;
    expect([alarm.setEarlier(1), alarm.setEarlier(0)]).toEqual([false, true]);
    expect(seen).toEqual([0]);
    alarm.clear();
  });

  it('should take any time once it was cleared', () => {
    const again = (alarm: Alarm) => {
      alarm.clear();
      alarm.setEarlier(9);
    };

    expect(rings({ 1: (alarm) => alarm.set(2), 2: again })).toEqual(['9 at 11']);
  });
});
