import { Subject, type Observable } from 'rxjs';

export interface Pulls<T> {
  /** Makes the source anew, for `fromSource(pulls.source)`. */
  readonly source: () => Generator<T, void, undefined>;
  /** What is done to it: `p` a pull, `x` left before its end, completion when it has ended. */
  readonly seen$: Observable<'p' | 'x'>;
  /** How many pulls there were at each frame. */
  readonly perFrame: Readonly<Record<number, number>>;
}

/** A source whose reading can be seen in a marble, such as `p--p--p--|`, and counted by frames. */
export function visiblePulls<T>(items: Iterable<T>, now: () => number = () => 0): Pulls<T> {
  const seen$ = new Subject<'p' | 'x'>();
  const perFrame: Record<number, number> = {};
  const source = function* () {
    let left = true;
    try {
      for (const item of items) {
        const frame = now();
        perFrame[frame] = (perFrame[frame] ?? 0) + 1;
        seen$.next('p');
        yield item;
      }
      left = false;
      seen$.complete();
    } finally {
      if (left) seen$.next('x');
    }
  };
  return { source, seen$, perFrame };
}
