import { asyncScheduler, type SchedulerLike, type Subscriber } from 'rxjs';
import type { Chunk, ClosedBy } from '../core/chunk.js';
import { clockOf, type Clock } from '../core/clock.js';
import { inspect } from '../core/inspect.js';
import { StrategyError } from '../core/strategy-error.js';
import type { Gate } from '../flow/gate.js';
import type { Receiver } from '../flow/inlet.js';
import { gateBelow } from '../flow/reach.js';
import type { StageState } from '../flow/tree.js';
import { HeldItems } from './held-items.js';
import { Positions } from './positions.js';
import type { ChunkStrategy, Cut } from './strategies/chunk-strategy.js';

/** One subscription of `chunkBy(strategy)`: asks the strategy, and knows the positions of its items. */
export class StrategyChunker<T> implements Receiver<T>, StageState {
  readonly kind = 'chunker';
  readonly mask = 0;
  readonly running = 0;
  readonly gate: Gate | undefined;
  readonly #below: Subscriber<Chunk<T>>;
  readonly #strategy: ChunkStrategy<T>;
  readonly #clock: Clock;
  readonly #positions: Positions;
  readonly #held = new HeldItems();
  #ready: Chunk<T>[] = [];
  #emitting = false;
  /** Nothing more comes; told when what is ready has been handed on. */
  #over = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    below: Subscriber<Chunk<T>>,
    strategy: ChunkStrategy<T>,
    scheduler: SchedulerLike = asyncScheduler,
  ) {
    this.#below = below;
    this.#strategy = strategy;
    this.#clock = clockOf(scheduler);
    this.gate = gateBelow(below);
    this.#positions = new Positions(below);
    this.gate?.tree.stages.add(this);
    below.add(() => {
      this.gate?.tree.stages.delete(this);
    });
  }

  get waiting(): number {
    return this.#held.size;
  }

  arrive(item: T): void {
    if (this.#over) return;
    const positions = this.#positions;
    if (this.leavesOut(item)) {
      positions.skip();
      return;
    }
    const now = this.#clock();
    const [start] = positions.of([item])[0] ?? [0];
    this.#held.add(item, start, now);
    this.#hand(() => this.#strategy.push(item, now), 'closeWhen');
  }

  leavesOut(item: T): boolean {
    return this.#positions.mayLeaveOut && this.#positions.isDone(item, 0);
  }

  finish(): void {
    this.#over = true;
    this.#inTurn(() => {
      this.#positions.finish();
      this.#hand(() => this.#strategy.flush('complete'), 'complete');
    });
  }

  /** The source's error is the one that is told, whatever the strategy does about it. */
  fail(error: unknown): void {
    this.#over = true;
    this.#failure = { error };
    this.#inTurn(() => {
      this.#hand(() => this.#strategy.flush('error'), 'error');
    });
  }

  #hand(ask: () => Cut<T>, closedBy: ClosedBy): void {
    try {
      const cut: unknown = ask() ?? [];
      if (!Array.isArray(cut)) throw new StrategyError(`this one answered ${inspect(cut)}`);
      for (const items of cut) this.#ready.push(this.#chunk(items, closedBy));
    } catch (error) {
      this.#over = true;
      this.#failure ??= { error };
    }
    this.#emit();
  }

  #chunk(items: unknown, closedBy: ClosedBy): Chunk<T> {
    if (!Array.isArray(items) || items.length === 0) {
      throw new StrategyError(`this one handed over ${inspect(items)} as a chunk`);
    }
    const { ranges, openedAt } = this.#held.take(items);
    // A copy: a strategy may fill the same array again.
    const chunk: readonly T[] = [...(items as readonly T[])];
    const closedAt = this.#clock();
    return { items: chunk, ranges, weight: chunk.length, closedBy, openedAt, closedAt };
  }

  /** What arrives, and ends, while a chunk is handed on waits for its turn. */
  #emit(): void {
    if (this.#emitting) return;
    this.#emitting = true;
    try {
      for (let chunk = this.#ready.shift(); chunk !== undefined; chunk = this.#ready.shift()) {
        this.#below.next(chunk);
      }
    } finally {
      this.#emitting = false;
    }
    if (this.#over) this.#end();
  }

  #end(): void {
    const { size } = this.#held;
    if (this.#failure !== undefined) this.#below.error(this.#failure.error);
    else if (size === 0) this.#below.complete();
    else this.#below.error(new StrategyError(`this one kept ${size} at the end`));
  }

  #inTurn(body: () => void): void {
    if (this.gate === undefined) body();
    else this.gate.tree.turn(body);
  }
}
