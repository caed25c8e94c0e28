import { measureChunk } from '../../../src/flow/log/measure-chunk.js';

const SETTLED = {
  ...({ type: 'chunkSettled', id: 1, size: 3, position: 6, attempts: 2, ms: 4 } as const),
  failures: new Map([[0, { kind: 'rejected', reason: 'no' } as const]]),
};

describe('measureChunk', () => {
  it('should make a measure of the chunk, and keep none', () => {
    const measured = spyOn(performance, 'measure').and.callThrough();
    const before = performance.getEntriesByType('measure').length;

    measureChunk(SETTLED, 10);

    const detail = { size: 3, position: 6, attempts: 2, failed: 1 };
    expect(measured).toHaveBeenCalledOnceWith('sluice chunk', { start: 6, end: 10, detail });
    expect(performance.getEntriesByType('measure').length).toBe(before);
  });

  it('should be seen by an observer of the platform, though none is kept', async () => {
    const seen = new Promise<PerformanceEntry>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName('sluice chunk')) resolve(entry);
        observer.disconnect();
      });
      observer.observe({ entryTypes: ['measure'] });
    });

    measureChunk(SETTLED, 10);

    const { startTime, duration } = await seen;
    expect([startTime, duration]).toEqual([6, 4]);
  });

  it('should begin at 0 where it began before that, as in virtual time', () => {
    const measured = spyOn(performance, 'measure');

    measureChunk(SETTLED, 1);

    expect(measured.calls.mostRecent().args[1]).toEqual(
      jasmine.objectContaining({ start: 0, end: 1 }),
    );
  });

  it('should do without a platform that measures', () => {
    const { performance } = globalThis;
    try {
      for (const lacking of [undefined, {}]) {
        Object.defineProperty(globalThis, 'performance', { value: lacking, configurable: true });

        expect(() => {
          measureChunk(SETTLED, 10);
        }).not.toThrow();
      }
    } finally {
      Object.defineProperty(globalThis, 'performance', { value: performance, configurable: true });
    }
  });
});
