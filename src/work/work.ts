import type { Answer } from './answer.js';
import type { WorkContext } from './attempt.js';
import type { Settled } from './settled.js';

/**
 * What work may answer for a chunk: one value per item, `settled(outcomes)`, or nothing, which means
 * that all went well and there are no values.
 */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function without return
export type WorkAnswer<R> = readonly R[] | Settled<R> | undefined | void;

/** The function that a chunk is run with. */
export type Work<T, R> = (items: readonly T[], context: WorkContext) => Answer<WorkAnswer<R>>;
