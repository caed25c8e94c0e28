// A million results through trackProgress without an asynchronous step: run with a small stack.
import { range } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { trackProgress } from '../../src/progress/track-progress.js';

const MANY = 1_000_000;

function* rows() {
  for (let i = 0; i < MANY; i++) yield i;
}

for (const source$ of [fromSource(rows), range(0, MANY)]) {
  for (const sample of [0, 100]) {
    let [emitted, last] = [0, 0];
    const to = ({ done }: { readonly done: number }) => {
      last = done;
    };
    source$.pipe(trackProgress({ to, sample })).subscribe({
      next: () => emitted++,
      error: (error: unknown) => console.error(error),
      complete: () => console.log(`${emitted} emitted, ${last} told`),
    });
  }
}
