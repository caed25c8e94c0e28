import { isObservable, type Observable, type Subscriber } from 'rxjs';
import { checkValue, either, integer, type OptionRule } from '../core/options.js';
import { swapAmbient } from '../flow/ambient.js';

/** How many at once: fixed, or what an Observable says at the time. */
export type Concurrency = number | Observable<number>;

const MOST = 10_000;
const count = integer(1, MOST);

/** The rule of the `concurrency` option. */
export const concurrencyRule: OptionRule = either(
  `an integer from 1 to ${MOST}, or an Observable`,
  count,
  {
    expected: 'an Observable',
    check: (value) => (isObservable(value) ? 'ok' : 'type'),
  },
);

/** Lanes to start with: an Observable has one, until it says otherwise. */
export function initially(concurrency: Concurrency): number {
  return typeof concurrency === 'number' ? concurrency : 1;
}

/** Follows an Observable concurrency; what it gives is checked like an option, as an error of the run. */
export function follow(
  where: string,
  concurrency: Concurrency,
  below: Subscriber<never>,
  set: (concurrency: number) => void,
): void {
  if (typeof concurrency === 'number') return;
  const before = swapAmbient(undefined);
  try {
    below.add(
      concurrency.subscribe({
        next: (value) => {
          try {
            checkValue(where, 'concurrency', value, count);
          } catch (error) {
            below.error(error);
            return;
          }
          set(value);
        },
        error: (error: unknown) => {
          below.error(error);
        },
      }),
    );
  } finally {
    swapAmbient(before);
  }
}
