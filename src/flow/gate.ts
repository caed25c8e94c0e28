import { Announcer } from './announcer.js';
import { Tree, type Wakeable } from './tree.js';
import { reserveAll, type Limiter } from './rate/limiter.js';
import type { Resume } from './resume.js';

/** All slots of the boundary are taken. */
export const SLOTS = 1;
/** The memory limit is near. */
export const MEMORY = 2;
/** Somebody asked for a pause. */
export const PAUSED = 4;
/** A store is opening: nobody knows yet which positions are done. */
export const STARTING = 8;

const ANY = SLOTS | MEMORY | PAUSED | STARTING;
/** What stops work that was accepted already; memory and pause never do, since only work frees memory. */
export const HOLDS_WORK = SLOTS | STARTING;

const NONE: Gate[] = [];
const NO_LIMITERS: Limiter[] = [];

/** Somebody who waits for a gate to open. One shot: park again to wait again. */
export interface Waiter {
  run(): void;
}

/**
 * A level gate on the way upstream. It is open while it has no reason to be closed and all its
 * parents are open. It counts nothing per item, so operators that drop, merge or multiply items
 * cannot unbalance it.
 */
export class Gate extends Announcer implements Wakeable {
  /** Shared with the gates below; an explicit flow takes over that of the first boundary naming it. */
  tree: Tree;
  /** What the store, whose gate this is, knows of an earlier attempt. */
  resume: Resume | undefined;
  /** Whether a chain of subscribers leads to it, and not only a subscribe that is under way. */
  chained = true;
  /** The reasons to be closed, as bits. */
  mask = 0;
  /** How many sources look at this gate, directly or through gates above it. */
  listeners = 0;
  /** Whether no work is done here: a rate limit above is one for the boundary below. */
  passes = false;
  /** Rate limits from which items come to this boundary. */
  limiters: readonly Limiter[] = NO_LIMITERS;
  /** Told of each. */
  onLimited: (() => void) | undefined;
  declare protected readonly named: Gate[];
  /** One in a chain of boundaries; the others come with explicit flows. */
  #parent: Gate | undefined;
  #others: Gate[] = NONE;
  #disposed = false;
  #dirty = false;
  readonly #cutters = new Map<Waiter, number>();
  readonly #waiters = new Map<Waiter, number>();

  constructor(...parents: readonly Gate[]) {
    super();
    this.below = parents;
    [this.#parent, ...this.#others] = parents;
    this.tree = parents[0]?.tree ?? new Tree();
  }

  /** The nearest gate that is closed for one of the reasons; undefined means go. */
  blocker(reasons = ANY): Gate | undefined {
    return (this.mask & reasons) !== 0 ? this : this.blockerBelow(reasons);
  }

  /** The same, leaving this gate out. */
  blockerBelow(reasons = ANY): Gate | undefined {
    for (const other of this.#others) {
      const found = other.blocker(reasons);
      if (found !== undefined) return found;
    }
    return this.#parent?.blocker(reasons);
  }

  /** What the nearest store below knows, if it gets all that this boundary emits, and nobody else. */
  resumeBelow(): Resume | undefined {
    if (this.resume !== undefined) return this.resume;
    if (!this.chained) return undefined;
    for (const parent of this.#parents()) {
      const found = parent.resumeBelow();
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Tells every store below that its source is ended before its end. */
  drain(): void {
    if (this.resume !== undefined) this.resume.drained = true;
    for (const parent of this.#parents()) parent.drain();
  }

  /**
   * Whether what comes outside of a turn of this tree was asked for by nobody: the gate is closed, and
   * no source that minds an explicit flow named here is in a turn of its own, as behind a `share`.
   */
  isUnasked(): boolean {
    return this.blocker() !== undefined && this.named.every(({ tree }) => tree.depth === 0);
  }

  /** Items come here through a rate limit: whoever calls work again for them asks it by `reserve`. */
  limitBy(limiter: Limiter): void {
    if (this.passes) for (const parent of this.#parents()) parent.limitBy(limiter);
    else {
      this.limiters = [...this.limiters.filter(({ over }) => !over), limiter];
      this.onLimited?.();
    }
  }

  /**
   * Calls back when the rate limits above allow one more call of work; at once, before it returns, if
   * they do now or if there are none. Within a turn. The first call for an input has passed them already:
   * this is for every other one, by retry or by halving, with what it is about: the item, or a chunk (of
   * a part of a chunk, `{ ...chunk, items }`). What it gives back is to be called when the call is no
   * longer wanted; afterwards it does nothing.
   */
  reserve(input: unknown, call: () => void): () => void {
    return reserveAll(this.limiters, input, call);
  }

  /** Takes effect at once, also inside an emission. */
  close(reason: number): void {
    if (!this.#disposed) this.mask |= reason;
  }

  /** Takes effect for parked callers when the outermost turn ends. */
  release(reason: number): void {
    if ((this.mask & reason) === 0) return;
    this.mask &= ~reason;
    this.wakeLater();
  }

  /** Waits in this closed gate, until none of the reasons is left here. First in, first out. */
  park(waiter: Waiter, reasons = ANY): void {
    this.#waiters.set(waiter, reasons);
  }

  /** Waits ahead of all others: a chunk whose time is up is cut before the source pulls again. */
  parkFirst(waiter: Waiter, reasons = ANY): void {
    this.#cutters.set(waiter, reasons);
  }

  unpark(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    this.#cutters.delete(waiter);
  }

  wake(): void {
    this.#dirty = false;
    try {
      this.#call(this.#cutters, STARTING);
      this.#call(this.#waiters, HOLDS_WORK);
    } catch (error) {
      // A finalizer that throws must not strand those who wait behind it.
      this.wakeLater();
      throw error;
    }
  }

  /** A source found this gate. */
  listen(): void {
    this.listeners++;
    for (const parent of this.#parents()) parent.listen();
  }

  /** An explicit flow joins: it is open only while this gate is, and hears its events. */
  name(explicit: Gate): void {
    explicit.mind(this);
    this.named.push(explicit);
    // Its source may have been subscribed before, by whoever named it first.
    if (explicit.listeners > 0) this.listen();
  }

  /** Takes `name` back. */
  unname(explicit: Gate): void {
    const at = this.named.indexOf(explicit);
    if (at === -1) return;
    this.named.splice(at, 1);
    explicit.unmind(this);
    explicit.wakeLater();
  }

  /** The side of the explicit flow. Public, as all that gates do to each other: they may be of two copies. */
  mind(boundary: Gate): void {
    if (this.#parents().length === 0) this.tree = boundary.tree;
    else this.tree.join(boundary.tree);
    this.#others = [...this.#others, boundary];
    this.below = this.#parents();
  }

  /** Takes `mind` back. */
  unmind(boundary: Gate): void {
    const { tree } = boundary;
    this.#others = this.#others.filter((parent) => parent !== boundary);
    this.below = this.#parents();
    if (tree !== this.tree && this.#others.every((parent) => parent.tree !== tree)) tree.leave();
  }

  /** The boundary has left: it no longer holds anybody up. */
  dispose(): void {
    this.#disposed = true;
    this.mask = 0;
    this.#parent = undefined;
    this.#others = NONE;
    for (const explicit of this.named) explicit.unmind(this);
    this.wakeLater();
  }

  #parents(): readonly Gate[] {
    return this.#parent === undefined ? this.#others : [this.#parent, ...this.#others];
  }

  /** Wakes those who wait here when the outermost turn ends, if the gate may have opened. */
  wakeLater(): void {
    if (this.#dirty || (this.#waiters.size === 0 && this.#cutters.size === 0)) return;
    this.#dirty = true;
    this.tree.opened(this);
  }

  /**
   * Each caller once: whoever parks again meanwhile stands at the end and waits for the next opening.
   * Where all of them mind a reason, and it is back, nobody further on is looked at.
   */
  #call(waiters: Map<Waiter, number>, allMind: number): void {
    let left = waiters.size;
    for (const [waiter, reasons] of waiters) {
      if (left-- === 0 || (this.mask & allMind) !== 0) return;
      if ((this.mask & reasons) !== 0) continue;
      waiters.delete(waiter);
      waiter.run();
    }
  }
}
