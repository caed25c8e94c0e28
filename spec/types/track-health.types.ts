import { expectTypeOf } from 'expect-type';
import { of, type Observable } from 'rxjs';
import { createFlow, trackHealth, type BatchRun, type FlowEvent } from 'sluice';

expectTypeOf(of('a').pipe(trackHealth())).toEqualTypeOf<Observable<string>>();
expectTypeOf(
  of(1).pipe(trackHealth({ errorRate: 0.2, stallAfter: Infinity, flow: createFlow() })),
).toEqualTypeOf<Observable<number>>();
// @ts-expect-error no such option
trackHealth({ stalls: 5 });

declare const run: BatchRun<string, string>;
expectTypeOf(run.events$).toEqualTypeOf<Observable<FlowEvent>>();
expectTypeOf(run.stats().health.stalls).toEqualTypeOf<number>();
