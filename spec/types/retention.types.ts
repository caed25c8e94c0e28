import { expectTypeOf } from 'expect-type';
import {
  BatchProcessor,
  cleanUp,
  exportRun,
  importRun,
  memoryStore,
  storeTo,
  type CleanedUp,
  type FlowEvent,
  type PullSource,
  type Retention,
  type ImportedRun,
  type RunInfo,
  type RunOptions,
  type StoreToOptions,
  type WhenFull,
} from '../../src/index.js';

const store = memoryStore();

// Limits are independent, and all may be left out.
expectTypeOf(cleanUp(store, { maxRuns: 1 })).toEqualTypeOf<Promise<CleanedUp>>();
void cleanUp(store, {});
// @ts-expect-error retention is to be given, if only as {}
void cleanUp(store);
// @ts-expect-error an age is a number of milliseconds
void cleanUp(store, { maxAge: '1d' });
// @ts-expect-error there is no such limit
void cleanUp(store, { maxItems: 1 });
void cleanUp(store, {}).then(({ removed, failed }) => {
  expectTypeOf(removed).toEqualTypeOf<readonly RunInfo[]>();
  expectTypeOf(failed[0]?.reason).toEqualTypeOf<unknown>();
});

// Lines come out, and go in from whatever a source is made of.
expectTypeOf(exportRun(store, 'run')).toExtend<PullSource<string>>();
expectTypeOf(importRun(store, exportRun(store, 'run'))).toEqualTypeOf<Promise<ImportedRun>>();
void importRun(store, ['{}'], { runId: 'copy' });
// @ts-expect-error a line is a string
void importRun(store, [1]);
// @ts-expect-error a run is named by a string
exportRun(store, 1);

// A store that is full.
expectTypeOf<StoreToOptions['whenFull']>().toEqualTypeOf<WhenFull | undefined>();
storeTo(store, { runId: 'run', whenFull: 'fail' });
storeTo(store, { runId: 'run', whenFull: { retryEvery: 1000 } });
// @ts-expect-error there is no such word
storeTo(store, { runId: 'run', whenFull: 'wait' });
// @ts-expect-error it says no time
storeTo(store, { runId: 'run', whenFull: {} });

// Of a run, and of all runs of a processor.
expectTypeOf<RunOptions['retention']>().toEqualTypeOf<Retention | undefined>();
new BatchProcessor({ store, retention: { maxRuns: 10 }, cleanupInterval: 100 });
// @ts-expect-error a processor has the same limits
new BatchProcessor({ store, retention: { maxItems: 1 } });

type Told<T extends FlowEvent['type']> = Extract<FlowEvent, { readonly type: T }>;
expectTypeOf<Told<'storeFull'>['waited']>().toEqualTypeOf<number>();
expectTypeOf<Told<'cleanedUp'>['removed']>().toEqualTypeOf<readonly string[]>();
