/** What may share a key where order is kept per key. */
export const groupOf = (id: number): number => id % 3;

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
