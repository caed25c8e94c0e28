import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { chunkBy, fromSource, processChunks, storeTo, type ChunkResult } from '../../src/index.js';
import {
  countedSource,
  later,
  marbles,
  scriptedStore,
  scriptedWork,
  type MarbleHelpers,
  type ScriptedStore,
  type ScriptedWork,
} from '../../src/testing/index.js';

// It gives what its body gives.
expectTypeOf(marbles(() => 1)).toBeNumber();
marbles((helpers) => {
  expectTypeOf(helpers).toEqualTypeOf<MarbleHelpers>();
  expectTypeOf(helpers.scheduler).toEqualTypeOf<TestScheduler>();
  helpers.expectObservable(helpers.cold('a|')).toBe('a|');
});
marbles(() => undefined, {
  assertDeepEqual: (actual, expected) => {
    expectTypeOf(actual).toBeUnknown();
    expectTypeOf(expected).toBeUnknown();
  },
});
// @ts-expect-error an unknown option
marbles(() => undefined, { deepEqual: () => true });
// @ts-expect-error a body is needed
marbles();

// What it resolves to; an Error is no value.
declare const scheduler: TestScheduler;
expectTypeOf(later(scheduler, 3)).toEqualTypeOf<PromiseLike<undefined>>();
expectTypeOf(later(scheduler, 3, 'a')).toEqualTypeOf<PromiseLike<string>>();
expectTypeOf(later(scheduler, 3, new TypeError('no'))).toEqualTypeOf<PromiseLike<never>>();
declare const maybe: Error | undefined;
expectTypeOf(later(scheduler, 3, maybe)).toEqualTypeOf<PromiseLike<undefined>>();
// @ts-expect-error frames are needed
later(scheduler);

// A source of the items, which fromSource reads.
const rows = countedSource(['a', 'b']);
expectTypeOf(fromSource(rows)).toEqualTypeOf<Observable<string>>();
expectTypeOf(rows.seen$).toEqualTypeOf<Observable<'p' | 'x'>>();
rows.release();
// @ts-expect-error counts are read only
rows.pulls = 1;
// @ts-expect-error no iterable
countedSource(7);

// Work gives back what it is given, or what its script answers.
const echo = scriptedWork<string>({ frames: 3 });
expectTypeOf(echo).toEqualTypeOf<ScriptedWork<string, string>>();
const lengths = scriptedWork((items: readonly string[], call) => {
  expectTypeOf(call).toBeNumber();
  return { frames: call, answer: items.map((item) => item.length) };
});
const result$ = fromSource(rows).pipe(chunkBy(2), processChunks(lengths));
expectTypeOf(result$).toEqualTypeOf<Observable<ChunkResult<string, number>>>();
scriptedWork([{ frames: 1 }, { answer: new Error('no') }, { answer: ['a', new Error('no')] }]);
fromSource(rows).pipe(chunkBy(2), processChunks(scriptedWork({ frames: 2 })));
expectTypeOf(echo.calls[0]?.items).toEqualTypeOf<readonly string[] | undefined>();
// @ts-expect-error an answer is one per item
scriptedWork({ answer: 'a' });
// @ts-expect-error an unknown name
scriptedWork({ duration: 3 });

// A store does what the script says.
const store = scriptedStore({
  open: ({ runId }) => {
    expectTypeOf(runId).toBeString();
  },
  append: ({ values }) => later(scheduler, values.length, maybe),
  close: async () => undefined,
  found: { done: [[0, 2]] },
});
expectTypeOf(store).toEqualTypeOf<ScriptedStore>();
result$.pipe(storeTo(store, { runId: 'run' }));
// @ts-expect-error an unknown call
scriptedStore({ write: () => undefined });
