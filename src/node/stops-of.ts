import { concatMap, defer, EMPTY, of, type Observable } from 'rxjs';
import type { Clock } from '../core/clock.js';

/** What is asked for by a signal: to come to an end, then to end at once. */
export interface Stop<S extends string = string> {
  readonly how: 'drain' | 'abort';
  readonly signal: S;
}

/** A terminal tells all of its processes of Ctrl-C, and npm then tells its child once more. */
export const ECHO = 500;

/** The first signal drains, each later one aborts. Below npm, what comes right after one is its echo. */
export function stopsOf<S extends string>(
  signals$: Observable<S>,
  clock: Clock,
  byNpm: boolean,
): Observable<Stop<S>> {
  return defer(() => {
    let heard = 0;
    let at = -Infinity;
    return signals$.pipe(
      concatMap((signal): Observable<Stop<S>> => {
        const now = clock();
        if (byNpm && now - at < ECHO) return EMPTY;
        at = now;
        return of({ how: heard++ === 0 ? 'drain' : 'abort', signal });
      }),
    );
  });
}

/** Whether `npx`, `npm exec` or a script of npm started this process. */
export function isByNpm(env: Readonly<Record<string, string | undefined>>): boolean {
  return ['exec', 'run-script', 'run', 'start', 'test'].includes(env['npm_command'] ?? '');
}
