import type { Model } from './model.js';
import type { BranchPlan } from './plan.js';

/** What one branch has come to. */
export class BranchProbe {
  readonly got: number[] = [];
  readonly positions: number[] = [];
  readonly bound: number;
  results = 0;
  /** Which of its stages have it paused. */
  readonly pausedAt = new Set<number>();
  /** Its stores that are opening. */
  opening = 0;
  /** Whether it hears of the source; when it has left that, it may still hold what it accepted. */
  subscribed = true;
  state: 'running' | 'complete' | 'error' | 'left' = 'running';
  error: unknown;

  constructor(
    readonly plan: BranchPlan,
    model: Model,
  ) {
    this.bound = model.boundOf(plan);
  }
}

/** Watches a pipeline from outside: what is pulled, what comes out, and who is gone. */
export class Probe {
  readonly problems: string[] = [];
  readonly branches: BranchProbe[] = [];
  /** Called when the last branch has ended. */
  onOver: () => void = () => undefined;
  /** Most that was pulled and not settled, as a share of the bound. */
  worst = 0;
  /** Rises with everything that happens, so that a standstill can be told from slowness. */
  activity = 0;
  /** Which steps above the branches have it paused; the explicit flow is at -1. */
  readonly pausedAt = new Set<number>();
  /** Whether the chain of subscribers is broken between the steps and the branches. */
  bridged = false;
  /** Sources that were begun, and those that were left or read to their end. */
  opened = 0;
  closed = 0;
  #pulled = 0;
  #late = 0;

  constructor(readonly model: Model) {}

  /** Whether nobody listens any more. */
  get over(): boolean {
    return this.branches.length > 0 && this.branches.every(({ state }) => state !== 'running');
  }

  problem(text: string): void {
    if (this.problems.length < 5 && !this.problems.includes(text)) this.problems.push(text);
  }

  /** A source gives this number; `asked` if the answer comes in the very call that asks. */
  pull(id: number, asked: boolean): void {
    this.activity++;
    this.#pulled += this.model.weightOf(id);
    if (this.over && (asked || ++this.#late > this.model.mostLate)) {
      this.problem('pulled after everybody had left');
    }
    if (asked) this.expectGoing('pulled');
    for (const { state, subscribed, opening, got, bound } of this.branches) {
      if (state !== 'running' || !subscribed) continue;
      if (opening > 0) this.problem('pulled before the store was open');
      const ahead = this.#pulled - got.length;
      this.worst = Math.max(this.worst, ahead / bound);
      if (ahead > bound) this.problem(`held more than ${bound} (law L3)`);
    }
  }

  /** Nothing may have it paused. */
  expectGoing(what: string): void {
    const listening = this.branches.filter(
      ({ state, subscribed }) => state === 'running' && subscribed,
    );
    const paused = listening.some(({ pausedAt }) => this.pausedAt.size + pausedAt.size > 0);
    if (paused) this.problem(`${what} while paused`);
  }

  /** Something begins that nobody should begin once all have left. */
  begin(what: string): void {
    this.activity++;
    if (this.over) this.problem(`${what} after everybody had left`);
  }
}
