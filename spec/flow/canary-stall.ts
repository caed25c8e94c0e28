import {
  tap,
  VirtualAction,
  VirtualTimeScheduler,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { onNextMacrotask } from '../../src/core/host.js';
import type { WarningCode } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import { processChunks } from '../../src/work/process-chunks.js';

/** Items of a source where a shape does not say otherwise. */
export const ITEMS = 3000;
const CHUNK = 10;
const [CONCURRENCY, PREFETCH] = [2, 1];
/** What the boundary may hold: pulled and not settled, where every item pulled becomes one below. */
export const ALLOWED = (CONCURRENCY + PREFETCH) * CHUNK;
/** Ticks without a pull after which a stall has shown all it will. */
const QUIET = 25;
const MOST_TICKS = 20_000;

export type SourceKind = 'sync' | 'async' | 'paged';
export const SOURCE_KINDS: readonly SourceKind[] = ['sync', 'async', 'paged'];

/** What a shape is built from. */
export interface Parts {
  /** A source that counts its pulls; each subscription starts anew. */
  readonly source: (items?: number) => Observable<number>;
  readonly kind: SourceKind;
  /** Counts a pull of a source that is not ours. */
  readonly pulled: () => void;
  /** Virtual time, a frame a macrotask: no shape waits for a clock. */
  readonly time: SchedulerLike;
}

/** What a stalled pipeline did, and how it ended when the stall was over. */
export interface Stalled {
  /** Items pulled while no work settled. */
  readonly pulled: number;
  /** Items that came out of the shape, and those whose work was done. */
  readonly passed: number;
  readonly done: number;
  readonly outcome: 'complete' | 'hung' | { readonly error: unknown };
  readonly warnings: readonly WarningCode[];
}

/**
 * Puts a shape between a source and a boundary whose work does not settle, lets everything happen
 * that wants to, counts what was pulled, then lets work settle and waits for the end.
 */
export async function stall(
  build: (parts: Parts) => Observable<unknown>,
  kind: SourceKind,
): Promise<Stalled> {
  const time = new VirtualTimeScheduler(VirtualAction, 0);
  const count = { pulled: 0, passed: 0, done: 0 };
  const source = sourceOf(kind, () => count.pulled++);
  const pulled = () => {
    count.pulled++;
  };
  let settle!: () => void;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  let outcome: Stalled['outcome'] = 'hung';
  const warnings = overhear();
  try {
    const subscription = build({ source, kind, pulled, time })
      .pipe(
        tap(() => count.passed++),
        chunkBy(CHUNK),
        processChunks(() => settled, { concurrency: CONCURRENCY, prefetch: PREFETCH }),
      )
      .subscribe({
        next: ({ chunk }) => (count.done += chunk.items.length),
        error: (error: unknown) => (outcome = { error }),
        complete: () => (outcome = 'complete'),
      });
    await untilQuiet(time, () => count.pulled);
    const whileStalled = count.pulled;
    settle();
    for (let left = MOST_TICKS; left > 0 && outcome === 'hung'; left--) await tick(time);
    subscription.unsubscribe();
    return { ...count, pulled: whileStalled, outcome, warnings: warnings.codes };
  } finally {
    warnings.stop();
  }
}

function sourceOf(kind: SourceKind, count: () => void): Parts['source'] {
  switch (kind) {
    case 'sync':
      return (items = ITEMS) =>
        fromSource(function* () {
          for (let item = 0; item < items; item++) {
            count();
            yield item;
          }
        });
    case 'async':
      return (items = ITEMS) =>
        fromSource(async function* () {
          for (let item = 0; item < items; item++) {
            count();
            yield item;
          }
        });
    case 'paged':
      return (items = ITEMS) => fromSource(() => ({ pull: pagesOf(items, count) }));
  }
}

function pagesOf(items: number, count: () => void): () => number[] | null {
  const size = 5;
  let next = 0;
  return () => {
    if (next >= items) return null;
    const page: number[] = [];
    while (page.length < size && next < items) {
      count();
      page.push(next++);
    }
    return page;
  };
}

/** A macrotask of the host, then a frame of virtual time. */
async function tick(time: VirtualTimeScheduler): Promise<void> {
  await new Promise<void>((resolve) => {
    onNextMacrotask(resolve);
  });
  time.maxFrames++;
  time.flush();
  time.frame = time.maxFrames;
}

async function untilQuiet(time: VirtualTimeScheduler, measure: () => number): Promise<void> {
  let before = measure();
  for (let quiet = 0, left = MOST_TICKS; quiet < QUIET && left > 0; quiet++, left--) {
    await tick(time);
    const now = measure();
    if (now !== before) quiet = 0;
    before = now;
  }
}

const WORDS: readonly (readonly [WarningCode, string])[] = [
  ['NO_FLOW', 'nothing below it that asks'],
  ['NOBODY_LISTENS', 'no source above it listens'],
  ['UNASKED', 'that nobody asked for'],
];

/** Takes the warnings that the library prints, which it does outside of production only. */
function overhear(): { codes: WarningCode[]; stop: () => void } {
  const codes: WarningCode[] = [];
  const { warn } = console;
  console.warn = (...parts: unknown[]) => {
    const found = WORDS.find(([, words]) => String(parts[0]).includes(words));
    if (found === undefined) warn(...parts);
    else codes.push(found[0]);
  };
  const { env = {} } = (globalThis as { process?: { env?: { NODE_ENV?: string } } }).process ?? {};
  const { NODE_ENV } = env;
  env.NODE_ENV = 'test';
  const stop = () => {
    console.warn = warn;
    if (NODE_ENV === undefined) delete env.NODE_ENV;
    else env.NODE_ENV = NODE_ENV;
  };
  return { codes, stop };
}
