import { finalize, isObservable, Subject } from 'rxjs';
import type { Clock } from '../core/clock.js';
import { isThenable } from '../core/is-thenable.js';
import type { PullSource, SourceContext } from '../flow/pull-source.js';
import type { SourceMark } from '../flow/resume.js';
import { ProgressTracker } from '../progress/progress-tracker.js';
import { Rate } from '../progress/rate.js';
import type { RunInfo } from '../store/result-store.js';
import { ReadBytes } from './read-bytes.js';
import type { Snapshot } from './snapshot.js';
import type { UserWork } from './work-module.js';

/**
 * What a run is doing. Progress tells of chunks that are stored, which may be minutes apart; this
 * also looks on at the source, at each call of work and at the store, so that there is always news.
 */
export class Activity {
  /** Counts what is stored. */
  readonly tracker = new ProgressTracker();
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
  #running = 0;
  #settled = 0;
  #writes = 0;

  constructor(runId: string, concurrency: number, clock: Clock) {
    this.#runId = runId;
    this.#concurrency = concurrency;
    this.#clock = clock;
    this.#startedAt = clock();
    this.#rate = new Rate(this.#startedAt);
  }

  /** The run is open: as it was found, and from where its source goes on. */
  opened(info: RunInfo, mark: SourceMark | undefined): void {
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

  /** Everything before the mark is stored. */
  written(mark: SourceMark | undefined): void {
    this.#writes--;
    this.#bytes.stored(mark);
  }

  watchSource<T>(make: (context: SourceContext) => PullSource<T>) {
    return (context: SourceContext): PullSource<T> => {
      const source = make(context);
      const pull = source.pull.bind(source);
      // In place, since what a source can do is told by the members that it has.
      source.pull = (max, signal) => {
        const page = pull(max, signal);
        if (!isThenable(page)) return page;
        this.#pulls++;
        return Promise.resolve(page).finally(() => this.#pulls--);
      };
      this.#source = source;
      return source;
    };
  }

  watchWork(work: UserWork): UserWork {
    return (item, context) => {
      this.#running++;
      let later = false;
      try {
        const answer = work(item, context);
        later = isThenable(answer) || isObservable(answer);
        if (isObservable(answer)) return answer.pipe(finalize(this.#ended));
        // Anew, since a thenable that is asked twice may do its work twice.
        return isThenable(answer) ? Promise.resolve(answer).finally(this.#ended) : answer;
      } finally {
        if (!later) this.#ended();
      }
    };
  }

  snapshot(): Snapshot {
    const now = this.#clock();
    const elapsed = now - this.#startedAt;
    const { fulfilled, done } = this.tracker.snapshot;
    const { items, failed } = this.#found;
    const recent = this.#rate.perSecond(now);
    return {
      runId: this.#runId,
      phase: this.#phase,
      resumedAt: items,
      ok: items - failed + fulfilled,
      failed: failed + done - fulfilled,
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
    if (this.#running >= this.#concurrency) return 'work';
    if (this.#pulls > 0) return 'source';
    if (this.#running > 0) return 'work';
    return this.#writes > 0 ? 'store' : 'source';
  }

  readonly #ended = (): void => {
    this.#running--;
    this.#settled++;
    this.#rate.add(1, this.#clock());
  };
}
