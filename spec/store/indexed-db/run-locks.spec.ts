import { VirtualTimeScheduler } from 'rxjs';
import { RunLocks } from '../../../src/store/indexed-db/run-locks.js';

const settled = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

describe('RunLocks without Web Locks', () => {
  let scheduler: VirtualTimeScheduler;
  let beats: [runId: string, page: string, at: number][];
  let locks: RunLocks;

  const advance = async (ms: number) => {
    const until = scheduler.now() + ms;
    for (;;) {
      scheduler.maxFrames = until;
      scheduler.flush();
      await settled();
      const [next] = scheduler.actions;
      if (next === undefined || next.delay > until) break;
    }
    scheduler.frame = until;
  };
  const make = (beat: () => Promise<void> = () => Promise.resolve()) =>
    new RunLocks({
      database: 'd',
      locks: undefined,
      scheduler,
      beat: (...args) => {
        beats.push(args);
        return beat();
      },
    });

  beforeEach(() => {
    scheduler = new VirtualTimeScheduler();
    beats = [];
    locks = make();
  });

  it('should leave a sign of life every 10 s, until it is given back', async () => {
    const release = await locks.lock('run');
    await advance(9_999);
    expect(beats.length).toBe(0);
    await advance(1);
    expect(beats.length).toBe(1);
    await advance(20_000);
    expect(beats.map(([runId, page]) => [runId, page])).toEqual(
      Array.from({ length: 3 }, () => ['run', locks.self().page]),
    );
    release?.();
    await advance(60_000);
    expect(beats.length).toBe(3);
  });

  it('should go on after a sign that could not be written', async () => {
    locks = make(() => Promise.reject(new Error('no')));
    const release = await locks.lock('run');
    await advance(30_000);
    expect(beats.length).toBe(3);
    release?.();
  });

  it('should plan no sign when it is given back while one is written', async () => {
    let end: (() => void) | undefined;
    locks = make(() => new Promise((resolve) => (end = resolve)));
    const release = await locks.lock('run');
    await advance(10_000);
    release?.();
    end?.();
    await advance(60_000);
    expect(beats.length).toBe(1);
    expect(scheduler.actions).toEqual([]);
  });

  it('should take a holder for dead two minutes after its last sign', () => {
    const holder = { ...locks.self(), epoch: 1 };
    const stamped = locks.stamped('run', holder) as typeof holder & { beat: number };
    expect(stamped.beat).toBeGreaterThanOrEqual(holder.since);
    expect(make().isAlive(stamped)).toBeTrue();
    expect(make().isAlive({ ...stamped, beat: stamped.beat - 60_000 })).toBeTrue();
    expect(make().isAlive({ ...stamped, beat: stamped.beat - 120_001 })).toBeFalse();
    expect(make().isAlive(holder)).toBeFalse();
  });
});
