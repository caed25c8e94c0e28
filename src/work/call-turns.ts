import type { SchedulerLike } from 'rxjs';
import type { Gate } from '../flow/gate.js';
import { reserveAll, type Limiter } from '../flow/rate/limiter.js';
import { shareOf, type Rate, type Share } from '../flow/rate/rate.js';
import { Turns } from '../flow/rate/turns.js';
import { turnOf } from './retry/turn-of.js';

const WHERE = 'eachItem';

/** The rate of the calls of one function, over all chunks. */
export class CallTurns<T> {
  #rate: Rate<T> | undefined;
  readonly #turns: Turns;

  constructor(scheduler: SchedulerLike) {
    const inTurn = (body: () => void) => {
      body();
    };
    this.#turns = new Turns(scheduler, { inTurn, onRoom: () => undefined });
  }

  /** From now on; before the first, nothing is called. */
  change(rate: Rate<T>): void {
    this.#rate = rate;
    this.#turns.change(rate);
  }

  /** What a call for the item costs. Before the rate is known, one: it is asked once for each item. */
  sharesOf(item: T): readonly Share[] {
    return [shareOf(WHERE, this.#rate ?? { limit: 1, per: 1 }, item)];
  }

  /** Calls in its turn; then in that of the rate limits above, if it is not the first call. */
  enter(shares: readonly Share[], above: Gate | undefined, item: T, call: () => void): () => void {
    const own: Limiter = {
      over: false,
      reserve: (_input, next) => this.#turns.enter(shares, next),
    };
    if (above === undefined) return own.reserve(item, call);
    const others = { over: false, reserve: turnOf.bind(undefined, above) };
    return reserveAll([others, own], item, call);
  }
}
