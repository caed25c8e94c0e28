import { finalize, isObservable, Subject } from 'rxjs';
import type { Clock } from '../core/clock.js';
import { isThenable } from '../core/is-thenable.js';
import type { PullSource, SourceContext } from '../flow/pull-source.js';
import type { SourceMark } from '../flow/resume.js';
import { Rate } from '../progress/rate.js';
import type { Targets } from '../run/batch-job.js';
import type { ChunkRecord, RunInfo } from '../store/result-store.js';
import { ReadBytes } from './read-bytes.js';
import type { Snapshot } from './snapshot.js';

/**
 * What a run is doing. Progress tells of chunks that are stored, which may be minutes apart; this
 * also looks on at the source, at each call of work and at the store, so that there is always news.
 */
export class Activity {
  /** Tells when the phase has changed. */
  readonly changes$ = new Subject<Snapshot['phase']>();
  readonly #runId: string;
  readonly #concurrency: number;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #rate: Rate;
  readonly #bytes = new ReadBytes();
  #phase: Snapshot['phase'] = 'starting';
  #found: Pick<RunInfo, 'items' | 'failed'> = { items: 0, failed: 0 };
  #source: PullSource<unknown> | undefined;
  #pulls = 0;
  #calls = 0;
  /** Items in calls of work, and in those that have ended. */
  #running = 0;
  #settled = 0;
  #writes = 0;
  /** What this attempt has stored. */
  #ok = 0;
  #failed = 0;

  constructor(runId: string, concurrency: number, clock: Clock) {
    this.#runId = runId;
    this.#concurrency = concurrency;
    this.#clock = clock;
    this.#startedAt = clock();
    this.#rate = new Rate(this.#startedAt);
  }

  /** The run is open: what is stored and stays, and from where its source goes on. */
  opened(info: Pick<RunInfo, 'items' | 'failed'>, mark: SourceMark | undefined): void {
    this.#found = info;
    this.#bytes.start(mark);
    if (this.#phase === 'starting') this.enter('running');
  }

  enter(phase: Snapshot['phase']): void {
    this.#phase = phase;
    this.changes$.next(phase);
  }

  writing(): void {
    this.#writes++;
  }

  /** A chunk is stored, and with it everything before its mark; so many values could not be. */
  written({ values, failures, mark }: ChunkRecord, unstorable: number): void {
    this.#writes--;
    this.#failed += failures.size + unstorable;
    this.#ok += values.length - failures.size - unstorable;
    this.#bytes.stored(mark);
  }

  /** The same targets; of a source that is made for the run it is known what is asked of it. */
  watchTargets<T>(targets: Targets<T>): Targets<T> {
    if (typeof targets !== 'function') return targets;
    return (context: SourceContext) => {
      const source = targets(context);
      if (isPullSource(source)) this.#watch(source);
      return source;
    };
  }

  /** The same work; `sizeOf` tells how many items a call of it is given. */
  watchWork<I, C, A>(
    work: (item: I, context: C) => A,
    sizeOf: (item: I) => number,
  ): (item: I, context: C) => A {
    return (item, context) => {
      const size = sizeOf(item);
      const ended = () => {
        this.#ended(size);
      };
      this.#calls++;
      this.#running += size;
      let later = false;
      try {
        const answer = work(item, context);
        later = isThenable(answer) || isObservable(answer);
        if (isObservable(answer)) return answer.pipe(finalize(ended)) as A;
        // Anew, since a thenable that is asked twice may do its work twice.
        return isThenable(answer) ? (Promise.resolve(answer).finally(ended) as A) : answer;
      } finally {
        if (!later) ended();
      }
    };
  }

  snapshot(): Snapshot {
    const now = this.#clock();
    const elapsed = now - this.#startedAt;
    const { items, failed } = this.#found;
    const recent = this.#rate.perSecond(now);
    return {
      runId: this.#runId,
      phase: this.#phase,
      resumedAt: items,
      ok: items - failed + this.#ok,
      failed: failed + this.#failed,
      failedBefore: failed,
      running: this.#running,
      waitingOn: this.#waitingOn(),
      rate: recent,
      elapsed,
      bytes: this.#bytes.of(this.#source?.total),
      remaining: this.#bytes.remaining(this.#source?.total, this.#settled, elapsed, {
        overall: elapsed > 0 ? (this.#settled * 1000) / elapsed : 0,
        recent,
        latest: this.#rate.perSecond(now, 3000),
      }),
    };
  }

  #waitingOn(): Snapshot['waitingOn'] {
    if (this.#phase === 'starting') return 'start';
    if (this.#calls >= this.#concurrency) return 'work';
    if (this.#pulls > 0) return 'source';
    if (this.#calls > 0) return 'work';
    return this.#writes > 0 ? 'store' : 'source';
  }

  #watch(source: PullSource<unknown>): void {
    const pull = source.pull.bind(source);
    // In place, since what a source can do is told by the members that it has.
    source.pull = (max, signal) => {
      const page = pull(max, signal);
      if (!isThenable(page)) return page;
      this.#pulls++;
      return Promise.resolve(page).finally(() => this.#pulls--);
    };
    this.#source = source;
  }

  #ended(size: number): void {
    this.#calls--;
    this.#running -= size;
    this.#settled += size;
    this.#rate.add(size, this.#clock());
  }
}

function isPullSource(source: unknown): source is PullSource<unknown> {
  return typeof (source as Partial<PullSource<unknown>> | null | undefined)?.pull === 'function';
}
