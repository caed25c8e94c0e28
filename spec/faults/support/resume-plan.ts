import fc from 'fast-check';
import { PACES, type Pace } from './paces.js';

export const SOURCES = [
  ...(['array', 'generator', 'asyncGenerator', 'pull', 'asyncPull'] as const),
  ...(['observable', 'asyncObservable'] as const),
];

/** A deterministic operator between the source and whoever numbers. */
export const STEPS = [
  ...(['map', 'filter', 'flatten', 'scan', 'take', 'skip', 'buffer', 'pairwise'] as const),
  ...(['concatMap', 'delay', 'lanes', 'distinct'] as const),
];

/** How an attempt ends, at a result, an append or an item of that number. */
export interface Ending {
  readonly how:
    'before' | 'committed' | 'acked' | 'fails' | 'drain' | 'take' | 'leave' | 'sourceFails';
  readonly at: number;
}

export interface Attempt {
  readonly size: number;
  /** Chunks also end before items whose value is a multiple of it. */
  readonly closeEvery: number | undefined;
  readonly ending: Ending;
  /** The next attempt is subscribed by `retry`, where this one ends with an error. */
  readonly retried: boolean;
  /** Works again on what failed before. */
  readonly retryFailed: boolean;
  /** How far the source is turned round, where items are told apart by keys. */
  readonly turned: number;
}

export interface ResumePlan {
  readonly seed: number;
  readonly count: number;
  readonly source: (typeof SOURCES)[number];
  readonly page: number;
  readonly steps: readonly (typeof STEPS)[number][];
  readonly identity: 'position' | 'outcomes' | 'key' | 'plain';
  readonly concurrency: number;
  readonly prefetch: number;
  readonly ordered: boolean;
  readonly failing: number;
  /** Others fail in each attempt, so that what failed may go well when it is tried again. */
  readonly healing: boolean;
  readonly work: Pace;
  readonly store: Pace;
  /** Records on their way at once. */
  readonly writes: number;
  readonly shared: boolean;
  /** Where a rate limit stands: directly above or below whoever makes chunks of items. */
  readonly rate: 'above' | 'below' | undefined;
  readonly attempts: readonly Attempt[];
}

const ending: fc.Arbitrary<Ending> = fc.record({
  how: fc.constantFrom(
    ...([
      'before',
      'committed',
      'acked',
      'fails',
      'drain',
      'take',
      'leave',
      'sourceFails',
    ] as const),
  ),
  at: fc.integer({ min: 1, max: 12 }),
});

const attempt: fc.Arbitrary<Attempt> = fc.record({
  size: fc.integer({ min: 1, max: 15 }),
  closeEvery: fc.option(fc.integer({ min: 2, max: 9 }), { nil: undefined }),
  ending,
  retried: fc.boolean(),
  retryFailed: fc.boolean(),
  turned: fc.nat({ max: 200 }),
});

/** Pipelines that may go on where the source stood; a mark that is wrong shows in them alone. */
export const seekingPlan = (): fc.Arbitrary<ResumePlan> =>
  fc
    .tuple(resumePlan, fc.constantFrom('pull', 'asyncPull'), fc.integer({ min: 1, max: 6 }))
    .map(([plan, source, page]) => ({ ...plan, source, page, identity: 'position', steps: [] }));

/** Pipelines of which some items fail, and others when they are tried again. */
export const retryingPlan = (): fc.Arbitrary<ResumePlan> =>
  fc
    .tuple(resumePlan, fc.constantFrom(0.2, 0.5, 0.9))
    .map(([plan, failing]) => ({ ...plan, failing, healing: true }));

/** Pipelines that are interrupted some times; the last attempt is not. */
export const resumePlan: fc.Arbitrary<ResumePlan> = fc.record({
  seed: fc.nat({ max: 1e6 }),
  count: fc.integer({ min: 0, max: 120 }),
  source: fc.constantFrom(...SOURCES),
  page: fc.integer({ min: 1, max: 30 }),
  steps: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 3 }),
  ),
  identity: fc.constantFrom('position', 'position', 'outcomes', 'key', 'plain'),
  concurrency: fc.integer({ min: 1, max: 4 }),
  prefetch: fc.nat({ max: 3 }),
  ordered: fc.boolean(),
  failing: fc.constantFrom(0, 0.2, 1),
  healing: fc.constant(false),
  work: fc.constantFrom(...PACES),
  store: fc.constantFrom(...PACES),
  writes: fc.integer({ min: 1, max: 4 }),
  shared: fc.boolean(),
  rate: fc.constantFrom(undefined, undefined, 'above', 'below'),
  attempts: fc.array(attempt, { minLength: 2, maxLength: 5 }),
});
