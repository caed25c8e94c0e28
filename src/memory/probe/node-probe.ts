import { builtin } from '../../core/host.js';
import type { MemoryProbe, MemoryReading } from './memory-probe.js';

interface V8 {
  getHeapStatistics(): {
    readonly used_heap_size: number;
    readonly external_memory: number;
    readonly heap_size_limit: number;
  };
}

interface NodeProcess {
  memoryUsage: { rss(): number };
  constrainedMemory?: () => number | undefined;
}

/**
 * What objects and buffers take, and the whole process, against the limit of its container or the memory of
 * the machine; and the heap against its own limit. Undefined outside of Node.
 */
export function nodeProbe(): MemoryProbe | undefined {
  const v8 = builtin<V8>('node:v8');
  const os = builtin<{ totalmem(): number }>('node:os');
  const { process } = globalThis as { process?: NodeProcess };
  if (v8 === undefined || os === undefined || process === undefined) return undefined;
  const total = os.totalmem();
  return () => {
    const { used_heap_size, external_memory, heap_size_limit } = v8.getHeapStatistics();
    // Without a limit it says 0, or more than any machine has.
    const container = process.constrainedMemory?.() ?? 0;
    const limit = container > 0 ? Math.min(container, total) : total;
    return [
      { used: used_heap_size + external_memory, limit },
      { used: used_heap_size, limit: heap_size_limit },
      ...residentSet(process, limit),
    ];
  };
}

/** It is read from a file, which fails where no more may be open: no reason to end a run. */
function residentSet({ memoryUsage }: NodeProcess, limit: number): MemoryReading[] {
  try {
    return [{ used: memoryUsage.rss(), limit }];
  } catch {
    return [];
  }
}
