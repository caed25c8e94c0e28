import { asyncScheduler, defer, Observable, of, Subject } from 'rxjs';
import { Alarm } from '../core/alarm.js';
import type { Clock } from '../core/clock.js';
import { DeadlineExceededError } from '../core/deadline-exceeded-error.js';
import { createFlow, rootGate } from '../flow/create-flow.js';
import type { FlowEvent } from '../flow/events.js';
import type { BatchSummary } from './batch-run.js';

type EndState = BatchSummary['state'];

interface LifeSettings {
  readonly clock: Clock;
  readonly runId: string | undefined;
  /** Gives the run up when it aborts. */
  readonly signal: AbortSignal | undefined;
  /** Something has changed that no result tells of. */
  readonly changed: () => void;
  /** The run is over; told once, by whoever comes first. */
  readonly over: (state: EndState, error: unknown) => void;
}

/** What was asked of a run, in whatever order it came, and what follows from it. */
export class RunLife {
  /** What the pipeline stands on: the run hears its events there, and tells its own. */
  readonly gate = rootGate();
  /** All that is told there, from before the run starts until it has ended. */
  readonly events$: Observable<FlowEvent>;
  /** Paused with the run. */
  readonly flow = createFlow();
  /** Emits when the run is over, to leave the pipeline. */
  readonly end$ = new Subject<void>();
  /** Ends the source at its first value. */
  readonly drain$: Observable<unknown> = defer(() => {
    this.#isReading = true;
    return this.isCut ? of(true) : this.#cut$;
  });
  readonly #settings: LifeSettings;
  readonly #controller = new AbortController();
  readonly #cut$ = new Subject<void>();
  readonly #events$ = new Subject<FlowEvent>();
  readonly #drainAlarm: Alarm;
  readonly #runAlarm: Alarm;
  #startedAt: number | undefined;
  #longest: number | undefined;
  #isReading = false;
  #isDraining = false;
  #isOver = false;
  /** Whether the source is ended before its end. */
  isCut = false;

  constructor(settings: LifeSettings) {
    this.#settings = settings;
    this.events$ = new Observable((subscriber) => {
      subscriber.add(this.gate.want());
      subscriber.add(this.#events$.subscribe(subscriber));
    });
    this.gate.overhear((event) => {
      this.#events$.next(event);
    });
    const { clock, signal } = settings;
    this.#drainAlarm = new Alarm(clock, asyncScheduler, (ms) => {
      this.end('aborted', new DeadlineExceededError('drain', ms));
    });
    this.#runAlarm = new Alarm(clock, asyncScheduler, (ms) => {
      this.end('failed', new DeadlineExceededError('run', ms));
    });
    if (signal?.aborted === true) this.end('aborted', signal.reason);
    else signal?.addEventListener('abort', this.#abortedOutside);
  }

  /** Aborts when the run is given up, with the reason that all signals below it have. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it is too late to say how the run is to be. */
  get hasBegun(): boolean {
    return this.#startedAt !== undefined || this.#isOver;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** False if the run is over before it began. */
  start(): boolean {
    if (this.#isOver) return false;
    if (this.isCut) {
      this.end('drained');
      return false;
    }
    const { clock, runId } = this.#settings;
    this.#startedAt = clock();
    this.tell({ type: 'started', runId });
    if (this.#longest !== undefined) this.limit(this.#longest);
    return !this.#isOver;
  }

  /** The run may take so long, from its start. */
  limit(ms: number | undefined): void {
    this.#longest = ms;
    if (this.#startedAt === undefined || this.#isOver) return;
    this.#runAlarm.set(ms, this.#startedAt);
  }

  pause(): void {
    if (this.#isSettled || this.flow.paused) return;
    this.flow.pause();
    this.tell({ type: 'paused' });
    this.#settings.changed();
  }

  resume(): void {
    if (this.#isSettled || !this.flow.paused) return;
    this.flow.resume();
    this.tell({ type: 'resumed' });
    this.#settings.changed();
  }

  drain(deadline: number | undefined): void {
    if (this.#isOver) return;
    const isFirst = !this.#isDraining;
    this.#isDraining = true;
    const isEarlier = deadline !== undefined && this.#drainAlarm.setEarlier(deadline);
    if (this.#isOver) return;
    if (isFirst || isEarlier) this.tell({ type: 'draining', deadline });
    // Before the source is read there is nobody to tell; after its end there is nothing to cut.
    if (isFirst && (!this.#isReading || this.#cut$.observed)) {
      this.isCut = true;
      this.#cut$.next();
    }
  }

  /** The first call decides. */
  end(state: EndState, error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#drainAlarm.clear();
    this.#runAlarm.clear();
    this.#settings.signal?.removeEventListener('abort', this.#abortedOutside);
    if (state === 'aborted' || state === 'failed') {
      this.#controller.abort(error);
      this.gate.tree.reason = this.signal.reason;
    }
    this.#settings.over(state, error);
    this.end$.next();
  }

  /** To whoever hears the events of the run. */
  tell(event: FlowEvent): void {
    this.gate.announce(event);
    if (event.type === 'ended') this.#events$.complete();
  }

  /** Reading has been ended: it can be neither paused nor resumed. */
  get #isSettled(): boolean {
    return this.#isOver || this.#isDraining;
  }

  readonly #abortedOutside = () => {
    this.end('aborted', this.#settings.signal?.reason);
  };
}
