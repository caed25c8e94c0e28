import { inspect } from './inspect.js';
import { SluiceError } from './sluice-error.js';

/** `weight(item)` gave something that is no weight. */
export class WeightError extends SluiceError {
  override readonly name = 'WeightError';
  readonly code = 'ERR_WEIGHT';

  constructor(
    /** The item that was weighed. */
    readonly item: unknown,
    /** What came of it. */
    readonly weight: unknown,
  ) {
    super(`chunkBy: "weight" must give a number >= 0; it gave ${inspect(weight)}`);
  }
}
