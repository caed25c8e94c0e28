// A million results through storeTo without an asynchronous step: run with a small stack.
import { map, range } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { storeTo } from '../../src/store/store-to.js';
import { emptyStore, newRun, resultOf } from '../support/scripted-store.js';

const MANY = 1_000_000;

function* results() {
  for (let i = 0; i < MANY; i++) yield resultOf(['a'], i);
}

for (const source$ of [fromSource(results), range(0, MANY).pipe(map((i) => resultOf(['a'], i)))]) {
  let [written, emitted] = [0, 0];
  const store = {
    ...emptyStore(),
    open: () => ({
      ...newRun(),
      append: () => {
        written++;
      },
    }),
  };
  source$.pipe(storeTo(store, { runId: 'deep' })).subscribe({
    next: () => emitted++,
    error: (error: unknown) => console.error(error),
    complete: () => console.log(`${written} written, ${emitted} emitted`),
  });
}
