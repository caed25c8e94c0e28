import { SluiceError } from './sluice-error.js';

/**
 * More arrived unasked, while the gate was closed, than the bound allows. The bound exists so that a
 * source that cannot be paused ends the run instead of filling the memory.
 */
export class BufferOverflowError extends SluiceError {
  override readonly name = 'BufferOverflowError';
  readonly code = 'ERR_BUFFER_OVERFLOW';

  constructor(
    /** The operator that ran over. */
    readonly operator: string,
    /** How many values it was holding. */
    readonly held: number,
    /** How many it may hold. */
    readonly limit: number,
  ) {
    super(
      `${operator}: ${held} values arrived while its gate was closed, ${limit} may wait; ` +
        'read the source with fromSource(source, { buffer, overflow })',
    );
  }
}
