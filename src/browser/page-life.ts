import {
  distinctUntilChanged,
  filter,
  fromEvent,
  map,
  merge,
  scan,
  skip,
  startWith,
  type Observable,
} from 'rxjs';
import { boolean, having, readOptions } from '../core/options.js';

export interface PageLifeOptions {
  /**
   * Whether a page that nobody sees (another tab, a minimised window) sleeps. A browser lets it go on,
   * with fewer timers.
   * @default false
   */
  readonly hidden?: boolean | undefined;
  /**
   * The window whose page it is: another one than that of the script, such as the window of a frame.
   * @default window
   */
  readonly window?: Window | undefined;
}

/** The life of a page, for operators that take a notifier. */
export interface PageLife {
  /** True when the page is about to be frozen, false when it goes on. */
  readonly asleep$: Observable<boolean>;
  /** Emits when the page goes away for good. */
  readonly gone$: Observable<unknown>;
}

const rules = { hidden: boolean, window: having('a Window', 'addEventListener') };

/** What keeps a page asleep, each for itself. */
type Cause = 'frozen' | 'stored' | 'hidden';
type Change = readonly [asleep: boolean, ...causes: readonly Cause[]];

/**
 * The life of a page as notifiers for a pipeline of operators; a run has {@link followPageLife}, where
 * the table of what happens stands.
 *
 * - **Emits** in `asleep$` each change, nothing before the first; in `gone$` at most once a page.
 *   **Completes** and **errors** never.
 * - **On unsubscribe** removes its listeners; there are none before the subscription.
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`, `ERR_UNKNOWN_OPTION`) at the call.
 *
 * @example
 * ```ts
 * import { takeUntil } from 'rxjs';
 * import { chunkBy, fromSource, pauseWhen, processChunks } from 'sluice';
 * import { pageLife } from 'sluice/browser';
 *
 * const { asleep$, gone$ } = pageLife();
 * fromSource(rows)
 *   .pipe(pauseWhen(asleep$), chunkBy(100), processChunks(send), takeUntil(gone$))
 *   .subscribe();
 * ```
 */
export function pageLife(options?: PageLifeOptions): PageLife {
  return lifeOf('pageLife', options);
}

/** The same, with the name of the function that was called. */
export function lifeOf(where: string, options: PageLifeOptions | undefined): PageLife {
  const { hidden = false, window: page = window } = readOptions<PageLifeOptions>(
    where,
    options,
    rules,
  );
  const { document } = page;
  const changes: Observable<Change>[] = [
    fromEvent(document, 'freeze').pipe(map((): Change => [true, 'frozen'])),
    fromEvent(document, 'resume').pipe(map((): Change => [false, 'frozen'])),
    transitions(page, 'pagehide').pipe(
      filter(({ persisted }) => persisted),
      map((): Change => [true, 'stored']),
    ),
    // A page that comes back goes on, whatever has been left out on the way.
    transitions(page, 'pageshow').pipe(map((): Change => [false, 'stored', 'frozen'])),
  ];
  if (hidden) {
    const seen$ = fromEvent(document, 'visibilitychange');
    changes.push(seen$.pipe(map((): Change => [document.visibilityState === 'hidden', 'hidden'])));
  }
  return {
    asleep$: merge(...changes).pipe(
      scan((causes: ReadonlySet<Cause>, change) => changed(causes, change), new Set<Cause>()),
      map((causes) => causes.size > 0),
      startWith(false),
      distinctUntilChanged(),
      skip(1),
    ),
    gone$: transitions(page, 'pagehide').pipe(filter(({ persisted }) => !persisted)),
  };
}

function transitions(page: Window, name: 'pagehide' | 'pageshow'): Observable<PageTransitionEvent> {
  return fromEvent<PageTransitionEvent>(page, name);
}

function changed(causes: ReadonlySet<Cause>, [asleep, ...which]: Change): ReadonlySet<Cause> {
  const left = new Set(causes);
  for (const cause of which) {
    if (asleep) left.add(cause);
    else left.delete(cause);
  }
  return left;
}
