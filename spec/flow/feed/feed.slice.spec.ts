import { of, range } from 'rxjs';
import { onNextMacrotask } from '../../../src/core/host.js';
import { fromSource } from '../../../src/flow/from-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { Reader } from '../../support/reader.js';

/** Lets time pass by looking at it, so much each time; no machine is too fast or too slow for that. */
function passPerLook(ms: number): void {
  let now = 0;
  spyOn(performance, 'now').and.callFake(() => (now += ms));
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Reads to the end, and says how many macrotasks of others ran while it was read. */
async function macrotasksDuring(reader: Reader, start: () => void): Promise<number> {
  let count = 0;
  let over = false;
  const tick = () => {
    if (over) return;
    count++;
    onNextMacrotask(tick);
  };
  onNextMacrotask(tick);
  start();
  await reader.over;
  over = true;
  return count;
}

describe('the time slice of a source', () => {
  const count = 20_000;
  const generator = function* () {
    yield* upTo(count);
  };
  const asyncGenerator = async function* () {
    yield* upTo(count);
  };
  const free = { flow: null };
  const shapes = {
    'an array': () => fromSource(upTo(count), free),
    'an array in pages': () => fromSource(upTo(count)).pipe(mapConcurrent((item) => of(item))),
    'an iterator': () => fromSource(generator, free),
    'an iterator, with synchronous work': () =>
      fromSource(generator).pipe(mapConcurrent((item) => of(item))),
    'an iterator, with work that only waits for microtasks': () =>
      fromSource(generator).pipe(mapConcurrent((item) => Promise.resolve(item))),
    'a resolved async generator': () => fromSource(asyncGenerator, free),
    'a resolved async generator, with work that only waits for microtasks': () =>
      fromSource(asyncGenerator).pipe(mapConcurrent((item) => Promise.resolve(item))),
  };
  for (const [shape, read] of Object.entries(shapes)) {
    it(`should let the host have its turns while it reads ${shape}`, async () => {
      passPerLook(1);
      const reader = new Reader();
      const macrotasks = await macrotasksDuring(reader, () => reader.read(read()));

      // A look for every 64 pulls, and a turn for the host after 8 of them.
      expect(macrotasks).toBeGreaterThanOrEqual(count / 64 / 8 - 1);
      expect(reader.items).toEqual(upTo(count));
      expect(reader.end).toBe('complete');
    });
  }

  it('should not end while no time passes', () => {
    passPerLook(0);
    const reader = new Reader().read(fromSource(generator, free));

    expect(reader.end).toBe('complete');
    expect(reader.items.length).toBe(count);
  });

  it('should be the same for all sources of a pipeline, so that together they take no more', async () => {
    passPerLook(1);
    const reader = new Reader();
    const inner = 100;
    const read = () =>
      fromSource(upTo(count / inner)).pipe(
        mapConcurrent(() => upTo(inner), { concurrency: 1, prefetch: 0 }),
        mapConcurrent((item) => of(item)),
      );
    const macrotasks = await macrotasksDuring(reader, () => reader.read(read()));

    expect(macrotasks).toBeGreaterThanOrEqual(count / 64 / 8 - 1);
    expect(reader.items.length).toBe(count);
  });

  it('should not be minded by a hot source, which is not paused by it', () => {
    passPerLook(8);
    const reader = new Reader().read(fromSource(range(0, count), { flow: null, buffer: 1 }));

    expect(reader.end).toBe('complete');
    expect(reader.items.length).toBe(count);
  });

  it('should begin anew after a turn of the host', async () => {
    passPerLook(1);
    let turns = 0;
    const perTurn: number[] = [];
    const reader = new Reader();
    reader.onItem = () => (perTurn[turns] = (perTurn[turns] ?? 0) + 1);
    const tick = () => {
      turns++;
      if (reader.end === undefined) onNextMacrotask(tick);
    };
    onNextMacrotask(tick);
    reader.read(fromSource(generator, free));
    await reader.over;

    const whole = perTurn.slice(1, -1);
    expect(whole.length).toBeGreaterThan(5);
    expect(Math.min(...whole)).toBeGreaterThan(100);
  });
});
