import { countedSource, type CountedSource } from '../../src/testing/counted-source.js';

export interface Pulls<T> extends Pick<CountedSource<T>, 'seen$'> {
  /** Makes the source anew, for `fromSource(pulls.source)`. */
  readonly source: () => Iterator<T> & Iterable<T>;
  /** How many pulls there were at each frame. */
  readonly perFrame: Readonly<Record<number, number>>;
}

/** A counted source whose pulls are counted by frames as well. */
export function visiblePulls<T>(items: Iterable<T>, now: () => number = () => 0): Pulls<T> {
  const counted = countedSource(items);
  const perFrame: Record<number, number> = {};
  counted.seen$.subscribe((seen) => {
    const frame = now();
    if (seen === 'p') perFrame[frame] = (perFrame[frame] ?? 0) + 1;
  });
  const source = () => counted[Symbol.iterator]() as Iterator<T> & Iterable<T>;
  return { source, seen$: counted.seen$, perFrame };
}
