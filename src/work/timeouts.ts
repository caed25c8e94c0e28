import { duration, either, plainObject, readOptions, type OptionRule } from '../core/options.js';
import { live, type LiveOption } from '../flow/live.js';

/** How long something may take, in ms; nothing is limited that is not named. */
export interface TimeoutOptions {
  /** One call of work. It is aborted, and has failed: see `retry`. */
  readonly attempt?: number | undefined;
  /** All calls for a chunk, and the waits between. What is left of it then is rejected. */
  readonly chunk?: number | undefined;
  /** The run, from its subscription. It ends with a DeadlineExceededError. */
  readonly run?: number | undefined;
}

const limit = duration(1);

/** The rule of the `timeout` option itself; `readTimeouts` looks within. */
export const timeoutRule: OptionRule = either(`${limit.expected}, or options`, limit, plainObject);

export const timeoutOption: LiveOption<number | TimeoutOptions> = live('timeout', timeoutRule);

/** Where only single calls have a limit. */
export const callTimeoutOption: LiveOption<number> = live('timeout', limit);

/** A number is that of an attempt. */
export function readTimeouts(
  where: string,
  value: number | TimeoutOptions | undefined,
): TimeoutOptions {
  if (typeof value === 'number') return { attempt: value };
  return readOptions<TimeoutOptions>(
    where,
    value,
    { attempt: limit, chunk: limit, run: limit },
    'timeout',
  );
}
