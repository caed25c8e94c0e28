import { Lane, Lanes } from '../../src/flow/lane.js';

class Idle extends Lane<string> {
  override begin(): void {}
  override cancel(): void {}
}

describe('Lanes', () => {
  let made: Lane<string>[];
  let lanes: Lanes<string>;

  beforeEach(() => {
    made = [];
    lanes = new Lanes<string>(() => {
      const lane = new Idle();
      made.push(lane);
      return lane;
    });
  });

  const end = (lane: Lane<string>) => {
    lane.busy = false;
    lanes.giveBack(lane);
  };

  it('should make none before one is needed', () => {
    expect(made).toEqual([]);
    expect(lanes.active).toBe(0);
    expect([...lanes.busy()]).toEqual([]);
  });

  it('should make one when none is idle, and use again what was given back', () => {
    const first = lanes.take();
    const second = lanes.take();
    end(first);
    const third = lanes.take();

    expect(made.length).toBe(2);
    expect(third).toBe(first);
    expect(second).not.toBe(first);
  });

  it('should number what it takes by arrival, also on a lane that is used again', () => {
    const first = lanes.take();
    const second = lanes.take();
    expect([first.place, second.place]).toEqual([0, 1]);

    end(second);
    end(first);
    expect([lanes.take().place, lanes.take().place]).toEqual([2, 3]);
  });

  it('should count the busy ones and name them', () => {
    const [first, second, third] = [lanes.take(), lanes.take(), lanes.take()];
    end(second);

    expect(lanes.active).toBe(2);
    expect([...lanes.busy()]).toEqual([first, third]);
  });

  it('should make no more than were ever busy at once', () => {
    for (let i = 0; i < 1000; i++) {
      const pair = [lanes.take(), lanes.take()];
      for (const lane of pair) end(lane);
    }

    expect(made.length).toBe(2);
    expect(lanes.active).toBe(0);
  });
});
