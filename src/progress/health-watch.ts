import type { Observable, SchedulerLike, Subscriber, Subscription } from 'rxjs';
import { isChunkResult } from '../core/chunk-result.js';
import { isChunk } from '../core/chunk.js';
import { classOf } from '../core/class-of.js';
import { clockOf, type Clock } from '../core/clock.js';
import { Durations } from '../core/durations.js';
import { isOutcome, type ItemFailure } from '../core/outcome.js';
import { gateOfBoundary, type FlowOption } from '../flow/create-flow.js';
import type { RunningWork } from '../flow/events.js';
import type { Gate } from '../flow/gate.js';
import { Inlet, type Receiver } from '../flow/inlet.js';
import { ErrorRate, type ErrorRateSettings } from './health/error-rate.js';
import { Stall } from './health/stall.js';

export interface HealthSettings extends FlowOption, ErrorRateSettings {
  readonly stallAfter: number | undefined;
  readonly blockedAfter: number;
  readonly scheduler: SchedulerLike;
}

/** Nothing is a stall before that, unless it is asked for. */
const SHORTEST_STALL = 30_000;
const TIMES_THE_USUAL = 10;
const LONGEST_TICK = 1000;

/** One subscription of `trackHealth`. It looks from time to time while work is running, and never else. */
export class HealthWatch<T> implements Receiver<T> {
  private readonly _below: Subscriber<T>;
  private readonly _settings: HealthSettings;
  private readonly _gate: Gate;
  private readonly _clock: Clock;
  private readonly _durations = new Durations();
  private readonly _errors: ErrorRate;
  private readonly _stall: Stall;
  private _timer: Subscription | undefined;
  private _dueAt = 0;

  constructor(below: Subscriber<T>, settings: HealthSettings) {
    this._below = below;
    this._settings = settings;
    this._gate = gateOfBoundary(below, settings);
    this._clock = clockOf(settings.scheduler);
    const now = this._clock();
    this._pulse.now = now;
    this._errors = new ErrorRate(settings, now);
    this._stall = new Stall(now);
  }

  connect(source: Observable<T>): void {
    const inlet = new Inlet<T>(this._below, this, this._gate);
    const unwatch = this._pulse.watch(() => {
      this._wake();
    });
    this._below.add(() => {
      unwatch();
      this._timer?.unsubscribe();
      this._gate.dispose();
    });
    inlet.connect(source);
  }

  arrive(result: T): void {
    this._count(result);
    this._below.next(result);
    // After a stall that was told, others may still be at work.
    if (this._timer === undefined && this._isRunning) this._wake();
  }

  finish(): void {
    this._below.complete();
  }

  fail(error: unknown): void {
    this._below.error(error);
  }

  private get _pulse() {
    return this._gate.tree.pulse;
  }

  private get _isRunning(): boolean {
    for (const { running } of this._gate.tree.stages) if (running > 0) return true;
    return false;
  }

  /** By the time of the pulse: a look at the clock would cost more than an item may. */
  private _count(result: unknown): void {
    const errors = this._errors;
    const { now } = this._pulse;
    const before = errors.failures;
    if (isChunkResult(result)) {
      const { duration, values, failures } = result;
      this._durations.add(duration);
      errors.add(values.length, now);
      if (failures.size > 0) for (const failure of failures.values()) this._countFailure(failure);
    } else if (isChunk(result)) {
      errors.add(result.items.length, now);
      for (const item of result.items) this._countOutcome(item);
    } else {
      errors.add(1, now);
      this._countOutcome(result);
    }
    if (errors.failures > before || errors.isHigh) this._judge(now);
  }

  private _countOutcome(outcome: unknown): void {
    if (!isOutcome(outcome) || outcome.status === 'fulfilled') return;
    this._countFailure({ kind: outcome.status, reason: outcome.reason });
  }

  private _countFailure({ kind, reason }: ItemFailure): void {
    if (kind === 'rejected') this._errors.addFailure(classOf(reason));
  }

  private _judge(now: number): void {
    const verdict = this._errors.judge(now);
    if (verdict !== undefined) this._gate.announce({ type: 'errorRate', ...verdict });
  }

  /** Work begins: from now on it is looked after. */
  private _wake(): void {
    if (this._timer !== undefined || this._below.closed) return;
    const now = this._clock();
    this._pulse.now = now;
    this._stall.begin(now);
    this._schedule(now);
  }

  private _schedule(now: number): void {
    const { scheduler, blockedAfter } = this._settings;
    const wait = Math.max(1, Math.min(blockedAfter / 2, this._stallAfter / 4, LONGEST_TICK));
    this._dueAt = now + wait;
    this._timer = scheduler.schedule(() => {
      this._timer = undefined;
      this._tick();
    }, wait);
  }

  private _tick(): void {
    const now = this._clock();
    this._pulse.now = now;
    this._seeBlocked(now - this._dueAt);
    this._judge(now);
    if (!this._isRunning) return;
    const ms = this._stall.look(now, this._pulse.settled, this._stallAfter);
    if (ms !== undefined) this._gate.announce({ type: 'stalled', ms, oldest: this._oldest });
    // Nothing to look for before something settles; a process whose work is lost may then end.
    if (!this._stall.isTold && !this._below.closed) this._schedule(now);
  }

  /** A timer that comes late tells that nobody had a turn; in a page that is hidden, it is late by rule. */
  private _seeBlocked(late: number): void {
    const { document } = globalThis as { document?: { readonly hidden?: boolean } };
    const { blockedAfter } = this._settings;
    if (late < Math.min(blockedAfter, LONGEST_TICK) || document?.hidden === true) return;
    this._stall.leaveOut(late);
    if (late >= blockedAfter) this._gate.announce({ type: 'loopBlocked', ms: late });
  }

  private get _stallAfter(): number {
    const usual = TIMES_THE_USUAL * this._durations.quantile(0.99);
    return this._settings.stallAfter ?? Math.max(SHORTEST_STALL, usual);
  }

  private get _oldest(): RunningWork | undefined {
    let oldest: RunningWork | undefined;
    for (const stage of this._gate.tree.stages) {
      const work = stage.oldest;
      if (work !== undefined && work.ms > (oldest?.ms ?? -1)) oldest = work;
    }
    return oldest;
  }
}
