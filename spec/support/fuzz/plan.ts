import { CLOCKS, type Clock, type Pace } from './clocks.js';
import { withLimits, type RatePlan } from './limits.js';
import { Random } from './random.js';

export const SOURCES = [
  ...(['generator', 'asyncGenerator', 'pages', 'array', 'hot', 'iterable', 'stream'] as const),
];
export interface SourcePlan {
  readonly kind: (typeof SOURCES)[number];
  readonly count: number;
  readonly pace: Pace;
  /** Subscribed not at once but inside a flattening operator, after a timer. */
  readonly late: 'concatMap' | 'switchMap' | undefined;
  /** Fails after the last item. */
  readonly fails: boolean;
  /** What follows the source, or runs beside it. */
  readonly again: 'concat' | 'merge' | 'repeat' | 'retry' | undefined;
}

/** Times at which something is paused and goes on again, in turns. */
export type Toggles = readonly Clock[];

export type StepPlan =
  | { readonly kind: 'map' | 'scan' | 'tap' }
  /** An operator with an observer of its own, which breaks the chain of subscribers. */
  | { readonly kind: 'plain' }
  | { readonly kind: 'filter'; readonly keep: number }
  | { readonly kind: 'mergeMap'; readonly times: number }
  | { readonly kind: 'pauseWhen'; readonly toggles: Toggles }
  | RatePlan
  | ({ readonly kind: 'mapConcurrent'; readonly times: number } & MapPlan);

export interface MapPlan extends LanePlan {
  readonly inner: 'promise' | 'of' | 'timer' | 'pull';
  readonly outcomes: boolean;
}

export interface LanePlan {
  readonly concurrency: number;
  readonly prefetch: number | undefined;
  readonly ordered: boolean;
  /** In order for each of so many keys, instead. */
  readonly keys?: number;
  readonly pace: Pace;
}

export interface ChunkPlan {
  readonly size: number;
  readonly maxWait: number | undefined;
  /** By bufferCount of RxJS instead of chunkBy. */
  readonly plain: boolean;
}

export type StagePlan =
  | ({ readonly kind: 'process'; readonly failing: number } & LanePlan)
  | ({ readonly kind: 'mapConcurrent' } & MapPlan)
  | {
      readonly kind: 'store';
      readonly prefetch: number;
      readonly pace: Pace;
      /** The write with this number fails. */
      readonly failsAt: number | undefined;
    }
  | { readonly kind: 'pauseWhen'; readonly toggles: Toggles }
  | RatePlan
  /** Somebody pauses the explicit flow and resumes it inside of an emission. */
  | { readonly kind: 'valve'; readonly pace: Pace }
  /** Two of each, in the same call. */
  | { readonly kind: 'split' };

/** When and how somebody leaves before the end: at a result, at once or a little later. */
export interface CutPlan {
  readonly at: number;
  readonly how: 'inside' | 'later' | 'take';
}

export interface BranchPlan {
  readonly chunk: ChunkPlan;
  readonly stages: readonly StagePlan[];
  readonly tracked: boolean;
  /** Read in a loop, so many results ahead; undefined is a subscription. */
  readonly readAhead: number | undefined;
  readonly pace: Pace;
  readonly cut: CutPlan | undefined;
}

export interface Plan {
  readonly seed: number;
  readonly source: SourcePlan;
  readonly steps: readonly StepPlan[];
  /** Where the chain of subscribers is broken, so that an explicit flow has to join the parts. */
  readonly bridge: 'none' | 'share' | 'subject';
  /** An explicit flow, joined by the first boundary of each branch or by all. */
  readonly flow: 'none' | 'first' | 'all';
  /** When the explicit flow is paused and resumed. */
  readonly toggles: Toggles;
  /** Two where it is shared. */
  readonly branches: readonly BranchPlan[];
}

/** The pipeline that a seed stands for. */
export function planOf(seed: number): Plan {
  return withLimits(drawn(seed));
}

function drawn(seed: number): Plan {
  const random = new Random(seed);
  const bridge = random.pick(['none', 'none', 'none', 'none', 'share', 'subject'] as const);
  const joined = random.pick(['first', 'all'] as const);
  const flow = bridge === 'none' && random.chance(0.7) ? 'none' : joined;
  const source = sourceOf(random);
  const steps = stepsOf(random, source);
  const outcomes = steps.some((step) => step.kind === 'mapConcurrent' && step.outcomes);
  return {
    seed,
    source,
    steps,
    bridge,
    flow,
    toggles: flow === 'none' || random.chance(0.5) ? [] : togglesOf(random),
    branches: random.list(bridge === 'share' ? 2 : 1, () => {
      return branchOf(random, { outcomes, fails: source.fails, joined: flow !== 'none' });
    }),
  };
}

function sourceOf(random: Random): SourcePlan {
  const again = random.pick([
    undefined,
    undefined,
    undefined,
    'concat',
    'merge',
    'repeat',
    'retry',
  ]);
  return {
    kind: random.pick(SOURCES),
    count: random.chance(0.1) ? random.integer(0, 3) : random.integer(1, 120),
    pace: paceOf(random),
    late: random.chance(0.2) ? random.pick(['concatMap', 'switchMap']) : undefined,
    fails: again !== 'merge' && again !== 'repeat' && again !== 'retry' && random.chance(0.2),
    again: again as SourcePlan['again'],
  };
}

function stepsOf(random: Random, { late, again }: SourcePlan): StepPlan[] {
  const steps = random.list(random.integer(0, 3), () => stepOf(random));
  // What is subscribed later finds no flow through such an operator.
  const atOnce = late === undefined && (again === undefined || again === 'merge');
  if (atOnce && random.chance(0.15)) steps.push({ kind: 'plain' });
  if (!random.chance(0.2)) return steps;
  return [...steps, { kind: 'mapConcurrent', times: 1, ...mapOf(random), outcomes: true }];
}

function stepOf(random: Random): StepPlan {
  const kinds = ['map', 'scan', 'tap', 'filter', 'mergeMap', 'pauseWhen', 'mapConcurrent'] as const;
  const kind = random.pick(kinds);
  switch (kind) {
    case 'filter':
      return { kind, keep: random.integer(1, 5) };
    case 'mergeMap':
      return { kind, times: random.integer(0, 3) };
    case 'pauseWhen':
      return { kind, toggles: togglesOf(random) };
    case 'mapConcurrent':
      return { kind, times: random.integer(1, 2), ...mapOf(random), outcomes: false };
    default:
      return { kind };
  }
}

/** What stands above a branch. */
interface Above {
  readonly outcomes: boolean;
  readonly fails: boolean;
  readonly joined: boolean;
}

function branchOf(random: Random, { outcomes, fails, joined }: Above): BranchPlan {
  const stages: StagePlan[] = [];
  const count = random.integer(1, 3);
  for (let i = 0; i < count; i++) {
    if (joined && random.chance(0.5)) stages.push({ kind: 'valve', pace: paceOf(random) });
    if (random.chance(0.1)) stages.push({ kind: 'split' });
    stages.push(stageOf(random, stages, outcomes));
  }
  return {
    chunk: {
      size: random.chance(0.2) ? 1 : random.integer(1, 20),
      maxWait: random.chance(stages[0]?.kind === 'valve' ? 0.7 : 0.3) ? 1 : undefined,
      // RxJS drops the open buffer when its source fails.
      plain: stages[0]?.kind === 'process' && !outcomes && !fails && random.chance(0.2),
    },
    stages,
    tracked: random.chance(0.4),
    readAhead: random.chance(0.2) ? random.integer(0, 3) : undefined,
    pace: paceOf(random),
    cut: random.chance(0.25)
      ? { at: random.integer(0, 12), how: random.pick(['inside', 'later', 'take']) }
      : undefined,
  };
}

function stageOf(random: Random, before: readonly StagePlan[], outcomes: boolean): StagePlan {
  const storable = outcomes || before.some(({ kind }) => kind === 'process');
  const kinds = ['process', 'process', 'mapConcurrent', 'store', 'store', 'pauseWhen'] as const;
  const kind = random.pick(kinds);
  if (kind === 'store' && storable) {
    return {
      kind,
      prefetch: random.integer(0, 3),
      pace: paceOf(random),
      failsAt: random.chance(0.05) ? random.integer(0, 10) : undefined,
    };
  }
  if (kind === 'pauseWhen') return { kind, toggles: togglesOf(random) };
  if (kind === 'mapConcurrent' || outcomes) return { kind: 'mapConcurrent', ...mapOf(random) };
  return { kind: 'process', failing: random.chance(0.3) ? 0.2 : 0, ...lanesOf(random) };
}

function mapOf(random: Random): MapPlan {
  const inner = random.pick(['promise', 'of', 'timer', 'pull'] as const);
  const lanes = lanesOf(random);
  const prefetch = random.chance(0.3) ? undefined : lanes.prefetch;
  return { ...lanes, prefetch, inner, outcomes: false };
}

function lanesOf(random: Random): LanePlan {
  return {
    concurrency: random.integer(1, 5),
    prefetch: random.integer(0, 3),
    ordered: random.chance(0.5),
    pace: paceOf(random),
  };
}

function paceOf(random: Random): Pace {
  const mixed = random.chance(0.3);
  return { seed: random.integer(0, 1e9), clocks: mixed ? CLOCKS : [random.pick(CLOCKS)] };
}

function togglesOf(random: Random): Toggles {
  return random.list(2 * random.integer(1, 4), () => random.pick(CLOCKS));
}
