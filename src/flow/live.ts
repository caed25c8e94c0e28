import { isObservable, map, takeWhile, type Observable, type Subscriber } from 'rxjs';
import { checkValue, type OptionRule } from '../core/options.js';
import { swapAmbient } from './ambient.js';

/** An option that may change while the run goes on: a value, or an Observable of values. */
export type Live<V> = V | Observable<V>;

/** The operator that takes such an option, by what it is told: an end, and an error. */
export type LiveOwner = Pick<Subscriber<never>, 'add' | 'closed' | 'error'>;

/** Reads one option of this kind. */
export interface LiveOption<V> {
  /** What it takes at the call. */
  readonly rule: OptionRule;
  /**
   * Tells each value of an Observable, checked like the option: a wrong one is an error of the run. To be
   * called before the source is subscribed; of a plain value it tells nothing.
   */
  follow(
    where: string,
    option: Live<V> | undefined,
    owner: LiveOwner,
    set: (value: V) => void,
  ): void;
}

/** Makes an option live: `rule` is that of a value. */
export function live<V>(name: string, rule: OptionRule): LiveOption<V> {
  return {
    rule: {
      expected: orObservable(rule.expected),
      check: (value) => (isObservable(value) ? 'ok' : rule.check(value)),
      ...(rule.bound && {
        bound: { max: rule.bound.max, expected: orObservable(rule.bound.expected) },
      }),
    },
    follow: (where, option, owner, set) => {
      if (!isObservable(option)) return;
      const checked = (value: V): V => {
        checkValue(where, name, value, rule);
        return value;
      };
      const value$ = option.pipe(
        takeWhile(() => !owner.closed),
        map(checked),
      );
      const before = swapAmbient(undefined);
      try {
        owner.add(value$.subscribe({ next: set, error: (error: unknown) => owner.error(error) }));
      } finally {
        swapAmbient(before);
      }
    },
  };
}

function orObservable(expected: string): string {
  return `${expected}, or an Observable`;
}

/** The value that an option begins with: its own, or this one, until an Observable says otherwise. */
export function initially<V>(option: Live<V> | undefined, otherwise: V): V {
  return option === undefined || isObservable(option) ? otherwise : option;
}
