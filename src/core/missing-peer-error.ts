import { SluiceError } from './sluice-error.js';

/** A function needs a package that is not installed, since not everybody uses the function. */
export class MissingPeerError extends SluiceError {
  override readonly name = 'MissingPeerError';
  readonly code = 'ERR_MISSING_PEER';

  constructor(
    where: string,
    /** The package that is missing. */
    readonly peer: string,
    version: string,
    cause: unknown,
  ) {
    super(`${where} needs the package ${peer}: npm install ${peer}@${version}`, { cause });
  }
}
