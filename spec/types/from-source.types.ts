import { expectTypeOf } from 'expect-type';
import { of, Subject, type Observable } from 'rxjs';
import {
  createFlow,
  fromSource,
  mapConcurrent,
  type PullSource,
  type SourceContext,
} from '../../src/index.js';

interface Row {
  readonly id: number;
}
const row: Row = { id: 1 };

// Whatever can be read.
expectTypeOf(fromSource([row])).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource([row] as readonly Row[])).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource(new Set([row]))).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource(new Map([['a', row]]))).toEqualTypeOf<Observable<[string, Row]>>();
expectTypeOf(fromSource(Promise.resolve(row))).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource(of(row))).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource(new Subject<Row>())).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource(new ReadableStream<Row>())).toEqualTypeOf<Observable<Row>>();
expectTypeOf(of(1).pipe(mapConcurrent(() => new ReadableStream<Row>()))).toEqualTypeOf<
  Observable<Row>
>();
declare const pages: PullSource<Row>;
expectTypeOf(fromSource(pages)).toEqualTypeOf<Observable<Row>>();
declare const lines: AsyncIterable<string>;
expectTypeOf(fromSource(lines)).toEqualTypeOf<Observable<string>>();

// Functions that make one.
function* rows(): Generator<Row, string, number> {
  yield row;
  return 'done';
}
async function* asyncRows({ signal }: SourceContext): AsyncGenerator<Row> {
  if (!signal.aborted) yield row;
}
expectTypeOf(fromSource(rows)).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource(asyncRows)).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource(() => [row])).toEqualTypeOf<Observable<Row>>();
expectTypeOf(fromSource(() => pages)).toEqualTypeOf<Observable<Row>>();
expectTypeOf(
  fromSource((context) => {
    expectTypeOf(context).toEqualTypeOf<SourceContext>();
    return [row];
  }),
).toEqualTypeOf<Observable<Row>>();

// A source of one's own.
const counter: PullSource<number> = {
  pull: (max, signal) => {
    expectTypeOf(max).toBeNumber();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    return signal.aborted ? null : [1, 2];
  },
  close: () => undefined,
};
expectTypeOf(fromSource(counter)).toEqualTypeOf<Observable<number>>();
const slow: PullSource<number> = { pull: async () => [1] };
expectTypeOf(fromSource(slow)).toEqualTypeOf<Observable<number>>();

fromSource([row], { flow: createFlow(), buffer: 10, overflow: 'dropOldest', scheduler: undefined });
fromSource([row], { flow: null });

// @ts-expect-error a number cannot be read
fromSource(5);
// @ts-expect-error nor can an object without a way to read it
fromSource({ id: 1 });
// @ts-expect-error an unknown policy
fromSource([row], { overflow: 'drop' });
// @ts-expect-error an unknown option
fromSource([row], { prefetch: 1 });
// @ts-expect-error pages are arrays
fromSource({ pull: () => 5 });
