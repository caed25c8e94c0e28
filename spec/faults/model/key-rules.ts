import type { Entry } from './entry.js';
import { isBatch, type Setup } from './setup.js';

/** What may share a key where order is kept per key; in a batch it is that of the item. */
export const groupOf = (id: number, setup: Setup): number => (isBatch(setup) ? id : id % 3);

/** I7: at most one call at once for items of a group; within a chunk `eachItem` is free. */
export function groupProblems(
  ids: readonly number[],
  entries: readonly Entry[],
  setup: Setup,
): string[] {
  if (!setup.perKey || setup.form === 'each') return [];
  const groups = new Set(ids.map((id) => groupOf(id, setup)));
  return [...entries.keys()]
    .filter((id) => entries[id]?.state === 'running' && !ids.includes(id))
    .filter((id) => groups.has(groupOf(id, setup)))
    .map((id) => `I7: ${ids.join()} were called while ${id} was running`);
}

/** Idempotency keys are the same for the same items in each start of the run, and for no others. */
export class KeyRules {
  readonly #keys = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  readonly #problem: (text: string) => void;

  constructor(problem: (text: string) => void) {
    this.#problem = problem;
  }

  called(items: readonly number[], key: string): void {
    const ids = items.join();
    const before = this.#keys.get(ids) ?? key;
    if (before !== key) this.#problem(`items ${ids} were called by ${before} and by ${key}`);
    const other = this.#ids.get(key) ?? ids;
    if (other !== ids) this.#problem(`${key} is the key of ${other} and of ${ids}`);
    this.#keys.set(ids, key);
    this.#ids.set(key, ids);
  }
}
