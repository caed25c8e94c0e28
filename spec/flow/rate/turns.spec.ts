import { VirtualTimeScheduler } from 'rxjs';
import { Turns } from '../../../src/flow/rate/turns.js';

const one = [{ key: undefined, cost: 1 }];
const three = [{ key: undefined, cost: 3 }];
const of = (key: string) => [{ key, cost: 1 }];

/** Turns in virtual time, what has begun in them, and when the taker was told. */
function turnsIn(time = new VirtualTimeScheduler()) {
  const begun: string[] = [];
  const told: number[] = [];
  const turns = new Turns(time, {
    inTurn: (body) => {
      body();
    },
    onRoom: () => told.push(time.frame),
  });
  const call = (name: string) => () => begun.push(`${time.frame}${name}`);
  return { turns, begun, told, time, call };
}

/** Its timers come 2 ms too early, as those of platforms may. */
function hasty(): VirtualTimeScheduler {
  const time = new VirtualTimeScheduler();
  const schedule: VirtualTimeScheduler['schedule'] = time.schedule.bind(time);
  time.schedule = (work, ms = 0, state) => schedule(work, Math.max(1, ms - 2), state);
  return time;
}

describe('Turns', () => {
  it('should let calls pass as the window allows, and the next when their turn comes', () => {
    const { turns, begun, time, call } = turnsIn();
    turns.change({ limit: 2, per: 5 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) turns.enter(one, call(name));
    time.flush();

    expect(begun).toEqual(['0a', '0b', '5c', '5d', '10e']);
  });

  it('should let nothing pass before the rate is known', () => {
    const { turns, begun, time, call } = turnsIn();
    turns.enter(one, call('a'));
    time.schedule(() => turns.change({ limit: 1, per: 5 }), 7);
    expect([turns.wait(one), turns.waitForAny()]).toEqual([Infinity, Infinity]);
    time.flush();

    expect(begun).toEqual(['7a']);
  });

  describe('where a call has to wait twice', () => {
    it('should wait on when the rate has become lower meanwhile', () => {
      const { turns, begun, time, call } = turnsIn();
      turns.change({ limit: 1, per: 5 });
      turns.enter(one, call('a'));
      turns.enter(one, call('b'));
      time.schedule(() => turns.change({ limit: 1, per: 12 }), 3);
      time.flush();

      expect(begun).toEqual(['0a', '12b']);
    });

    it('should go at once when the rate has become high enough', () => {
      const { turns, begun, time, call } = turnsIn();
      turns.change({ limit: 1, per: 50 });
      turns.enter(one, call('a'));
      turns.enter(one, call('b'));
      time.schedule(() => turns.change({ limit: 1, per: 10 }), 3);
      time.schedule(() => turns.change({ limit: 2, per: 10 }), 6);
      time.flush();

      expect(begun).toEqual(['0a', '6b']);
    });

    it('should wait on when those before it have taken the room', () => {
      const { turns, begun, time, call } = turnsIn();
      turns.change({ limit: 3, per: 5 });
      turns.enter(one, call('a'));
      turns.enter(three, call('b'));
      turns.enter(one, call('c'));
      time.flush();

      expect(begun).toEqual(['0a', '5b', '10c']);
    });

    it('should wait on when its timer was early', () => {
      const { turns, begun, time, call } = turnsIn(hasty());
      turns.change({ limit: 1, per: 8 });
      turns.enter(one, call('a'));
      turns.enter(one, call('b'));
      time.flush();

      expect(begun).toEqual(['0a', '8b']);
    });
  });

  describe('for who takes what calls leave', () => {
    it('should have it wait behind calls, also where it would fit before them', () => {
      const { turns, time, call, begun } = turnsIn();
      turns.change({ limit: 3, per: 5 });
      turns.pass(one, call('a'));
      turns.enter(three, call('b'));

      expect([turns.wait(one), turns.waitForAny()]).toEqual([Infinity, Infinity]);
      time.flush();
      expect(begun).toEqual(['0a', '5b']);
      expect([turns.wait(one), turns.waitForAny()]).toEqual([5, 5]);
    });

    it('should have it wait for calls of its own key alone', () => {
      const { turns, call } = turnsIn();
      turns.change({ limit: 1, per: 5 });
      turns.enter(of('a'), call('a'));
      turns.enter(of('a'), call('a'));

      expect([turns.wait(of('a')), turns.wait(of('b'))]).toEqual([Infinity, 0]);
    });

    it('should tell it when the call before it is taken back', () => {
      const { turns, told, time, call, begun } = turnsIn();
      turns.change({ limit: 3, per: 5 });
      turns.pass(one, call('a'));
      const leave = turns.enter(three, call('b'));
      turns.tellIn(Infinity);
      told.length = 0;
      time.schedule(leave, 2);
      time.flush();

      expect([begun, told]).toEqual([['0a'], [2]]);
      expect(turns.wait(one)).toBe(0);
    });

    it('should tell it in the time that it says, and no longer when it says so', () => {
      const { turns, told, time } = turnsIn();
      turns.change({ limit: 1, per: 5 });
      told.length = 0;
      turns.tellIn(4);
      turns.tellIn(undefined);
      time.flush();
      expect([told, time.frame]).toEqual([[], 0]);
      turns.tellIn(4);
      time.flush();

      expect(told).toEqual([4]);
    });
  });

  it('should let a call overtake those of other keys, and none of its own', () => {
    const { turns, begun, time, call } = turnsIn();
    turns.change({ limit: 1, per: 5 });
    for (const key of ['a', 'a', 'a', 'b']) turns.enter(of(key), call(key));
    time.flush();

    expect(begun).toEqual(['0a', '0b', '5a', '10a']);
  });

  it('should have no timer when the last call is taken back', () => {
    const { turns, begun, time, call } = turnsIn();
    turns.change({ limit: 1, per: 50 });
    turns.enter(one, call('a'));
    const leave = turns.enter(one, call('b'));
    leave();
    leave();
    time.flush();

    expect([begun, time.frame]).toEqual([['0a'], 0]);
  });

  it('should count a call from the end of its synchronous part', () => {
    const { turns, time } = turnsIn();
    turns.change({ limit: 1, per: 5 });
    turns.pass(one, () => {
      time.frame = 3;
    });

    expect(turns.wait(one)).toBe(5);
  });

  it('should count a call that throws', () => {
    const { turns } = turnsIn();
    turns.change({ limit: 1, per: 5 });
    const broken = () => {
      throw new Error('broken');
    };

    expect(() => turns.pass(one, broken)).toThrowError('broken');
    expect(turns.wait(one)).toBe(5);
  });
});
