import type { BatchRun } from '../../../src/run/batch-run.js';
import type { RunPatch } from '../../../src/run/run-settings.js';
import type { FakeTime } from '../../faults/model/fake-time.js';
import type { Control } from './plan.js';
import type { Witness } from './witness.js';

const GIVEN_UP = new Error('given up');

/** Pauses, configures and ends a run at the moments that were chosen. */
export class Steering {
  /** What was asked of it while it went on. */
  readonly asked = new Set<Control['how']>();
  /** Whether it was given up before anything else had ended it. */
  isGivenUp = false;
  readonly #run: BatchRun<number, number>;
  readonly #witness: Witness;
  readonly #controls: readonly Control[];
  readonly #time: FakeTime;
  #moment = 0;
  #resumeAt = Infinity;

  constructor(
    run: BatchRun<number, number>,
    witness: Witness,
    controls: readonly Control[],
    time: FakeTime,
  ) {
    this.#run = run;
    this.#witness = witness;
    this.#controls = controls;
    this.#time = time;
  }

  /** Something has happened. */
  moment(): void {
    const now = ++this.#moment;
    for (const control of this.#controls) if (control.at === now) this.#do(control);
  }

  /** A pause is over when its time is. */
  look(): void {
    if (this.#time.now < this.#resumeAt) return;
    this.#resumeAt = Infinity;
    this.#witness.isPaused = false;
    this.#run.resume();
  }

  #do({ how, amount }: Control): void {
    const run = this.#run;
    if (this.#witness.isOver || run.signal.aborted) return;
    this.asked.add(how);
    switch (how) {
      case 'pause':
        run.pause();
        this.#witness.isPaused = true;
        this.#resumeAt = Math.min(this.#resumeAt, this.#time.now + amount);
        break;
      case 'drain':
      case 'drainBy':
        this.#witness.isDrained = true;
        void run.drain(how === 'drain' ? undefined : { deadline: amount - 1 });
        break;
      case 'abort':
        this.isGivenUp = true;
        void run.abort(GIVEN_UP);
        break;
      default:
        this.#witness.configure(patchOf(how, amount));
    }
  }
}

function patchOf(how: 'targets' | 'chunks' | 'size' | 'limit' | 'rate', amount: number): RunPatch {
  switch (how) {
    case 'targets':
      return { maxConcurrentTargets: amount };
    case 'chunks':
      return { maxConcurrentChunks: amount };
    case 'size':
      return { chunkSize: amount };
    case 'limit':
      return { timeout: 8 + amount };
    case 'rate':
      return { rateLimit: { limit: amount, per: 4 } };
  }
}
