/** A chunk that waits for targets of others. */
export interface Claimant {
  /** Work of another chunk has made it. */
  landed(slot: number, value: unknown): void;
  /** Nobody works on it any more, and it is this one's turn; who needs it no more hands it on. */
  inherit(slot: number): void;
}

interface Flight {
  /** What it came to, until it is in the store. */
  landed: { readonly value: unknown } | undefined;
  readonly waiting: [claimant: Claimant, slot: number][];
}

/** Targets that some chunk works on right now. Whoever wants one of them too waits for that call. */
export class Flights {
  readonly #flights = new Map<string, Flight>();

  /** Whether somebody works on it: then the claimant hears of it, at once where it is known. */
  join(key: string, claimant: Claimant, slot: number): boolean {
    const flight = this.#flights.get(key);
    if (flight === undefined) return false;
    if (flight.landed !== undefined) claimant.landed(slot, flight.landed.value);
    else flight.waiting.push([claimant, slot]);
    return true;
  }

  start(key: string): void {
    this.#flights.set(key, { landed: undefined, waiting: [] });
  }

  /** It is known; who asks from now on is told, until it is in the store. */
  land(key: string, value: unknown): void {
    const flight = this.#flights.get(key) as Flight;
    flight.landed = { value };
    for (const [claimant, slot] of flight.waiting.splice(0)) claimant.landed(slot, value);
  }

  /** It is in the store, or will never be. */
  end(key: string): void {
    this.#flights.delete(key);
  }

  /** Nothing came of it. One of those that wait works on it next, and the others wait for that one. */
  handOver(key: string): void {
    const next = (this.#flights.get(key) as Flight).waiting.shift();
    if (next === undefined) {
      this.#flights.delete(key);
      return;
    }
    const [claimant, slot] = next;
    claimant.inherit(slot);
  }
}
