import type { Gate } from './gate.js';
import type { StageState } from './tree.js';

/** What a boundary is made with. */
export interface BoundarySettings<I> {
  /** Named in errors and warnings. */
  readonly operator: string;
  readonly kind: StageState['kind'];
  readonly gate: Gate;
  readonly concurrency: number;
  /** Inputs that may wait; as many as lanes where it is not given. */
  readonly prefetch: number | undefined;
  readonly ordered: boolean;
  /** At most one input of each key is in work; not together with `ordered`. */
  readonly keysOf?: ((input: I) => readonly unknown[]) | undefined;
  /** How many unasked arrivals may wait. */
  readonly unasked: number;
}

/** How the source of a boundary ended, to be told when all that it gave has settled. */
export interface SourceEnd {
  readonly completed: boolean;
  tell(): void;
}
