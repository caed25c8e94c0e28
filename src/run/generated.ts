import { incompatibleOptions } from '../core/option-error.js';
import { iteratorOf } from '../flow/feed/open-feed.js';
import { fromSource } from '../flow/from-source.js';
import type { SourceContext } from '../flow/pull-source.js';
import { toAsyncIterable } from '../flow/to-async-iterable.js';
import type { Targets } from './batch-job.js';
import type { OwnStrategy } from './batch-options.js';

type Generators<T> = Extract<
  OwnStrategy<T>,
  (targets: never) => Iterator<unknown> | AsyncIterator<unknown>
>;

/** Whether the strategy is a generator function. */
export function isGenerator<T>(strategy: 'fixed' | OwnStrategy<T>): strategy is Generators<T> {
  return /^\[object (Async)?GeneratorFunction\]$/.test(tagOf(strategy));
}

/**
 * The chunks that a generator makes of targets, pulled one after another. An async generator reads any
 * source; one that is not async reads what can be read without waiting.
 */
export function generated<T>(
  where: string,
  strategy: Generators<T>,
  targets: Targets<T>,
): (context: SourceContext) => Iterable<readonly T[]> | AsyncIterable<readonly T[]> {
  const isAsync = tagOf(strategy) === '[object AsyncGeneratorFunction]';
  if (isAsync) {
    const make = strategy as (targets: AsyncIterable<T>) => AsyncGenerator<readonly T[], void>;
    // A generator that waits for a target cannot be left before that has come.
    return ({ signal }) => make(toAsyncIterable(fromSource(targets), { signal }));
  }
  const make = strategy as (targets: Iterable<T>) => Generator<readonly T[], void>;
  if (typeof targets !== 'function') checkIterable(where, targets);
  return (context) => {
    const source = typeof targets === 'function' ? targets(context) : targets;
    checkIterable(where, source);
    return make({ [Symbol.iterator]: () => iteratorOf(source as Iterable<T>) });
  };
}

function checkIterable(where: string, source: unknown): void {
  if (typeof source === 'object' && source !== null && Symbol.iterator in source) return;
  throw incompatibleOptions(
    where,
    'a "strategy" that is a generator needs targets that are iterable; for others make it async',
  );
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}
