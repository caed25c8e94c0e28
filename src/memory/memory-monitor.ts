import {
  asyncScheduler,
  distinctUntilChanged,
  interval,
  map,
  startWith,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { clockOf, type Clock } from '../core/clock.js';
import { invalidType } from '../core/option-error.js';
import {
  callback,
  checkValue,
  duration,
  integer,
  readOptions,
  scheduler,
} from '../core/options.js';
import { levelAfter, type MemoryLevel } from './memory-level.js';
import { memoryLimit, shareOf, type MemoryLimit } from './memory-limit.js';
import type { MemoryProbe, MemoryReading } from './probe/memory-probe.js';
import { nodeProbe } from './probe/node-probe.js';
import { pageProbe } from './probe/page-probe.js';

export interface MemoryMonitorOptions {
  /**
   * What the program may hold: bytes; or a part of what the platform allows, such as `'75%'`, of the heap, and
   * of the container or machine, whichever is nearer. @default '75%'
   */
  readonly limit?: MemoryLimit | undefined;
  /** Measures the memory in use. @default what Node or Chromium tell; elsewhere nothing is known */
  readonly probe?: MemoryProbe | undefined;
  /** How often `level$` measures, in ms; from 1 to 2,147,483,647. @default 1000 */
  readonly interval?: number | undefined;
  /** How many measurements are kept; an integer >= 1. @default 300 */
  readonly history?: number | undefined;
  /** Its timer and the time of measurements. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/** One measurement. */
export interface MemorySample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Bytes, of what is nearest to its limit. */
  readonly used: number;
  /** Bytes that it may come to; Infinity where nobody knows. */
  readonly limit: number;
  /** `used` by `limit`. */
  readonly utilisation: number;
  readonly level: MemoryLevel;
}

export interface MemorySnapshot extends MemorySample {
  /** The most that `used` was. */
  readonly peak: number;
  /** Earlier measurements, and this one at the end. */
  readonly history: readonly MemorySample[];
}

/** More often would cost more than it tells: between two, the last one counts. */
const AT_MOST_EVERY = 50;
/** A collection stops everything for a while. */
const COLLECT_AT_MOST_EVERY = 30_000;

/**
 * Tells how much memory is in use, of how much, and how near the limit that is.
 *
 * It measures when it is asked, at most every 50 ms, and holds no timer but that of `level$` while somebody
 * subscribes. Where the platform tells nothing (Firefox, Safari), the level is always `'ok'`.
 *
 * **Marble** of `level$` (`interval: 200`, a frame being 100 ms; tenths of the limit in use)
 * ```
 * use     5-7-6-9-5
 * level$  o-s---h-o   o = ok, s = soft, h = hard
 * ```
 *
 * - **Emits** (`level$`) the level at once, then each change.
 * - **Completes** never.
 * - **Errors** with what the probe throws, or TypeError `ERR_INVALID_ARG_TYPE` for what is no reading.
 * - **On unsubscribe** stops its timer.
 * - **Holds at most** `history` measurements.
 *
 * @param options `limit` (bytes, or `'75%'`, the default), `probe`, `interval` (ms, default 1000), `history`
 * (measurements, default 300), `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`).
 *
 * @example
 * ```ts
 * import { map } from 'rxjs';
 * import { chunkBy, fromSource, MemoryMonitor, processChunks } from 'sluice';
 *
 * const memory = new MemoryMonitor({ limit: 512 * 1024 * 1024 });
 * const concurrency = memory.level$.pipe(map((level) => (level === 'ok' ? 8 : 1)));
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(save, { concurrency }))
 *   .subscribe({ complete: () => console.log(memory.snapshot().peak) });
 * ```
 */
export class MemoryMonitor {
  /** The level, and each change of it. */
  readonly level$: Observable<MemoryLevel>;
  readonly #probe: MemoryProbe;
  readonly #scheduler: SchedulerLike;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #history: MemorySample[] = [];
  #limit: MemoryLimit;
  #peak = 0;
  #measuredAt = -Infinity;
  #collectedAt = -Infinity;

  constructor(options?: MemoryMonitorOptions) {
    const read = readOptions<MemoryMonitorOptions>('MemoryMonitor', options, {
      limit: memoryLimit,
      probe: callback,
      interval: duration(1),
      history: integer(1),
      scheduler,
    });
    this.#limit = read.limit ?? '75%';
    this.#probe = read.probe ?? nodeProbe() ?? pageProbe() ?? (() => []);
    this.#most = read.history ?? 300;
    this.#scheduler = read.scheduler ?? asyncScheduler;
    this.#clock = clockOf(this.#scheduler);
    this.level$ = interval(read.interval ?? 1000, this.#scheduler).pipe(
      startWith(0),
      map(() => this.level),
      distinctUntilChanged(),
    );
  }

  /** What the program may hold; another one counts from now on. */
  get limit(): MemoryLimit {
    return this.#limit;
  }

  set limit(limit: MemoryLimit) {
    checkValue('MemoryMonitor', 'limit', limit, memoryLimit);
    this.#limit = limit;
    this.#measuredAt = -Infinity;
  }

  /** How near the limit the memory in use is. */
  get level(): MemoryLevel {
    return this.measure().level;
  }

  /** The present measurement: a new one, or the last if that is less than 50 ms old. */
  measure(): MemorySample {
    const now = this.#clock();
    const last = this.#history.at(-1);
    if (last !== undefined && now - this.#measuredAt < AT_MOST_EVERY) return last;
    const measured = this.#read(last?.level ?? 'ok');
    this.#measuredAt = now;
    this.#history.push(measured);
    if (this.#history.length > this.#most) this.#history.shift();
    this.#peak = Math.max(this.#peak, measured.used);
    return measured;
  }

  /** The present measurement, the peak, and those before. */
  snapshot(): MemorySnapshot {
    const latest = this.measure();
    return { ...latest, peak: this.#peak, history: [...this.#history] };
  }

  /**
   * Collects garbage now, if the runtime lets programs do so (`node --expose-gc`), at most every 30 s.
   *
   * @returns whether it has.
   */
  collectGarbage(): boolean {
    const { gc } = globalThis as { gc?: () => void };
    const now = this.#clock();
    if (typeof gc !== 'function' || now - this.#collectedAt < COLLECT_AT_MOST_EVERY) return false;
    this.#collectedAt = now;
    gc();
    this.#measuredAt = -Infinity;
    return true;
  }

  #read(before: MemoryLevel): MemorySample {
    const readings: unknown = this.#probe();
    if (!Array.isArray(readings) || !readings.every(isReading)) {
      const expected = 'an array of readings, with "used" and "limit" in bytes';
      throw invalidType('MemoryMonitor', 'probe()', expected, readings);
    }
    let worst = { used: 0, limit: Infinity, utilisation: 0 };
    for (const [place, { used, limit }] of readings.entries()) {
      const allowed = shareOf(this.#limit, limit, place === 0);
      const utilisation = used / allowed;
      if (place === 0 || utilisation > worst.utilisation)
        worst = { used, limit: allowed, utilisation };
    }
    const level = levelAfter(before, worst.utilisation);
    return { at: this.#scheduler.now(), ...worst, level };
  }
}

function isReading(value: unknown): value is MemoryReading {
  if (typeof value !== 'object' || value === null) return false;
  const { used, limit = 1 } = value as Partial<Record<keyof MemoryReading, unknown>>;
  return Number.isFinite(used) && (used as number) >= 0 && typeof limit === 'number' && limit > 0;
}
