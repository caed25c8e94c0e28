import { integer } from '../core/options.js';
import { live, type Live } from '../flow/live.js';

/** How many at once: fixed, or what an Observable says at the time. */
export type Concurrency = Live<number>;

/** The `concurrency` option. An Observable has one lane, until it says otherwise. */
export const concurrencyOption = live<number>('concurrency', integer(1, 10_000));
