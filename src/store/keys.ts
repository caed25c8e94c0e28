import { isThenable } from '../core/is-thenable.js';
import { invalidType } from '../core/option-error.js';
import { isMalformed, keyOfMalformed } from '../core/malformed.js';
import { isOutcome } from '../core/outcome.js';

type Flags = readonly boolean[];
type IsDone = (keys: readonly string[]) => Flags | PromiseLike<Flags>;

/**
 * The keys by which the items of a run are told apart. Of items with the same key the first one counts;
 * the others are as good as stored.
 */
export class Keys {
  readonly #key: (item: unknown) => string;
  /** Between the question whether they are stored and the answer that they are; true: in a result. */
  readonly #underway = new Map<string, boolean>();

  constructor(key: (item: unknown) => string) {
    this.#key = key;
  }

  of(items: readonly unknown[]): readonly string[] {
    return items.map((each) => {
      const item = isOutcome(each) ? each.item : each;
      const key: unknown = isMalformed(item) ? keyOfMalformed(item) : this.#key(item);
      if (typeof key === 'string') return key;
      throw invalidType('storeTo', 'key()', 'a string', key);
    });
  }

  /** Which items are done, or under way; the others are under way from now on. */
  ask(items: readonly unknown[], isDone: IsDone): Flags | PromiseLike<Flags> {
    const keys = this.of(items);
    // Now: what is stored before the store has answered is in its answer or in here.
    const seen = new Set<string>(this.#underway.keys());
    const repeated = keys.map((key) => seen.size === seen.add(key).size);
    const read = (done: Flags) =>
      keys.map((key, place) => {
        const leftOut = done[place] === true || repeated[place] === true;
        if (!leftOut) this.#underway.set(key, false);
        return leftOut;
      });
    const done = isDone(keys);
    return isThenable(done) ? done.then(read) : read(done);
  }

  /** A result has come; gives the first key of it that was not let through, or has a result. */
  take(keys: readonly string[]): string | undefined {
    for (const key of keys) {
      if (this.#underway.get(key) !== false) return key;
      this.#underway.set(key, true);
    }
    return undefined;
  }

  /** The store knows them from now on. */
  stored(keys: readonly string[]): void {
    for (const key of keys) this.#underway.delete(key);
  }
}
