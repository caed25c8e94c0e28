import { Pulse } from './pulse.js';
import type { RunningWork } from './events.js';

/** One place in which work runs. Lanes are made once and used again, since work comes by the million. */
export abstract class Lane<I> {
  /** The place of the present input in the order of arrivals. */
  place = 0;
  busy = false;
  /** By the pulse of the pipeline. */
  beganAt = 0;

  /** That of its first item, where items are numbered. */
  get position(): number | undefined {
    return undefined;
  }

  /** Starts work on the input; ends by `boundary.end(lane)`, at once or later. Never throws. */
  abstract begin(input: I): void;

  /** Gives up what is running: aborts, for this reason, and unsubscribes. */
  abstract cancel(reason: unknown): void;
}

/** The lanes of a boundary: made when first needed, and numbered by what they run. */
export class Lanes<I> {
  /** How many are busy. */
  active = 0;
  readonly #make: () => Lane<I>;
  readonly #pulse: Pulse;
  readonly #all: Lane<I>[] = [];
  readonly #idle: Lane<I>[] = [];
  /** How many were begun. */
  begun = 0;

  constructor(make: () => Lane<I>, pulse = new Pulse()) {
    this.#make = make;
    this.#pulse = pulse;
  }

  take(): Lane<I> {
    const lane = this.#idle.pop() ?? this.#add();
    if (this.active++ === 0) this.#pulse.began();
    lane.beganAt = this.#pulse.now;
    lane.place = this.begun++;
    lane.busy = true;
    return lane;
  }

  giveBack(lane: Lane<I>): void {
    this.active--;
    this.#pulse.settled++;
    this.#idle.push(lane);
  }

  /** How many items are in the lanes that are busy. */
  itemsBy(itemsIn: (lane: Lane<I>) => number): number {
    let sum = 0;
    for (const lane of this.busy()) sum += itemsIn(lane);
    return sum;
  }

  /** The work that began first, of so many items. */
  oldestBy(itemsIn: (lane: Lane<I>) => number): RunningWork | undefined {
    const [first] = [...this.busy()].sort((a, b) => a.beganAt - b.beganAt || a.place - b.place);
    if (first === undefined) return undefined;
    const { position, beganAt } = first;
    return { position, size: itemsIn(first), ms: this.#pulse.now - beganAt };
  }

  *busy(): Generator<Lane<I>, void, undefined> {
    for (const lane of this.#all) if (lane.busy) yield lane;
  }

  #add(): Lane<I> {
    const lane = this.#make();
    this.#all.push(lane);
    return lane;
  }
}
