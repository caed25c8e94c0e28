import type { BranchPlan, Plan, StagePlan, StepPlan } from './plan.js';

/** What a plan has to come to, without any of the library. */
export class Model {
  /** The numbers that the source gives, in order where that is decided. */
  readonly given: readonly number[];
  /** What reaches the chunker. */
  readonly expected: readonly number[];
  /** Whether what reaches the chunker keeps the order. */
  readonly ordered: boolean;
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
    const { count, again } = plan.source;
    const first = upTo(count);
    const second = upTo(count).map((id) => id + count);
    const both = again === 'concat' || again === 'merge';
    const twice = again === 'repeat' || again === 'retry';
    this.given = both ? [...first, ...second] : twice ? [...first, ...first] : first;
    this.expected = this.#through(this.given);
    this.ordered = again !== 'merge' && plan.steps.every(keepsOrder);
  }

  /** How many numbers may come after everybody has left: the answers that were under way. */
  get mostLate(): number {
    const { kind, again } = this.#plan.source;
    const each = kind === 'hot' ? 0 : kind === 'pages' ? PAGE : 1;
    return each * (again === 'merge' ? 2 : 1);
  }

  /** How many results one number of the source comes to. */
  weightOf(id: number): number {
    return this.#through([id]).length;
  }

  /**
   * Law L3, in results: the slots of every boundary, the open chunk, and one pull of every source
   * that is open, all of them at their largest.
   */
  boundOf({ chunk, stages, readAhead }: BranchPlan): number {
    const { source, steps } = this.#plan;
    const { size } = chunk;
    let unit = 1;
    let bound = size;
    let limited = false;
    for (const stage of [...stages].reverse()) {
      bound += (stage.kind === 'split' ? 1 : slotsOf(stage)) * size;
      // What lanes let go waits at the limit, while others take their place.
      if (limited) bound += slotsOf(stage) * size;
      limited = stage.kind === 'rateLimit' || (limited && slotsOf(stage) === 0);
    }
    for (const step of [...steps].reverse()) {
      if (step.kind === 'mergeMap' || step.kind === 'mapConcurrent') unit *= step.times;
      if (step.kind === 'mapConcurrent') {
        bound += slotsOf(step) * Math.max(1, unit) * (limited ? 2 : 1);
      }
      limited = step.kind === 'rateLimit' || (limited && step.kind !== 'mapConcurrent');
    }
    if (readAhead !== undefined) bound += (readAhead + 1) * size;
    const pull = source.kind === 'pages' ? PAGE : source.kind === 'array' ? size : 1;
    return bound + (source.again === 'merge' ? 2 : 1) * pull * unit;
  }

  #through(ids: readonly number[]): readonly number[] {
    return this.#plan.steps.reduce<readonly number[]>(stepped, ids);
  }
}

/** Most items in a page of a source. */
export const PAGE = 7;

/** What a step makes of one number. */
export function expand(id: number, times: number): number[] {
  return upTo(times).map((k) => id * times + k);
}

export function keepsOrder(step: StepPlan | StagePlan): boolean {
  if (step.kind !== 'mapConcurrent' && step.kind !== 'process') return true;
  return step.keys === undefined && (step.ordered || step.concurrency === 1);
}

function stepped(ids: readonly number[], step: StepPlan): readonly number[] {
  if (step.kind === 'filter') return ids.filter((id) => id % step.keep === 0);
  if (step.kind !== 'mergeMap' && step.kind !== 'mapConcurrent') return ids;
  return ids.flatMap((id) => expand(id, step.times));
}

function slotsOf(stage: StepPlan | StagePlan): number {
  if (stage.kind === 'store') return 1 + stage.prefetch;
  if (!('concurrency' in stage)) return 0;
  return stage.concurrency + (stage.prefetch ?? stage.concurrency);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
