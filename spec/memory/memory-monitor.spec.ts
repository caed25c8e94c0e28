import { NEVER, of, switchMap, takeUntil, VirtualTimeScheduler } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { MemoryMonitor, type MemoryMonitorOptions } from '../../src/memory/memory-monitor.js';
import type { MemoryLevel } from '../../src/memory/memory-level.js';
import type { MemoryReading } from '../../src/memory/probe/memory-probe.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { Reader } from '../support/reader.js';

/** A probe of which a spec says what it tells. */
class Memory {
  readings: readonly MemoryReading[] = [{ used: 0, limit: 1000 }];
  asked = 0;
  readonly probe = () => {
    this.asked++;
    return this.readings;
  };

  set used(used: number) {
    this.readings = [{ used, limit: 1000 }];
  }
}

describe('MemoryMonitor', () => {
  let memory: Memory;
  let scheduler: VirtualTimeScheduler;
  beforeEach(() => {
    memory = new Memory();
    scheduler = new VirtualTimeScheduler();
  });

  const make = (options: MemoryMonitorOptions = {}) =>
    new MemoryMonitor({ limit: '100%', probe: memory.probe, scheduler, ...options });

  const pass = (ms: number) => {
    scheduler.maxFrames = scheduler.frame + ms;
    scheduler.schedule(() => undefined, ms);
    scheduler.flush();
  };

  it('should match the marble of its docs', () => {
    marbles(({ hot, expectObservable, scheduler: time }) => {
      const uses = { '5': 500, '7': 750, '6': 650, '9': 900 };
      const use = '   5 199ms 7 199ms 6 199ms 9 199ms 5';
      const level = ' o 199ms s    399ms     h 199ms o';
      const until = '^ 900ms !';
      hot(use, uses).subscribe((used) => {
        memory.used = used;
      });
      const { level$ } = make({ interval: 200, scheduler: time });
      const levels = { o: 'ok', s: 'soft', h: 'hard' } as const;
      expectObservable(level$, until).toBe(level, levels);
    });
  });

  it('should measure when it is asked, at most every 50 ms', () => {
    const monitor = make();
    expect(memory.asked).toBe(0);
    expect(monitor.level).toBe('ok');
    memory.used = 960;
    expect([monitor.level, monitor.snapshot().used, memory.asked]).toEqual(['ok', 0, 1]);
    pass(50);
    expect([monitor.level, monitor.snapshot().used, memory.asked]).toEqual(['critical', 960, 2]);
  });

  it('should tell the present, the peak and what was before', () => {
    const monitor = make({ history: 2, limit: '50%' });
    for (const used of [100, 450, 310, 290]) {
      memory.used = used;
      monitor.snapshot();
      pass(100);
    }
    const shared = { limit: 500 };
    expect(monitor.snapshot()).toEqual({
      ...{ at: 400, used: 290, utilisation: 0.58, level: 'ok', peak: 450, ...shared },
      history: [
        { at: 300, used: 290, utilisation: 0.58, level: 'ok', ...shared },
        { at: 400, used: 290, utilisation: 0.58, level: 'ok', ...shared },
      ],
    });
  });

  it('should look at what is nearest to its limit', () => {
    memory.readings = [{ used: 100, limit: 1000 }, { used: 90, limit: 100 }, { used: 50 }];
    expect(make().snapshot()).toEqual(jasmine.objectContaining({ used: 90, limit: 100 }));
    expect(make({ limit: 105 }).snapshot()).toEqual(
      jasmine.objectContaining({ used: 100, limit: 105, level: 'critical' }),
    );
  });

  it('should be ok where nothing is known', () => {
    memory.readings = [];
    expect(make({ limit: 1 }).snapshot()).toEqual(
      jasmine.objectContaining({ used: 0, limit: Infinity, utilisation: 0, level: 'ok', peak: 0 }),
    );
  });

  it('should take another limit at any time', () => {
    const monitor = make();
    memory.used = 500;
    expect(monitor.level).toBe('ok');
    monitor.limit = 520;
    expect([monitor.limit, monitor.level]).toEqual([520, 'critical']);
    expect(() => {
      monitor.limit = '0%';
    }).toThrowError(RangeError);
    expect(monitor.limit).toBe(520);
  });

  it('should fail with what the probe throws, and with what is no reading', () => {
    const error = new Error('no');
    const failing = make({
      probe: () => {
        throw error;
      },
    });
    expect(() => failing.level).toThrow(error);
    const told: unknown[] = [];
    failing.level$.subscribe({ error: (reason: unknown) => told.push(reason) });
    expect(told).toEqual([error]);
    for (const wrong of [
      undefined,
      5,
      [5],
      [null],
      [{}],
      [{ used: NaN }],
      [{ used: -1 }],
      [{ used: Infinity }],
    ]) {
      expect(() => make({ probe: () => wrong as never }).level).toThrowError(
        TypeError,
        /^MemoryMonitor: "probe\(\)" must be an array of readings/,
      );
    }
    for (const limit of [0, -1, NaN]) {
      expect(() => make({ probe: () => [{ used: 1, limit }] }).level).toThrowError(TypeError);
    }
  });

  it('should hold no timer but that of its subscribers', () => {
    const monitor = make({ interval: 10 });
    const levels: MemoryLevel[] = [];
    expect(scheduler.actions.length).toBe(0);
    const subscription = monitor.level$.subscribe((level) => levels.push(level));
    expect(scheduler.actions.length).toBe(1);
    subscription.unsubscribe();
    pass(100);
    expect(levels).toEqual(['ok']);
    expect(scheduler.actions.length).toBe(0);
  });

  it('should collect garbage where it may, at most every 30 s, and measure anew', () => {
    const host = globalThis as { gc?: (() => void) | undefined };
    const { gc } = host;
    let collected = 0;
    try {
      host.gc = undefined;
      const monitor = make();
      expect(monitor.collectGarbage()).toBeFalse();
      host.gc = () => {
        collected++;
        memory.used = 10;
      };
      memory.used = 990;
      expect(monitor.level).toBe('critical');
      expect(monitor.collectGarbage()).toBeTrue();
      expect(monitor.level).toBe('ok');
      expect(monitor.collectGarbage()).toBeFalse();
      pass(29_999);
      expect(monitor.collectGarbage()).toBeFalse();
      pass(1);
      expect(monitor.collectGarbage()).toBeTrue();
      expect(collected).toBe(2);
    } finally {
      host.gc = gc;
    }
  });

  it('should take lanes away from work, and give them back', async () => {
    let running = 0;
    const most: number[] = [];
    const ends: (() => void)[] = [];
    const monitor = make({ interval: 100 });
    const concurrency = monitor.level$.pipe(switchMap((level) => (level === 'ok' ? of(4) : of(1))));
    const work = () =>
      new Promise<undefined>((resolve) => {
        most.push(++running);
        ends.push(() => {
          running--;
          resolve(undefined);
        });
      });
    const reader = new Reader<unknown>();
    reader.read(
      fromSource(Array.from({ length: 12 }, (_, i) => i)).pipe(
        chunkBy(1),
        processChunks(work, { concurrency, prefetch: 0 }),
        takeUntil(NEVER),
      ),
    );
    const settle = async () => {
      for (const end of ends.splice(0)) end();
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    };
    expect(running).toBe(4);
    memory.used = 900;
    pass(100);
    await settle();
    expect(running).toBe(1);
    memory.used = 100;
    pass(100);
    expect(running).toBe(4);
    while (ends.length > 0) await settle();
    await reader.over;
    expect([reader.end, most.length]).toEqual(['complete', 12]);
  });
});
