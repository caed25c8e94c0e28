import { getHeapStatistics } from 'node:v8';
import { totalmem } from 'node:os';
import { nodeProbe } from '../../../src/memory/probe/node-probe.js';

describe('nodeProbe', () => {
  it('should tell what is held, the heap and the process, each with its limit', () => {
    const [held, heap, all] = nodeProbe()?.() ?? [];
    expect(heap?.limit).toBe(getHeapStatistics().heap_size_limit);
    expect(heap?.used).toBeGreaterThan(1e6);
    expect(heap?.used).toBeLessThan(heap?.limit ?? 0);
    expect(held?.used).toBeGreaterThanOrEqual(heap?.used ?? 0);
    expect(all?.used).toBeGreaterThan(1e7);
    for (const reading of [held, all]) {
      expect(reading?.limit).toBeGreaterThan(1e7);
      expect(reading?.limit).toBeLessThanOrEqual(totalmem());
    }
  });

  it('should count what is held outside of the heap', () => {
    const probe = nodeProbe();
    const before = probe?.()[0]?.used ?? 0;
    const buffer = new Uint8Array(64 * 1024 * 1024).fill(1);
    expect(probe?.()[0]?.used).toBeGreaterThan(before + buffer.length / 2);
  });

  it('should obey a container, and none where there is no limit', () => {
    const { constrainedMemory } = process;
    const limitOf = (constrained: number) => {
      process.constrainedMemory = () => constrained;
      try {
        return nodeProbe()?.()[2]?.limit;
      } finally {
        process.constrainedMemory = constrainedMemory;
      }
    };
    expect(limitOf(12_345_678)).toBe(12_345_678);
    expect(limitOf(0)).toBe(totalmem());
    expect(limitOf(2 ** 64)).toBe(totalmem());
  });

  it('should tell the rest where the process cannot be measured', () => {
    const { memoryUsage } = process;
    const failing = () => {
      throw new Error('EMFILE');
    };
    process.memoryUsage = Object.assign(() => memoryUsage(), { rss: failing });
    try {
      expect(nodeProbe()?.().length).toBe(2);
    } finally {
      process.memoryUsage = memoryUsage;
    }
  });
});
