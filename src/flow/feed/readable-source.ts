import { SourceTypeError } from '../../core/source-type-error.js';
import type { PullSource } from '../pull-source.js';

/** What is used of a Node Readable, by shape, so that no Node type is needed. */
export interface ReadableShape<T> {
  readonly readableEnded: boolean;
  readonly errored?: unknown;
  readonly destroyed: boolean;
  read(): T | null;
  on(event: string, listener: (reason?: unknown) => void): unknown;
  off(event: string, listener: (reason?: unknown) => void): unknown;
  destroy(): unknown;
}

export function isReadable(value: object): value is ReadableShape<unknown> {
  const shape = value as ReadableShape<unknown>;
  return (
    typeof shape.read === 'function' &&
    typeof shape.on === 'function' &&
    typeof shape.destroy === 'function'
  );
}

/**
 * Reads a Node Readable by `read()`, never by 'data'. Its own async iterator would do, but answers
 * `return()` only after a pending read, so that a silent socket could not be given back.
 */
export function readableSource<T>(readable: ReadableShape<T>): PullSource<T> {
  let failure: { readonly reason: unknown } | undefined;
  // For as long as it lives: it may fail between two pulls, and an error event that nobody listens
  // for ends the process.
  readable.on('error', (reason) => {
    failure ??= { reason };
  });
  return {
    pull: (max) => {
      const page = readPage(readable, max);
      if (page.length > 0) return page;
      if (failure !== undefined) throw failure.reason;
      return nextPage(readable, max);
    },
    close: () => destroy(readable),
  };
}

/** Its failure comes as an event, when nobody pulls any more. */
function destroy(readable: ReadableShape<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    readable.on('error', reject);
    readable.on('close', () => {
      resolve();
    });
    readable.destroy();
  });
}

function readPage<T>(readable: ReadableShape<T>, max: number): T[] {
  const page: T[] = [];
  while (page.length < max) {
    const item = readable.read();
    if (item === null) break;
    page.push(item);
  }
  return page;
}

function nextPage<T>(readable: ReadableShape<T>, max: number): Promise<T[] | null> | null {
  if (readable.readableEnded) return null;
  return new Promise((resolve, reject) => {
    const events: [string, (reason?: unknown) => void][] = [
      ['readable', () => answer(readPage(readable, max))],
      ['end', () => answer(null)],
      ['error', (reason) => refuse(reason)],
      ['close', () => closed()],
    ];
    const leave = () => {
      for (const [event, listener] of events) readable.off(event, listener);
    };
    const answer = (page: T[] | null) => {
      leave();
      resolve(page);
    };
    const refuse = (reason: unknown) => {
      leave();
      reject(reason);
    };
    const closed = () => {
      if (readable.readableEnded) answer(null);
      else refuse(readable.errored ?? endedEarly(readable));
    };
    for (const [event, listener] of events) readable.on(event, listener);
    if (readable.destroyed) closed();
  });
}

function endedEarly(readable: unknown): SourceTypeError {
  return new SourceTypeError('fromSource: the stream was destroyed before its end', readable);
}
