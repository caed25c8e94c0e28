import { pageProbe } from '../../../src/memory/probe/page-probe.js';

describe('pageProbe', () => {
  const host = performance as { memory?: object };

  it('should tell the heap of the page where the browser does', () => {
    const probe = pageProbe();
    expect(probe === undefined).toBe(host.memory === undefined);
    for (const { used, limit } of probe?.() ?? []) {
      expect(used).toBeGreaterThan(1e5);
      expect(limit).toBeGreaterThan(used);
    }
  });

  it('should tell what it is told', () => {
    const before = Object.getOwnPropertyDescriptor(host, 'memory');
    const value = { usedJSHeapSize: 5, jsHeapSizeLimit: 10 };
    Object.defineProperty(host, 'memory', { value, configurable: true });
    try {
      expect(pageProbe()?.()).toEqual([{ used: 5, limit: 10 }]);
    } finally {
      if (before === undefined) delete host.memory;
      else Object.defineProperty(host, 'memory', before);
    }
  });
});
