import { concatMap, defer, EMPTY, of, type Observable } from 'rxjs';
import type { Clock } from '../core/clock.js';
import type { Signal } from './shell.js';

/** What is asked for by a signal: to come to an end, then to end at once. */
export type Stop = { readonly how: 'drain' } | { readonly how: 'abort'; readonly signal: Signal };

/** A terminal tells all of its processes of Ctrl-C, and npm then tells its child once more. */
const ECHO = 500;

/** The first signal drains, the second aborts. Below npm, what comes right after one is its echo. */
export function stopsOf(
  signals$: Observable<Signal>,
  clock: Clock,
  byNpm: boolean,
): Observable<Stop> {
  return defer(() => {
    let heard = 0;
    let at = -Infinity;
    return signals$.pipe(
      concatMap((signal): Observable<Stop> => {
        const now = clock();
        if (byNpm && now - at < ECHO) return EMPTY;
        at = now;
        return of(heard++ === 0 ? { how: 'drain' } : { how: 'abort', signal });
      }),
    );
  });
}
