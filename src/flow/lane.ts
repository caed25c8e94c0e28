/** One place in which work runs. Lanes are made once and used again, since work comes by the million. */
export abstract class Lane<I> {
  /** The place of the present input in the order of arrivals. */
  place = 0;
  busy = false;

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
  readonly #all: Lane<I>[] = [];
  readonly #idle: Lane<I>[] = [];
  #places = 0;

  constructor(make: () => Lane<I>) {
    this.#make = make;
  }

  take(): Lane<I> {
    const lane = this.#idle.pop() ?? this.#add();
    this.active++;
    lane.place = this.#places++;
    lane.busy = true;
    return lane;
  }

  giveBack(lane: Lane<I>): void {
    this.active--;
    this.#idle.push(lane);
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
