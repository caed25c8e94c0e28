import { plainText } from './plain-text.js';

/** Failures that have the same reason. */
export interface FailureGroup {
  /** The reason, as the first of them told it. */
  readonly text: string;
  count: number;
}

/** Messages that name an item are all different; beyond this only their number is kept. */
const MOST = 1000;

/** Counts failures by their message. */
export class Failures {
  readonly #groups = new Map<string, FailureGroup>();
  #others = 0;

  add(reason: unknown): void {
    const text = reasonText(reason);
    // Their messages tell where they stand.
    const key = codeOf(reason) === 'ERR_MALFORMED_LINE' ? 'ERR_MALFORMED_LINE' : text;
    const group = this.#groups.get(key);
    if (group !== undefined) group.count++;
    else if (this.#groups.size < MOST) this.#groups.set(key, { text, count: 1 });
    else this.#others++;
  }

  /** The most frequent reasons, and how many failures have others. */
  top(most: number): { readonly groups: readonly FailureGroup[]; readonly others: number } {
    const groups = [...this.#groups.values()].sort((a, b) => b.count - a.count);
    const rest = groups.slice(most).reduce((sum, { count }) => sum + count, this.#others);
    return { groups: groups.slice(0, most), others: rest };
  }
}

/** A reason on one line. What user code throws may be anything, and may throw when it is looked at. */
export function reasonText(reason: unknown): string {
  try {
    if (!(reason instanceof Error)) return plainText(String(reason));
    const { name, message } = reason;
    return plainText(message === '' ? name : `${name}: ${message}`);
  } catch {
    return 'a reason that cannot be shown';
  }
}

function codeOf(reason: unknown): unknown {
  try {
    return (reason as { code?: unknown } | undefined)?.code;
  } catch {
    return undefined;
  }
}
