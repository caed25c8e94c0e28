import { expectTypeOf } from 'expect-type';
import { of } from 'rxjs';
import {
  eachItem,
  outcomesOf,
  settled,
  type ChunkResult,
  type Outcome,
  type Settled,
  type WorkContext,
} from '../../src/index.js';

// Work for chunks, whatever way the function of one item answers.
expectTypeOf(eachItem((text: string) => text.length)).toEqualTypeOf<
  (items: readonly string[], context: WorkContext) => Promise<Settled<number>>
>();
expectTypeOf(eachItem(async (text: string) => text.length)).returns.resolves.toEqualTypeOf<
  Settled<number>
>();
expectTypeOf(eachItem((text: string) => of(text.length))).returns.resolves.toEqualTypeOf<
  Settled<number>
>();
eachItem((text: string, context) => {
  expectTypeOf(context).toEqualTypeOf<WorkContext>();
  return text;
});
eachItem((text: string) => text, { concurrency: 3 });

eachItem((text: string) => text, { concurrency: of(1), timeout: of(1000) });

// @ts-expect-error the limit of items is a number, or an Observable of such
eachItem((text: string) => text, { concurrency: of('1') });
// @ts-expect-error an unknown option
eachItem((text: string) => text, { prefetch: 1 });
// @ts-expect-error a function is needed
eachItem();

// Outcomes by item.
expectTypeOf(settled([{ status: 'fulfilled', value: 1 }])).toEqualTypeOf<Settled<number>>();
expectTypeOf(
  settled([
    { status: 'fulfilled', value: 'a' },
    { status: 'rejected', reason: new Error() },
    { status: 'skipped', reason: 'seen before' },
  ]),
).toEqualTypeOf<Settled<string>>();
declare const all: PromiseSettledResult<Date>[];
expectTypeOf(settled(all)).toEqualTypeOf<Settled<Date>>();

// @ts-expect-error whoever is cancelled has not settled
settled([{ status: 'cancelled', reason: 'no' }]);
// @ts-expect-error a failure has a reason
settled([{ status: 'rejected' }]);
// @ts-expect-error outcomes come as an array
settled({ status: 'fulfilled', value: 1 });

// And read item by item.
declare const result: ChunkResult<string, number>;
expectTypeOf(outcomesOf(result)).toEqualTypeOf<Iterable<Outcome<string, number>>>();
// @ts-expect-error a result, not its values
outcomesOf(result.values);
