import { Observable } from 'rxjs';
import * as sluice from '../../src/index.js';
import { KINDS, type Kind } from './bad-values.js';
import { emptyStore, newRun } from './scripted-store.js';

/** What a call could start, and whether it did. */
export class Probe {
  started = 0;
  readonly start = (): void => {
    this.started++;
  };
  readonly source$ = new Observable<never>(this.start);
  readonly pulls: sluice.PullSource<never> = {
    pull: () => {
      this.start();
      return null;
    },
  };
  readonly store: sluice.ResultStore = {
    ...emptyStore(),
    open: () => {
      this.start();
      return newRun();
    },
    results: () => this.pulls,
  };
  readonly work = (): undefined => {
    this.start();
  };
}

/** A public function, and what each of its arguments and options takes. */
export interface PublicFunction {
  readonly name: string;
  /** Its arguments by name, the options left out. */
  readonly positions: Readonly<Record<string, Kind>>;
  /** The name of the argument that holds the options; none where it takes none. */
  readonly optionsAt?: string;
  /** What the argument for the options takes as a whole. */
  readonly whole?: Kind;
  readonly options: Readonly<Record<string, Kind>>;
  /** Options that have to be there beside another one, or always. */
  readonly beside?: (option: string | undefined) => object;
  /** Calls it with these arguments; what is not given is right. */
  readonly call: (args: Readonly<Record<string, unknown>>, probe: Probe) => unknown;
}

const { flow, scheduler } = KINDS;

/** What a run takes, and a processor for all of its runs. */
const run = {
  chunkSize: KINDS.fromOne,
  strategy: KINDS.strategy,
  maxConcurrentChunks: KINDS.calls,
  maxConcurrentTargets: KINDS.calls,
  enableProgressTracking: KINDS.boolean,
  enableMemoryMonitoring: KINDS.boolean,
  enableErrorRecovery: KINDS.boolean,
  store: KINDS.store,
  mode: KINDS.mode,
  runId: KINDS.anyRunId,
  resume: KINDS.resume,
  retryFailed: KINDS.boolean,
  whenFull: KINDS.whenFull,
  retention: KINDS.options,
  cleanupInterval: KINDS.fromOne,
  key: KINDS.callback,
  ordered: KINDS.runOrder,
  retry: KINDS.retry,
  timeout: KINDS.runTimeout,
  maxProcessingTime: KINDS.window,
  isolate: KINDS.boolean,
  tolerate: KINDS.tolerate,
  rateLimit: KINDS.runRate,
  signal: KINDS.signal,
  total: KINDS.total,
};

/** Calls with what is given under that name, be it undefined, else with what is right. */
export const given = (
  args: Readonly<Record<string, unknown>>,
  name: string,
  right: unknown,
): never => (name in args ? args[name] : right) as never;

export const PUBLIC_FUNCTIONS: readonly PublicFunction[] = [
  {
    name: 'fromSource',
    positions: { source: KINDS.source },
    optionsAt: 'options',
    options: { buffer: KINDS.fromOne, overflow: KINDS.overflow, flow, scheduler },
    call: (args, { pulls }) =>
      sluice.fromSource(given(args, 'source', pulls), args['options'] as never),
  },
  {
    name: 'chunkBy',
    positions: {},
    optionsAt: 'limits',
    whole: KINDS.limits,
    options: {
      maxSize: KINDS.size,
      maxWeight: KINDS.weight,
      weight: KINDS.callback,
      maxWait: KINDS.wait,
      closeWhen: KINDS.callback,
      flush: KINDS.observableInput,
      scheduler,
    },
    beside: (option) => (option === 'maxWeight' ? { weight: () => 1 } : {}),
    call: (args, { source$ }) => source$.pipe(sluice.chunkBy(args['limits'] as never)),
  },
  {
    name: 'processChunks',
    positions: { work: KINDS.callback },
    optionsAt: 'options',
    options: {
      concurrency: KINDS.lanes,
      prefetch: KINDS.fromZero,
      ordered: KINDS.order,
      retry: KINDS.retry,
      timeout: KINDS.timeout,
      isolate: KINDS.boolean,
      tolerate: KINDS.tolerate,
      flow,
      scheduler,
    },
    call: (args, { source$, work }) =>
      source$.pipe(sluice.processChunks(given(args, 'work', work), args['options'] as never)),
  },
  {
    name: 'eachItem',
    positions: { fn: KINDS.callback },
    optionsAt: 'options',
    options: {
      concurrency: KINDS.lanes,
      retry: KINDS.retry,
      timeout: KINDS.wait,
      rateLimit: { ...KINDS.rate, required: false },
      key: KINDS.callback,
      scheduler,
    },
    call: (args, { work }) => sluice.eachItem(given(args, 'fn', work), args['options'] as never),
  },
  {
    name: 'mapConcurrent',
    positions: { fn: KINDS.callback },
    optionsAt: 'options',
    options: {
      concurrency: KINDS.lanes,
      prefetch: KINDS.fromZero,
      ordered: KINDS.order,
      outcomes: KINDS.boolean,
      retry: KINDS.retry,
      timeout: KINDS.wait,
      tolerate: KINDS.tolerate,
      scheduler,
      flow,
    },
    beside: (option) =>
      option === 'retry' || option === 'timeout' || option === 'tolerate' ? { outcomes: true } : {},
    call: (args, { source$, work }) =>
      source$.pipe(sluice.mapConcurrent(given(args, 'fn', work), args['options'] as never)),
  },
  {
    name: 'storeTo',
    positions: { store: KINDS.store },
    optionsAt: 'options',
    whole: KINDS.neededOptions,
    options: {
      runId: KINDS.runId,
      prefetch: KINDS.fromZero,
      resume: KINDS.resume,
      retryFailed: KINDS.boolean,
      key: KINDS.callback,
      whenFull: KINDS.whenFull,
      flow,
    },
    beside: () => ({ runId: 'run' }),
    call: (args, { source$, store }) =>
      source$.pipe(
        sluice.storeTo(given(args, 'store', store), given(args, 'options', { runId: 'run' })),
      ),
  },
  {
    name: 'cleanUp',
    positions: { store: KINDS.store },
    optionsAt: 'options',
    whole: KINDS.neededOptions,
    options: {
      maxAge: KINDS.amount,
      maxRuns: KINDS.amount,
      maxBytes: KINDS.amount,
      unfinished: KINDS.boolean,
    },
    call: (args, { store }) =>
      sluice.cleanUp(given(args, 'store', store), given(args, 'options', {})),
  },
  {
    name: 'exportRun',
    positions: { store: KINDS.store, runId: KINDS.runId },
    options: {},
    call: (args, { store }) =>
      sluice.exportRun(given(args, 'store', store), given(args, 'runId', 'run')),
  },
  {
    name: 'trackProgress',
    positions: {},
    optionsAt: 'to',
    whole: KINDS.target,
    options: { to: KINDS.observer, total: KINDS.total, sample: KINDS.sample, flow, scheduler },
    beside: () => ({ to: () => undefined }),
    call: (args, { source$ }) => source$.pipe(sluice.trackProgress(args['to'] as never)),
  },
  {
    name: 'trackHealth',
    positions: {},
    optionsAt: 'options',
    options: {
      errorRate: KINDS.ratio,
      window: KINDS.window,
      minItems: KINDS.fromOne,
      stallAfter: KINDS.limit,
      blockedAfter: KINDS.limit,
      flow,
      scheduler,
    },
    call: (args, { source$ }) => source$.pipe(sluice.trackHealth(args['options'] as never)),
  },
  {
    name: 'pauseWhen',
    positions: { notifier$: KINDS.observableInput },
    optionsAt: 'options',
    options: { flow },
    call: (args, { source$ }) =>
      source$.pipe(sluice.pauseWhen(given(args, 'notifier$', source$), args['options'] as never)),
  },
  {
    name: 'rateLimit',
    positions: { rate: KINDS.rate },
    optionsAt: 'options',
    options: { flow, scheduler },
    call: (args, { source$ }) =>
      source$.pipe(
        sluice.rateLimit(given(args, 'rate', { limit: 1, per: 1 }), args['options'] as never),
      ),
  },
  {
    name: 'drainWhen',
    positions: { notifier$: KINDS.observableInput },
    options: {},
    call: (args, { source$ }) => source$.pipe(sluice.drainWhen(given(args, 'notifier$', source$))),
  },
  {
    name: 'toAsyncIterable',
    positions: { result$: KINDS.observable },
    optionsAt: 'options',
    options: { readAhead: KINDS.fromZero, signal: KINDS.signal, flow },
    call: (args, { source$ }) =>
      sluice.toAsyncIterable(given(args, 'result$', source$), args['options'] as never),
  },
  {
    name: 'createFlow',
    positions: {},
    optionsAt: 'options',
    options: { paused: KINDS.boolean },
    call: (args) => sluice.createFlow(args['options'] as never),
  },
  {
    name: 'ProgressTracker',
    positions: {},
    optionsAt: 'options',
    options: { total: KINDS.total },
    call: (args) => new sluice.ProgressTracker(args['options'] as never),
  },
  {
    name: 'MemoryMonitor',
    positions: {},
    optionsAt: 'options',
    options: {
      limit: KINDS.memoryLimit,
      probe: KINDS.callback,
      interval: KINDS.window,
      history: KINDS.fromOne,
      scheduler,
    },
    call: (args) => new sluice.MemoryMonitor(args['options'] as never),
  },
  {
    name: 'backoff',
    positions: {},
    optionsAt: 'options',
    options: {
      initial: KINDS.sample,
      factor: KINDS.factor,
      max: KINDS.sample,
      jitter: KINDS.jitter,
      random: KINDS.callback,
      scheduler,
    },
    call: (args) => sluice.backoff(args['options'] as never),
  },
  {
    name: 'cached',
    positions: { work: KINDS.callback },
    optionsAt: 'options',
    whole: KINDS.neededOptions,
    options: {
      key: { ...KINDS.callback, apart: ['undefined'] },
      store: KINDS.cache,
      maxAge: KINDS.limit,
      maxEntries: KINDS.fromOne,
      scheduler,
    },
    beside: () => ({ key: () => 'a' }),
    call: (args, { work }) =>
      sluice.cached(given(args, 'work', work), given(args, 'options', { key: () => 'a' })),
  },
  {
    name: 'memoryCache',
    positions: {},
    optionsAt: 'options',
    options: { maxEntries: KINDS.fromOne },
    call: (args) => sluice.memoryCache(args['options'] as never),
  },
  {
    name: 'settled',
    positions: { items: KINDS.outcomes },
    options: {},
    call: (args) => sluice.settled(given(args, 'items', [])),
  },
  {
    name: 'outcomesOf',
    positions: { result: KINDS.result },
    options: {},
    call: (args) => sluice.outcomesOf(args['result'] as never),
  },
  {
    name: 'fixedStrategy',
    positions: { size: KINDS.fromOne },
    options: {},
    call: (args) => sluice.fixedStrategy(given(args, 'size', 1)),
  },
  {
    name: 'BatchProcessor',
    positions: {},
    optionsAt: 'options',
    options: run,
    call: (args) => new sluice.BatchProcessor(args['options'] as never),
  },
  {
    name: 'defineBatch',
    positions: {},
    optionsAt: 'definition',
    whole: KINDS.definition,
    options: run,
    beside: () => ({ targets: [], process: () => undefined }),
    call: (args) => sluice.defineBatch(args['definition'] as never),
  },
];
