import { finalize, share, Subject, Subscriber, take, type Observable } from 'rxjs';
import { createFlow } from '../../../src/flow/create-flow.js';
import { toAsyncIterable } from '../../../src/flow/to-async-iterable.js';
import { trackProgress } from '../../../src/progress/track-progress.js';
import { clockAt, tick } from './clocks.js';
import { judge } from './judge.js';
import { Model } from './model.js';
import type { BranchPlan, Plan } from './plan.js';
import { BranchProbe, Probe } from './probe.js';
import { ProgressProbe } from './progress-probe.js';
import { sourceOf } from './sources.js';
import { chunkOf, idsOf, type Entry, type Parcel } from './parcel.js';
import { chunker, stage, type Stage } from './stages.js';
import { step } from './steps.js';
import { positionsOf, Valve } from './valve.js';

/** What a run has come to. */
export interface Verdict {
  readonly problems: readonly string[];
  /** Most that was pulled and not settled, as a share of the bound of law L3. */
  readonly worst: number;
  /** Results that came out. */
  readonly results: number;
}

/** Timers that the last answer of a source may take. */
const LAST_ANSWER = 50;

/** Runs a plan to its end, and a little longer, to see that nothing comes after it. */
export async function run(plan: Plan): Promise<Verdict> {
  const model = new Model(plan);
  const probe = new Probe(model);
  probe.bridged = plan.bridge !== 'none';
  const branches = plan.branches.map((branch) => new Branch(branch, probe, plan));
  start(plan, probe, branches);
  await ended(probe, branches);
  for (const clock of ['micro', 'macro', 'timer', 'macro', 'timer'] as const) await tick(clock);
  // An asynchronous generator answers return() after the next() that is under way.
  for (let i = 0; i < LAST_ANSWER && probe.opened !== probe.closed; i++) await tick('timer');
  for (const branch of branches) judge(plan, model, branch, probe);
  if (probe.opened !== probe.closed) probe.problem('a source was left open');
  const results = branches.reduce((sum, { seen }) => sum + seen.results, 0);
  return { problems: probe.problems, worst: probe.worst, results };
}

/** Puts the pipeline together and subscribes. */
function start(plan: Plan, probe: Probe, branches: readonly Branch[]): void {
  const flow = plan.flow === 'none' ? undefined : createFlow({ paused: plan.bridge === 'share' });
  const valve = flow === undefined ? undefined : new Valve(flow, probe);
  const source$ = plan.steps.reduce<Observable<Entry>>(
    (above$, next, at) => above$.pipe(step(next, at, probe)),
    sourceOf(plan.source, probe, flow),
  );
  const subject$ = new Subject<Entry>();
  const bridged$ = { none: source$, share: source$.pipe(share()), subject: subject$ }[plan.bridge];
  for (const branch of branches) branch.begin(bridged$, valve);
  if (plan.bridge === 'subject' && !probe.over) {
    // Nobody else leaves the source: a Subject does not, when its last subscriber has left.
    const bridge = new Subscriber<Entry>({
      next: (entry: Entry) => subject$.next(entry),
      error: (error: unknown) => subject$.error(error),
      complete: () => subject$.complete(),
    });
    probe.onOver = () => bridge.unsubscribe();
    source$.subscribe(bridge);
  }
  if (plan.bridge === 'share') flow?.resume();
  void valve?.toggle(plan.toggles);
}

/** One chunker, the stages below it, and whoever takes the results. */
export class Branch {
  readonly seen: BranchProbe;
  readonly progress: ProgressProbe | undefined;
  stages: readonly Stage[] = [];
  ended: Promise<void>;
  readonly #probe: Probe;
  readonly #plan: Plan;
  #end: () => void = () => undefined;

  constructor(
    readonly plan: BranchPlan,
    probe: Probe,
    pipeline: Plan,
  ) {
    this.#probe = probe;
    this.#plan = pipeline;
    this.seen = new BranchProbe(plan, probe.model);
    this.progress = plan.tracked ? new ProgressProbe(probe) : undefined;
    probe.branches.push(this.seen);
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  begin(source$: Observable<Entry>, valve: Valve | undefined): void {
    const { plan, progress } = this;
    const first = plan.stages.findIndex(({ kind }) => kind !== 'valve' && kind !== 'split');
    this.stages = plan.stages.map((next, at) => {
      const joins = this.#plan.flow === 'all' || at === first;
      const above = plan.stages[at - 1];
      return stage(next, { probe: this.#probe, branch: this.seen, at, valve, joins, above });
    });
    const watched$ = source$.pipe(finalize(() => (this.seen.subscribed = false)));
    const chunk$ = watched$.pipe(chunker(plan.chunk));
    let result$ = this.stages.reduce((above$, { operator }) => above$.pipe(operator), chunk$);
    if (progress !== undefined) result$ = result$.pipe(trackProgress({ to: progress, sample: 0 }));
    const { cut } = plan;
    if (cut?.how === 'take') result$ = result$.pipe(take(cut.at));
    // `take(0)` never subscribes: whatever is read is read for the other branch.
    if (cut?.how === 'take' && cut.at === 0) this.seen.subscribed = false;
    if (plan.readAhead === undefined) this.#subscribe(result$);
    else void this.#loop(result$, plan.readAhead);
  }

  #subscribe(result$: Observable<Parcel>): void {
    const { cut, pace } = this.plan;
    const leave = () => {
      this.#finish('left');
      subscriber.unsubscribe();
    };
    const cutNow = () => {
      if (cut === undefined || cut.how === 'take' || this.seen.results !== cut.at) return;
      if (cut.how === 'inside') leave();
      else void Promise.resolve(tick(clockAt(pace, cut.at))).then(leave);
    };
    // Made beforehand, so that it can be left while a synchronous source is being subscribed.
    const subscriber = new Subscriber<Parcel>({
      next: (parcel: Parcel) => {
        this.#take(parcel);
        cutNow();
      },
      error: (error: unknown) => {
        this.seen.error = error;
        this.#finish('error');
      },
      complete: () => {
        this.#finish('complete');
      },
    });
    result$.subscribe(subscriber);
    if (cut?.at === 0) cutNow();
  }

  async #loop(result$: Observable<Parcel>, readAhead: number): Promise<void> {
    const { cut, pace } = this.plan;
    try {
      for await (const parcel of toAsyncIterable(result$, { readAhead })) {
        this.#take(parcel);
        if (cut !== undefined && cut.how !== 'take' && this.seen.results >= cut.at) {
          this.#finish('left');
          return;
        }
        await tick(clockAt(pace, this.seen.results));
      }
      this.#finish('complete');
    } catch (error) {
      this.seen.error = error;
      this.#finish('error');
    }
  }

  #take(parcel: Parcel): void {
    const { seen } = this;
    const chunk = chunkOf(parcel);
    const ids = idsOf(chunk);
    this.#probe.activity++;
    if (seen.state !== 'running') this.#probe.problem('a result after the end');
    if (ids.length === 0) this.#probe.problem('an empty chunk');
    if (ids.length > this.plan.chunk.size) this.#probe.problem('a chunk that is too large');
    seen.results++;
    seen.got.push(...ids);
    seen.positions.push(...positionsOf(chunk.ranges));
  }

  #finish(state: BranchProbe['state']): void {
    if (this.seen.state !== 'running') {
      if (state !== 'left') this.#probe.problem('ended twice');
      return;
    }
    this.seen.state = state;
    if (this.#probe.over) this.#probe.onOver();
    this.#end();
  }
}

const PATIENCE = 3000;

/** Waits for all branches, for as long as anything happens. */
async function ended(probe: Probe, branches: readonly Branch[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stuck = new Promise<void>((resolve) => {
    const watch = (before: number) => {
      timer = setTimeout(() => {
        if (probe.activity !== before) watch(probe.activity);
        else {
          probe.problem('came to a standstill');
          resolve();
        }
      }, PATIENCE);
    };
    watch(probe.activity);
  });
  await Promise.race([stuck, Promise.all(branches.map((branch) => branch.ended))]);
  clearTimeout(timer);
}
