import type { Observable, Subscriber } from 'rxjs';
import { Boundary } from '../flow/boundary.js';
import { gateOfBoundary, type FlowOption } from '../flow/create-flow.js';
import { initially } from '../flow/live.js';
import { keyOfItem, type Order } from './order.js';
import { concurrencyOption, type Concurrency } from './concurrency.js';

export interface ItemWorkSettings<T> extends FlowOption {
  readonly concurrency: Concurrency;
  readonly prefetch: number | undefined;
  readonly ordered: Order<T>;
}

/** How many items, or values of inners, may wait that nobody asked for. */
export const UNASKED = 65_536;

/** What both forms of `mapConcurrent` share: lanes that run one item each. */
export abstract class ItemWork<T, O> extends Boundary<T, O> {
  private readonly _concurrency: Concurrency;

  constructor(below: Subscriber<O>, { concurrency, prefetch, ordered, flow }: ItemWorkSettings<T>) {
    const lanes = initially(concurrency, 1);
    super(below, {
      operator: 'mapConcurrent',
      kind: 'map',
      gate: gateOfBoundary(below, { flow }),
      concurrency: lanes,
      prefetch,
      ordered: ordered === true,
      keysOf: keyOfItem(ordered),
      unasked: UNASKED,
    });
    this._concurrency = concurrency;
  }

  /** A page that stands directly above is queued as far as there are slots, in one go. */
  readonly arriveRange = (page: readonly T[], from: number, to: number): number =>
    this.arriveMany(page, from, to);

  override connect(source: Observable<T>): void {
    concurrencyOption.follow('mapConcurrent', this._concurrency, this.below, (lanes) => {
      this.setConcurrency(lanes);
    });
    if (!this.below.closed) super.connect(source);
  }

  protected override itemsOf(): number {
    return 1;
  }

  protected override itemsIn(): number {
    return 1;
  }

  protected override itemsOfResult(): number {
    return 1;
  }
}
