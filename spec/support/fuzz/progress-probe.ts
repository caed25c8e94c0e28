import type { Progress } from '../../../src/progress/progress.js';
import type { Probe } from './probe.js';

const COUNTS = ['fulfilled', 'failed', 'skipped', 'cancelled', 'results', 'elapsed'] as const;

/** Hears progress, and sees whether it is monotone, finite and adds up (laws L1 and L6). */
export class ProgressProbe {
  latest: Progress | undefined;
  completed = 0;

  constructor(readonly probe: Probe) {}

  next(progress: Progress): void {
    const { probe, latest } = this;
    const { done, fulfilled, failed, skipped, cancelled, rate, remaining, running, waiting } =
      progress;
    if (done !== fulfilled + failed + skipped + cancelled)
      probe.problem('progress does not add up');
    if (latest !== undefined && COUNTS.some((name) => progress[name] < latest[name])) {
      probe.problem('progress went back');
    }
    const figures = [rate, remaining?.low ?? 0, remaining?.high ?? 0, running, waiting];
    if (!figures.every((figure) => Number.isFinite(figure) && figure >= 0)) {
      probe.problem('progress is not finite');
    }
    if (latest !== undefined && latest.state !== 'running') probe.problem('progress after the end');
    this.latest = progress;
  }

  complete(): void {
    this.completed++;
  }
}
