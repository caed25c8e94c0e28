import {
  catchError,
  endWith,
  firstValueFrom,
  ignoreElements,
  map,
  merge,
  of,
  Subject,
  type Observable,
} from 'rxjs';
import type { Stop } from '../node/stops-of.js';
import type { Signal } from './shell.js';

/** How a run has ended; what is stored tells whether that was the end of its source. */
export type Ending =
  | { readonly how: 'ended' }
  | { readonly how: 'failed'; readonly error: unknown }
  | { readonly how: 'aborted'; readonly signal: Signal };

const ENDED: Ending = { how: 'ended' };

export interface Performance {
  readonly run$: Observable<unknown>;
  readonly stops$: Observable<Stop<Signal>>;
  readonly crashes$: Observable<unknown>;
  /** The first signal has come, or a later one. */
  stopping(how: Stop<Signal>['how']): void;
  /** Resolves when the store has been given back. */
  closed(): Promise<unknown>;
}

/** Runs it until it ends, or is not to go on, and waits until the store is given back. */
export async function perform(parts: Performance): Promise<Ending> {
  const aborts$ = new Subject<Signal>();
  const stops = parts.stops$.subscribe((stop) => {
    parts.stopping(stop.how);
    if (stop.how === 'abort') aborts$.next(stop.signal);
  });
  try {
    const ending = await firstValueFrom(
      merge(
        aborts$.pipe(map((signal): Ending => ({ how: 'aborted', signal }))),
        parts.crashes$.pipe(map(failedBy)),
        parts.run$.pipe(
          ignoreElements(),
          endWith(ENDED),
          catchError((error: unknown) => of(failedBy(error))),
        ),
      ),
    );
    // A disk that does not answer is not waited for by whoever asks once more.
    await firstValueFrom(merge(parts.closed(), aborts$));
    return ending;
  } finally {
    stops.unsubscribe();
  }
}

function failedBy(error: unknown): Ending {
  return { how: 'failed', error };
}
