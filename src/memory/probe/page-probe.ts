import type { MemoryProbe } from './memory-probe.js';

interface PageMemory {
  readonly usedJSHeapSize: number;
  readonly jsHeapSizeLimit: number;
}

/** The heap of the page, as Chromium tells it, to some 10 %. Undefined in other browsers. */
export function pageProbe(): MemoryProbe | undefined {
  const { performance } = globalThis as { performance?: { readonly memory?: PageMemory } };
  const memory = () => performance?.memory;
  if (memory() === undefined) return undefined;
  return () => {
    const found = memory();
    return found === undefined
      ? []
      : [{ used: found.usedJSHeapSize, limit: found.jsHeapSizeLimit }];
  };
}
