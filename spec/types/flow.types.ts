import { expectTypeOf } from 'expect-type';
import { NEVER, of, Subject, type Observable } from 'rxjs';
import {
  createFlow,
  drainWhen,
  pauseWhen,
  toAsyncIterable,
  type ErrorClass,
  type Flow,
  type FlowEvent,
  type WarningCode,
} from '../../src/index.js';

// createFlow
const flow = createFlow({ paused: true });
expectTypeOf(flow).toEqualTypeOf<Flow>();
expectTypeOf(flow.open).toBeBoolean();
expectTypeOf(flow.paused).toBeBoolean();
expectTypeOf(flow.events$).toEqualTypeOf<Observable<FlowEvent>>();
flow.events$.subscribe((event) => {
  switch (event.type) {
    case 'warning':
      expectTypeOf(event.code).toEqualTypeOf<WarningCode>();
      break;
    case 'dropped':
      expectTypeOf(event.count).toBeNumber();
      break;
    case 'closeFailed':
      expectTypeOf(event.reason).toBeUnknown();
      break;
    case 'attemptFailed':
      expectTypeOf(event.errorClass).toEqualTypeOf<ErrorClass>();
      expectTypeOf(event.next).toEqualTypeOf<'retry' | 'isolate' | 'reject' | 'end'>();
      break;
    default:
      expectTypeOf(event.type).toBeString();
  }
});
// @ts-expect-error it is paused by pause()
flow.paused = true;
// @ts-expect-error an unknown option
createFlow({ open: true });

// pauseWhen
expectTypeOf(of('a').pipe(pauseWhen(NEVER))).toEqualTypeOf<Observable<string>>();
expectTypeOf(of('a').pipe(pauseWhen(new Subject<boolean>(), { flow }))).toEqualTypeOf<
  Observable<string>
>();
pauseWhen([true, false]);
pauseWhen(Promise.resolve(true));
// @ts-expect-error true or false
pauseWhen(of('yes'));
// @ts-expect-error a notifier is needed
pauseWhen();
// @ts-expect-error what is made by createFlow
pauseWhen(NEVER, { flow: {} });

// drainWhen
expectTypeOf(of('a').pipe(drainWhen(NEVER))).toEqualTypeOf<Observable<string>>();
drainWhen(Promise.resolve());
// @ts-expect-error a notifier is needed
drainWhen();

// toAsyncIterable
expectTypeOf(toAsyncIterable(of('a'))).toEqualTypeOf<AsyncIterable<string>>();
toAsyncIterable(of('a'), { readAhead: 0, signal: AbortSignal.abort(), flow: null });
// @ts-expect-error an Observable
toAsyncIterable(['a']);
// @ts-expect-error an unknown option
toAsyncIterable(of('a'), { buffer: 1 });
