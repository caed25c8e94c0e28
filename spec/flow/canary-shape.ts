import { Observable } from 'rxjs';
import type { WarningCode } from '../../src/flow/events.js';
import type { Parts, SourceKind } from './canary-stall.js';

/** What demand does to a shape of pipeline. */
export type Verdict =
  /** It reads what the boundary may hold, and at most `overshoot` items; warnings are false alarms. */
  | {
      readonly is: 'governed';
      readonly overshoot: number;
      readonly warns: readonly WarningCode[];
    }
  /** Nobody asks its sources: they are read to the end, and these warnings say so. */
  | { readonly is: 'ungoverned'; readonly warns: readonly WarningCode[] }
  /** An operator of RxJS keeps what it reads in a queue of its own, at least so many items. */
  | { readonly is: 'holder'; readonly atLeast: number }
  /** Its result needs every item, or it drops what comes too fast: it reads to the end. */
  | { readonly is: 'reads on'; readonly atLeast: number };

export interface Shape {
  /** What it is, by the names that RxJS gives to its operators and creators. */
  readonly shape: string;
  readonly build: (parts: Parts) => Observable<unknown>;
  readonly verdict: Verdict | ((kind: SourceKind) => Verdict);
  /** Items that must come out of it, where that does not depend on the moment. */
  readonly items: number | undefined;
  /** Items pulled for one that comes out. */
  readonly ratio: number;
}

type Build = Shape['build'];
interface Counts {
  readonly items?: number;
  readonly ratio?: number;
}

interface Allowance extends Counts {
  readonly overshoot?: number;
  readonly warns?: readonly WarningCode[];
}

const ITEMS = 3000;
/**
 * What a source gives before the host has its turn: it looks at the clock for the first time after 64
 * pulls, however slow the machine.
 */
export const A_SLICE = 60;

/** A shape that demand passes through. */
export function governed(
  shape: string,
  build: Build,
  { items = ITEMS, ratio = 1, overshoot = 0, warns = [] }: Allowance = {},
): Shape {
  return { shape, build, verdict: { is: 'governed', overshoot, warns }, items, ratio };
}

/** A shape whose source nobody asks. */
export function ungoverned(
  shape: string,
  warns: readonly WarningCode[],
  build: Build,
  { items = ITEMS }: Counts = {},
): Shape {
  return { shape, build, verdict: { is: 'ungoverned', warns }, items, ratio: 1 };
}

/** A shape with a queue inside RxJS. */
export function holder(
  shape: string,
  atLeast: number,
  build: Build,
  { items = ITEMS }: Counts = {},
): Shape {
  return { shape, build, verdict: { is: 'holder', atLeast }, items, ratio: 1 };
}

/** A shape that has to read everything. */
export function readsOn(shape: string, build: Build, items?: number, atLeast = ITEMS): Shape {
  return { shape, build, verdict: { is: 'reads on', atLeast }, items, ratio: 1 };
}

/** A shape on which the verdict depends on the source. */
export function byKind(
  whole: Omit<Shape, 'verdict'>,
  verdicts: Readonly<Record<SourceKind, Shape>>,
): Shape {
  return { ...whole, verdict: (kind) => verdicts[kind].verdict as Verdict };
}

/** The usual hand-written operator, which breaks the chain of subscribers. */
export function byPlainObserver<T>(source: Observable<T>): Observable<T> {
  return new Observable((subscriber) =>
    source.subscribe({
      next: (value) => subscriber.next(value),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
}

/** The same, passing its subscriber on. */
export function bySubscriber<T>(source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => source.subscribe(subscriber));
}
