import { macrotask } from '../../support/ticks.js';

/** How long something takes. */
export type Pace = 'sync' | 'micro' | 'macro';

export const PACES: readonly Pace[] = ['sync', 'micro', 'macro'];

/** Does it at once, or later. */
export function after<R>(pace: Pace, body: () => R | PromiseLike<R>): R | PromiseLike<R> {
  if (pace === 'sync') return body();
  return (pace === 'micro' ? Promise.resolve() : macrotask()).then(body);
}
