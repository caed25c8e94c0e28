import { Pulse } from './pulse.js';
import { Slice } from './slice.js';
import type { Clock } from '../core/clock.js';
import type { RunningWork } from './events.js';

/** A gate that has opened and has callers to wake. */
export interface Wakeable {
  wake(): void;
}

/** What a stage of the pipeline holds right now, asked for when somebody samples. */
export interface StageState {
  readonly kind: 'chunker' | 'work' | 'map' | 'store' | 'pause' | 'rate';
  /** The reasons for which its own gate is closed, as bits. */
  readonly mask: number;
  /** Items whose work is running. */
  readonly running: number;
  /** Items accepted and not started, or finished and kept for order. */
  readonly waiting: number;
  /** Whether its source has ended: what it holds is all that is left. */
  readonly over?: boolean;
  /** What of its work began first. */
  readonly oldest?: RunningWork | undefined;
}

/**
 * What all gates of one pipeline share: the turn, the time slice and the stages.
 *
 * A turn is any entry into the pipeline: a source's loop, an arrival, a settlement, a timer, a
 * control. Turns nest by a counter. Gates close at once and open at the end of the outermost turn:
 * opening inside somebody's emission would let the source overtake a half-done hand-over, which
 * loses chunks (12 of 1,087 random runs).
 */
export class Tree {
  /** How many turns are open. Raise it on entry, call `exit` in `finally`. */
  depth = 0;
  readonly stages = new Set<StageState>();
  readonly pulse = new Pulse();
  /** Trees that an explicit flow has joined, itself among them: a turn in one is a turn in all. */
  group: readonly Tree[] = [this];
  /** Gates that have opened; one list for the whole group. */
  dirty: Wakeable[] = [];
  left = false;
  /**
   * Why the pipeline is given up, said before it is left: what all its signals have for a reason. Without
   * one they have the platform's AbortError.
   */
  reason: unknown;
  #slice: Slice | undefined;

  exit(): void {
    if (--this.depth === 0 && this.dirty.length > 0) this.#drain();
  }

  turn(body: () => void): void {
    this.depth++;
    try {
      body();
    } finally {
      this.exit();
    }
  }

  /** A gate has opened: its callers are woken when the outermost turn ends, at once outside of one. */
  opened(gate: Wakeable): void {
    this.dirty.push(gate);
    if (this.depth === 0) this.#drain();
  }

  /** From now on opens nothing while the other is in a turn, nor the other while this one is. */
  join(other: Tree): void {
    this.left = other.left = false;
    if (this.group === other.group) return;
    // The list of one that is in a turn is the one that will be looked at when the turn ends.
    const [into, from] = other.depth > 0 ? [other, this] : [this, other];
    const { dirty } = into;
    dirty.push(...from.dirty);
    const all = [...this.group, ...other.group];
    const group = all.filter((tree) => !tree.left || tree.depth > 0);
    for (const tree of all) {
      const stays = group.includes(tree);
      tree.group = stays ? group : [tree];
      tree.dirty = stays ? dirty : [];
    }
  }

  /** Takes `join` back, when the next one joins: now it may be in a turn, and others wait for its end. */
  leave(): void {
    this.left = true;
  }

  /** The slice of host time that the sources of this pipeline share. */
  slice(clock: Clock): Slice {
    return (this.#slice ??= new Slice(clock));
  }

  #drain(): void {
    // If another of the group is in a turn, its exit comes here.
    for (const tree of this.group) if (tree.depth > 0) return;
    this.depth = 1;
    const { dirty } = this;
    let at = 0;
    try {
      while (at < dirty.length) dirty[at++]?.wake();
    } finally {
      this.depth = 0;
      if (at === dirty.length) dirty.length = 0;
      else dirty.splice(0, at);
      // One of them threw, and the others have opened all the same; or the list is another by now.
      if (this.dirty.length > 0) this.#drain();
    }
  }
}
