import fc from 'fast-check';

/** A pipeline of operators, or a run of the facade. */
export const FORMS = [
  ...(['chunks', 'each', 'outcomes'] as const),
  ...(['batch', 'batchChunks', 'sequential', 'streaming'] as const),
];

/** What a sequence of commands is run on. */
export interface Setup {
  readonly form: (typeof FORMS)[number];
  readonly identity: 'position' | 'key';
  readonly source: 'pull' | 'generator';
  /** Most items that the source gives at once. */
  readonly page: number;
  readonly size: number;
  /** How long a chunk waits for items, in ms. */
  readonly maxWait: number | undefined;
  readonly concurrency: number;
  readonly prefetch: number;
  /** Calls for one item at once. */
  readonly lanes: number;
  readonly ordered: boolean;
  /** In its place: only what shares a key keeps its order. */
  readonly perKey: boolean;
  /** Records on their way at once. */
  readonly writes: number;
  readonly storePrefetch: number;
  readonly store: 'sync' | 'micro';
  readonly work: 'promise' | 'prompt' | 'observable';
  /** Whether work looks at its signal. */
  readonly looks: boolean;
  /** Calls after the first, and how long each waits, in ms. */
  readonly retries: number;
  readonly delay: number;
  /** How long one call may take, and all of a chunk, in ms. */
  readonly timeout: number | undefined;
  readonly chunkTimeout: number | undefined;
  readonly isolate: boolean;
  /** So many items may fail before the run does. */
  readonly tolerate: number | undefined;
  /** How long a start may take, in ms. */
  readonly runTimeout: number | undefined;
  /** Calls in so many ms. */
  readonly rate: { readonly limit: number; readonly per: number } | undefined;
}

const anySetup: fc.Arbitrary<Setup> = fc.record({
  form: fc.constantFrom(...FORMS),
  identity: fc.constantFrom('position', 'position', 'key'),
  source: fc.constantFrom('pull', 'pull', 'generator'),
  page: fc.integer({ min: 1, max: 7 }),
  size: fc.integer({ min: 1, max: 5 }),
  maxWait: fc.constantFrom(undefined, 5),
  concurrency: fc.integer({ min: 1, max: 3 }),
  prefetch: fc.nat(2),
  lanes: fc.integer({ min: 1, max: 4 }),
  ordered: fc.boolean(),
  perKey: fc.constantFrom(false, false, true),
  writes: fc.integer({ min: 1, max: 3 }),
  storePrefetch: fc.nat(2),
  store: fc.constantFrom('sync', 'micro'),
  work: fc.constantFrom('promise', 'prompt', 'observable'),
  looks: fc.boolean(),
  retries: fc.nat(2),
  delay: fc.constantFrom(0, 3),
  timeout: fc.constantFrom(undefined, 12),
  chunkTimeout: fc.constantFrom(undefined, undefined, 20),
  isolate: fc.boolean(),
  tolerate: fc.constantFrom(undefined, undefined, 3),
  runTimeout: fc.constantFrom(undefined, undefined, 15, 40),
  rate: fc.constantFrom(undefined, undefined, { limit: 1, per: 10 }, { limit: 3, per: 10 }),
});

/** What the form has of limits. */
function limitsOf(setup: Setup): Setup {
  const { form } = setup;
  const hasChunks = form !== 'outcomes' && form !== 'streaming';
  return {
    ...setup,
    // A batch keeps the order per key only where targets are told apart by it.
    perKey: setup.perKey && (!isBatch(setup) || setup.identity === 'key'),
    // By a rate, a chunk may take longer than that in every start.
    runTimeout: form === 'outcomes' || setup.rate ? undefined : setup.runTimeout,
    isolate: setup.isolate && !isPerItem(setup),
    chunkTimeout: hasChunks ? setup.chunkTimeout : undefined,
  };
}

/** Setups of those forms. */
export function setups(forms: readonly Setup['form'][]): fc.Arbitrary<Setup> {
  return anySetup.chain((setup) =>
    fc.constantFrom(...forms).map((form) => {
      const byPosition = form === 'outcomes' || form === 'streaming';
      const own = { ...setup, form, identity: byPosition ? 'position' : setup.identity } as const;
      return limitsOf(own);
    }),
  );
}

/** Whether work is a function of one item. */
export function isPerItem({ form }: Setup): boolean {
  return form !== 'chunks' && form !== 'batchChunks';
}

export function isBatch({ form }: Setup): boolean {
  return form !== 'chunks' && form !== 'each' && form !== 'outcomes';
}

/** Whether results come in the order of the items. */
export function keepsOrder({ form, ordered, perKey }: Setup): boolean {
  return (ordered && !perKey) || form === 'sequential';
}

/** Whether the facade shows outcomes before they are stored. */
export function showsEarly({ form }: Setup): boolean {
  return form === 'streaming';
}

/** Most calls of work at once. */
export function mostCalls(setup: Setup, concurrency: number): number {
  const { form, lanes } = setup;
  if (form === 'chunks' || form === 'batchChunks' || form === 'outcomes') return concurrency;
  return lanes;
}

/** Most calls for one item in one start of the run. */
export function mostCallsFor({ retries, isolate, size }: Setup): number {
  // A search calls a part for each item at most, and each half on the way to one.
  return (retries + 1) * (isolate ? size + Math.ceil(Math.log2(size)) + 2 : 1);
}

/** Law L3: what may be pulled and not handed on. */
export function boundOf(setup: Setup, concurrency: number): number {
  const { form, size, prefetch, lanes, writes, storePrefetch, page } = setup;
  const source = setup.source === 'pull' ? page : 1;
  // Of the facade, `storeTo` and `processChunks` have their own prefetch, which is 1.
  const store = (writes + (isBatch(setup) ? 1 : storePrefetch)) * size;
  const open = size;
  const asked = setup.identity === 'key' ? size : 0;
  if (form === 'streaming') return 2 * lanes + open + store + source;
  if (form === 'outcomes') return concurrency + prefetch + open + store + source;
  const lanesHeld = form === 'sequential' ? 1 : concurrency + (isBatch(setup) ? 1 : prefetch);
  return lanesHeld * size + open + asked + store + source;
}
