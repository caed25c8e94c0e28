import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { busyClockOf, clockOf } from '../../src/core/clock.js';
import { marbles } from '../support/marbles.js';

const schedulerAt = (now: () => number): SchedulerLike => ({
  now,
  schedule: asyncScheduler.schedule.bind(asyncScheduler),
});

describe('clockOf', () => {
  it('should follow a virtual scheduler', () => {
    const readings: number[] = [];
    marbles(({ scheduler, flush }) => {
      const clock = clockOf(scheduler);
      for (const frame of [3, 7]) scheduler.schedule(() => readings.push(clock()), frame);
      flush();
    });

    expect(readings).toEqual([3, 7]);
  });

  it('should follow asyncScheduler where that is virtual', () => {
    const readings: number[] = [];
    marbles(({ flush }) => {
      const clock = clockOf(asyncScheduler);
      for (const frame of [3, 7]) asyncScheduler.schedule(() => readings.push(clock()), frame);
      flush();
    });

    expect(readings).toEqual([3, 7]);
  });

  it('should not read the time of the host in virtual time', () => {
    marbles(({ scheduler, flush }) => {
      const clock = clockOf(scheduler);
      const wall = spyOn(Date, 'now').and.callThrough();
      const monotonic = spyOn(performance, 'now').and.callThrough();
      scheduler.schedule(() => clock(), 3);
      flush();

      expect(wall).not.toHaveBeenCalled();
      expect(monotonic).not.toHaveBeenCalled();
    });
  });

  it('should take the monotonic clock of the platform for wall time', () => {
    const clock = clockOf(asyncScheduler);
    spyOn(performance, 'now').and.returnValues(5.25, 7.5);
    spyOn(Date, 'now').and.returnValues(9_000, 1_000);

    expect([clock(), clock()]).toEqual([5.25, 7.5]);
  });

  it('should take a scheduler up to a second off for wall time', () => {
    spyOn(Date, 'now').and.returnValue(50_000);
    spyOn(performance, 'now').and.returnValue(5);

    expect(clockOf(schedulerAt(() => 51_000))()).toBe(5);
    expect(clockOf(schedulerAt(() => 49_000))()).toBe(5);
    expect(clockOf(schedulerAt(() => 51_001))()).toBe(51_001);
    expect(clockOf(schedulerAt(() => 48_999))()).toBe(48_999);
  });

  it('should choose once, so that a jump of the wall clock does not change it', () => {
    spyOn(Date, 'now').and.returnValue(50_000);
    spyOn(performance, 'now').and.returnValue(5);
    let now = 50_000;
    const clock = clockOf(schedulerAt(() => now));
    now = 90_000;

    expect(clock()).toBe(5);
  });
});

describe('busyClockOf', () => {
  it('should stand still in virtual time, where computing takes none', () => {
    const readings: number[] = [];
    marbles(({ scheduler, flush }) => {
      const clock = busyClockOf(scheduler);
      for (const frame of [3, 7]) scheduler.schedule(() => readings.push(clock()), frame);
      flush();
    });

    expect(readings).toEqual([0, 0]);
  });

  it('should take the monotonic clock of the platform for wall time', () => {
    const clock = busyClockOf(asyncScheduler);
    spyOn(performance, 'now').and.returnValues(5.25, 7.5);

    expect([clock(), clock()]).toEqual([5.25, 7.5]);
  });
});
