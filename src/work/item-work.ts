import { isObservable, type Observable, type Subscriber, type Unsubscribable } from 'rxjs';
import { isThenable } from '../core/is-thenable.js';
import { fulfilled, rejected, type Outcome } from '../core/outcome.js';
import { Boundary } from '../flow/boundary.js';
import { gateOfBoundary, type FlowOption } from '../flow/create-flow.js';
import { fromSource, type Source } from '../flow/from-source.js';
import type { Gate } from '../flow/gate.js';
import { Inlet, type Receiver } from '../flow/inlet.js';
import { gateBelow } from '../flow/reach.js';
import { Lane } from '../flow/lane.js';
import { whenAnswered, type Answer } from './answer.js';
import { Attempt, type WorkContext } from './attempt.js';
import { follow, initially, type Concurrency } from './concurrency.js';

export interface ItemWorkSettings extends FlowOption {
  readonly concurrency: Concurrency;
  readonly prefetch: number | undefined;
  readonly ordered: boolean;
}

/** What both forms of `mapConcurrent` share: lanes that run one item each. */
abstract class ItemWork<T, O> extends Boundary<T, O> {
  readonly #concurrency: Concurrency;

  constructor(below: Subscriber<O>, { concurrency, prefetch, ordered, flow }: ItemWorkSettings) {
    const lanes = initially(concurrency);
    super(below, {
      operator: 'mapConcurrent',
      kind: 'map',
      gate: gateOfBoundary(below, { flow }),
      concurrency: lanes,
      prefetch,
      ordered,
      unasked: 65_536,
    });
    this.#concurrency = concurrency;
  }

  override connect(source: Observable<T>): void {
    follow('mapConcurrent', this.#concurrency, this.below, (lanes) => {
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
}

/** `mapConcurrent`: the values of the inners, as they come. */
export class ItemFlow<T, R> extends ItemWork<T, R> {
  readonly gateBelow: Gate | undefined;

  constructor(
    below: Subscriber<R>,
    readonly fn: (item: T, context: WorkContext) => Source<R>,
    settings: ItemWorkSettings,
  ) {
    super(below, settings);
    this.gateBelow = gateBelow(below);
  }

  protected override makeLane(): Lane<T> {
    return new FlowLane<T, R>(this);
  }
}

class FlowLane<T, R> extends Lane<T> implements Receiver<R> {
  readonly #boundary: ItemFlow<T, R>;
  #attempt: Attempt | undefined;
  #inlet: Inlet<R> | undefined;

  constructor(boundary: ItemFlow<T, R>) {
    super();
    this.#boundary = boundary;
  }

  override begin(item: T): void {
    const boundary = this.#boundary;
    const attempt = (this.#attempt = new Attempt(1));
    try {
      const inner = boundary.fn(item, attempt);
      // The commonest inner by far: no Observable, no subscriber and no closure for it.
      if (isThenable(inner)) inner.then(this.#fulfilled, this.#rejected);
      else this.#flatten(inner);
    } catch (error) {
      boundary.abort(error);
    }
  }

  override cancel(): void {
    this.#attempt?.abort();
    this.#inlet?.unsubscribe();
  }

  arrive(value: R): void {
    const { tree } = this.#boundary;
    tree.depth++;
    try {
      this.#boundary.emit(this.place, value);
    } finally {
      tree.exit();
    }
  }

  finish(): void {
    const boundary = this.#boundary;
    const { tree } = boundary;
    tree.depth++;
    try {
      boundary.end(this);
      boundary.pump();
    } finally {
      tree.exit();
    }
  }

  fail(error: unknown): void {
    this.#boundary.abort(error);
  }

  #flatten(inner: Source<R>): void {
    const boundary = this.#boundary;
    const inner$ = isObservable(inner) ? inner : fromSource<R>(inner);
    const below = boundary.below as Subscriber<never>;
    this.#inlet = new Inlet<R>(below, this, boundary.gateBelow);
    this.#inlet.connect(inner$);
  }

  readonly #fulfilled = (value: R) => {
    const boundary = this.#boundary;
    if (!boundary.below.closed) boundary.settle(this, value);
  };

  readonly #rejected = (error: unknown) => {
    this.#boundary.abort(error);
  };
}

/** `mapConcurrent({ outcomes: true })`: one outcome per item. */
export class ItemOutcomes<T, R> extends ItemWork<T, Outcome<T, R>> {
  constructor(
    below: Subscriber<Outcome<T, R>>,
    readonly fn: (item: T, context: WorkContext) => Answer<R>,
    settings: ItemWorkSettings,
  ) {
    super(below, settings);
  }

  protected override makeLane(): Lane<T> {
    return new OutcomeLane<T, R>(this);
  }
}

class OutcomeLane<T, R> extends Lane<T> {
  readonly #boundary: ItemOutcomes<T, R>;
  #attempt: Attempt | undefined;
  #running: Unsubscribable | undefined;

  constructor(boundary: ItemOutcomes<T, R>) {
    super();
    this.#boundary = boundary;
  }

  override begin(item: T): void {
    const attempt = (this.#attempt = new Attempt(1));
    const position = this.place;
    const reject = (reason: unknown) => {
      this.#settle(attempt, rejected(item, position, reason));
    };
    try {
      this.#running = whenAnswered<R>(
        this.#boundary.fn(item, attempt),
        (value) => {
          this.#settle(attempt, fulfilled(item, position, value));
        },
        reject,
      );
    } catch (reason) {
      reject(reason);
    }
  }

  override cancel(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.abort();
    this.#running?.unsubscribe();
  }

  #settle(attempt: Attempt, outcome: Outcome<T, R>): void {
    if (this.#attempt !== attempt) return;
    this.#attempt = undefined;
    this.#boundary.settle(this, outcome);
  }
}
