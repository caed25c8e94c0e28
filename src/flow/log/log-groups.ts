import type { FlowEvent } from '../events.js';

/** By what a debug log is switched on. */
export type LogGroup = 'source' | 'work' | 'store' | 'control' | 'health';

const GROUPS: Readonly<Record<FlowEvent['type'], LogGroup>> = {
  ...{ warning: 'source', dropped: 'source', closeFailed: 'source', rateLimited: 'source' },
  ...{ chunkStarted: 'work', chunkSettled: 'work', attemptFailed: 'work', isolated: 'work' },
  ...{ budgetSpent: 'work', lateAnswer: 'work', cacheFailed: 'work' },
  ...{ opened: 'store', stored: 'store', storeFull: 'store', cleanedUp: 'store' },
  ...{ started: 'control', paused: 'control', resumed: 'control', draining: 'control' },
  ...{ configured: 'control', ended: 'control' },
  ...{ errorRate: 'health', stalled: 'health', loopBlocked: 'health' },
};

const ALL: readonly LogGroup[] = ['source', 'work', 'store', 'control', 'health'];

export function groupOf(event: FlowEvent): LogGroup {
  return GROUPS[event.type];
}

/**
 * Reads names such as `work,store`, `*` or `-source`: those that are named, less those with a minus; all
 * but the latter where none is named. What is no group is given back, so that a slip shows.
 */
export function readGroups(names: string): {
  readonly groups: ReadonlySet<LogGroup>;
  readonly unknown: readonly string[];
} {
  const words = names.split(/[\s,]+/).filter((word) => word !== '');
  const off = words.filter((word) => word.startsWith('-')).map((word) => word.slice(1));
  const on = words.filter((word) => !word.startsWith('-'));
  const all = on.includes('*') || (on.length === 0 && off.length > 0);
  const isOn = (group: LogGroup) => (all || on.includes(group)) && !off.includes(group);
  const known: readonly string[] = ['*', ...ALL];
  return {
    groups: new Set(ALL.filter(isOn)),
    unknown: [...on, ...off].filter((word) => !known.includes(word)),
  };
}
