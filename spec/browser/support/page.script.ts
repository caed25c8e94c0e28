// A run in a page, which tells of its life in localStorage, since that outlives the page.
import { defer, from, retry } from 'rxjs';
import { followPageLife } from '../../../src/browser/follow-page-life.js';
import { BatchProcessor } from '../../../src/run/batch-processor.js';

function tell(word: string): void {
  localStorage.setItem('log', `${localStorage.getItem('log') ?? ''}${word};`);
}

const ask = async (id: number, signal: AbortSignal) =>
  (await fetch(`/work?${id}`, { signal })).status;

const run = new BatchProcessor({ chunkSize: 1, maxConcurrentChunks: 2 }).process(
  Array.from({ length: 1_000_000 }, (_, id) => id),
  (id, { signal }) => defer(() => from(ask(id, signal))).pipe(retry({ delay: 1000 })),
);
run.results$.subscribe({
  next: ({ status }) => {
    if (status !== 'fulfilled') tell(status);
  },
  error: (error: unknown) => tell(String(error)),
});
followPageLife({
  done: run.done,
  pause: () => {
    tell('pause');
    run.pause();
  },
  resume: () => {
    tell('resume');
    run.resume();
  },
  abort: (reason: unknown) => {
    tell(`abort ${(reason as Error).name}`);
    void run.abort(reason);
  },
});
