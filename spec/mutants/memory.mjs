const LEVEL = 'src/memory/memory-level.ts';
const MONITOR = 'src/memory/memory-monitor.ts';
const LIMIT = 'src/memory/memory-limit.ts';
const NODE = 'src/memory/probe/node-probe.ts';
const monitor = { file: MONITOR, spec: 'spec/memory/memory-monitor.spec.ts' };
const level = { file: LEVEL, spec: 'spec/memory/memory-level.spec.ts' };
const limit = { file: LIMIT, spec: 'spec/memory/memory-limit.spec.ts' };
const node = { file: NODE, spec: 'spec/memory/probe/node-probe.node.spec.ts' };

export default [
  {
    ...level,
    name: 'memory level: comes and goes at one mark',
    find: 'Math.max(reached, held)',
    replace: 'reached',
  },
  {
    ...level,
    name: 'memory level: is ok only far below',
    find: 'const BACK_BELOW = 0.6;',
    replace: 'const BACK_BELOW = 0.5;',
  },
  {
    ...monitor,
    name: 'MemoryMonitor: measures for each item',
    find: 'now - this.#measuredAt < AT_MOST_EVERY',
    replace: 'now < this.#measuredAt',
  },
  {
    ...monitor,
    name: 'MemoryMonitor: keeps all measurements',
    find: 'if (this.#history.length > this.#most) this.#history.shift();',
    replace: '',
  },
  {
    ...monitor,
    name: 'MemoryMonitor: forgets the peak',
    find: 'Math.max(this.#peak, measured.used)',
    replace: 'measured.used',
  },
  {
    ...monitor,
    name: 'MemoryMonitor: looks at the first reading only',
    find: 'place === 0 || utilisation > worst.utilisation',
    replace: 'place === 0',
  },
  {
    ...monitor,
    name: 'MemoryMonitor: takes NaN for a measurement',
    find: 'Number.isFinite(used) && (used as number) >= 0',
    replace: "typeof used === 'number'",
  },
  {
    ...monitor,
    name: 'MemoryMonitor: goes by an old limit',
    find: 'this.#limit = limit;\n    this.#measuredAt = -Infinity;',
    replace: 'this.#limit = limit;',
  },
  {
    ...monitor,
    name: 'MemoryMonitor: collects garbage all the time',
    find: 'now - this.#collectedAt < COLLECT_AT_MOST_EVERY',
    replace: 'now < this.#collectedAt',
  },
  {
    ...monitor,
    name: 'MemoryMonitor: goes by what it measured before a collection',
    find: 'gc();\n    this.#measuredAt = -Infinity;',
    replace: 'gc();',
  },
  {
    ...monitor,
    name: 'MemoryMonitor: tells each level again',
    find: 'distinctUntilChanged(),\n    );',
    replace: ');',
  },
  {
    ...limit,
    name: 'memory limit: bytes are more than the platform allows',
    find: 'isFirst ? Math.min(limit, allowed) : allowed',
    replace: 'isFirst ? limit : allowed',
  },
  {
    ...limit,
    name: 'memory limit: bytes are a limit for all that is measured',
    find: 'isFirst ? Math.min(limit, allowed) : allowed',
    replace: 'Math.min(limit, allowed)',
  },
  {
    ...limit,
    name: 'memory limit: more than all is allowed',
    find: 'percent > 0 && percent <= 100',
    replace: 'percent > 0',
  },
  {
    ...node,
    name: 'node probe: does not obey a container',
    find: 'container > 0 ? Math.min(container, total) : total',
    replace: 'total',
  },
  {
    ...node,
    name: 'node probe: counts no buffers',
    find: 'used_heap_size + external_memory',
    replace: 'used_heap_size',
  },
  {
    ...node,
    name: 'node probe: ends a run where the process cannot be measured',
    find: 'return [];\n  }\n}',
    replace: 'return [{ used: NaN }];\n  }\n}',
  },
  {
    file: 'src/run/run-stats.ts',
    spec: 'spec/run/run-stats.spec.ts',
    name: 'stats: the memory has no peak',
    find: 'this.#settings.memory?.measure();',
    replace: '',
  },
  {
    file: 'src/run/run-stats.ts',
    spec: 'spec/run/run-stats.spec.ts',
    name: 'stats: memory is measured though it is switched off',
    find: 'plan.enableMemoryMonitoring ? new MemoryMonitor({ history: 1 }) : undefined',
    replace: 'new MemoryMonitor({ history: 1 })',
  },
  {
    file: 'src/run/run-stats.ts',
    spec: 'spec/run/run-stats.spec.ts',
    name: 'stats: memory without a limit is told as null',
    find: ' || snapshot.limit === Infinity',
    replace: '',
  },
];
