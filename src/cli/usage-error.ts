/** The command cannot do what it was told; the lines say why, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(readonly lines: readonly string[]) {
    super(lines[0]);
  }
}
