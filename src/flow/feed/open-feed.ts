import { from, isObservable, type InteropObservable, type ObservableInput } from 'rxjs';
import { isThenable } from '../../core/is-thenable.js';
import { invalidType } from '../../core/option-error.js';
import { SourceConsumedError } from '../../core/source-consumed-error.js';
import type { PullSource } from '../pull-source.js';
import { AsyncIteratorFeed } from './async-iterator-feed.js';
import type { Feed, Outlet } from './feed.js';
import { HotFeed, type HotPolicy } from './hot-feed.js';
import { IteratorFeed } from './iterator-feed.js';
import { PageFeed } from './page-feed.js';
import { isReadable, readableSource } from './readable-source.js';

interface StreamShape<T> {
  readonly locked: boolean;
  getReader(): {
    read(): Promise<IteratorResult<T>>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** Sources that can be read once, and have been. */
const consumed = new WeakSet();

const has = (value: object, method: PropertyKey): boolean =>
  typeof (value as Record<PropertyKey, unknown>)[method] === 'function';

const OBSERVABLE: PropertyKey = (Symbol as { observable?: symbol }).observable ?? '@@observable';

const KINDS =
  'an array, iterable, async iterable, ReadableStream, Node Readable, Promise, PullSource or ' +
  'Observable, or a function that makes one';

/** Whether a value can be read at all; throws the TypeError that says what can. */
export function checkSource(source: unknown, where = 'fromSource', name = 'source'): void {
  if (typeof source === 'function') return;
  if (typeof source === 'string') {
    throw invalidType(where, name, `${KINDS} (for its characters pass [...text])`, source);
  }
  if (typeof source !== 'object' || source === null || !isSource(source)) {
    throw invalidType(where, name, KINDS, source);
  }
  if (isStream(source) && source.locked && !consumed.has(source)) {
    throw invalidType(where, name, 'a ReadableStream that nobody has locked', source);
  }
}

function isSource(source: object): boolean {
  return (
    isObservable(source) ||
    isReadable(source) ||
    isThenable(source) ||
    ['pull', 'getReader', OBSERVABLE, Symbol.iterator, Symbol.asyncIterator].some((method) =>
      has(source, method),
    )
  );
}

/** Makes the feed for a source, by its shape. */
export function openFeed<T>(
  source: ObservableInput<T> | ReadableStream<T> | PullSource<T>,
  outlet: Outlet<T>,
  hot: HotPolicy,
): Feed<T> {
  if (typeof source === 'function') {
    const expected = 'a function that makes a source, which no function is';
    throw invalidType('fromSource', 'source', expected, source);
  }
  const { signal } = outlet.controller;
  if (Array.isArray(source)) return new PageFeed(outlet, onePage(source as readonly T[]), signal);
  if (isObservable(source) || has(source, OBSERVABLE)) {
    return new HotFeed<T>(outlet, from(source as InteropObservable<T>), hot);
  }
  if (has(source, 'pull')) {
    return new PageFeed(outlet, once(source as PullSource<T>), signal);
  }
  if (isReadable(source)) {
    return new PageFeed(outlet, readableSource<T>(once(source as never)), signal);
  }
  if (isStream(source)) {
    return new AsyncIteratorFeed(outlet, streamIterator(once(source as StreamShape<T>)));
  }
  if (has(source, Symbol.asyncIterator)) {
    return new AsyncIteratorFeed(outlet, asyncIterator(source as AsyncIterable<T>));
  }
  if (has(source, Symbol.iterator)) {
    return new IteratorFeed(outlet, iteratorOf(source as Iterable<T>));
  }
  return new PageFeed(outlet, promisedItem(source as PromiseLike<T>), signal);
}

function once<S extends object>(source: S): S {
  if (consumed.has(source)) throw new SourceConsumedError();
  consumed.add(source);
  return source;
}

/** An iterator is its own iterable: it cannot start again, while a collection can. */
export function iteratorOf<T>(iterable: Iterable<T>): Iterator<T> {
  const made = iterable[Symbol.iterator]();
  if ((made as unknown) === iterable) once(iterable);
  return made;
}

function asyncIterator<T>(iterable: AsyncIterable<T>): AsyncIterator<T> {
  const made = iterable[Symbol.asyncIterator]();
  if ((made as unknown) === iterable) once(iterable);
  return made;
}

function isStream(source: object): source is StreamShape<unknown> {
  return has(source, 'getReader');
}

function streamIterator<T>(stream: StreamShape<T>): AsyncIterator<T> {
  const reader = stream.getReader();
  return {
    next: () => reader.read(),
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

function onePage<T>(items: readonly T[]): PullSource<T> {
  let given = false;
  return {
    pull: () => {
      if (given) return null;
      given = true;
      return items;
    },
  };
}

function promisedItem<T>(promise: PromiseLike<T>): PullSource<T> {
  let given = false;
  return {
    pull: () => {
      if (given) return null;
      given = true;
      return Promise.resolve(promise).then((item) => [item]);
    },
  };
}
