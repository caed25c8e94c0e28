/** A rate limit, as the boundaries below see it. */
export interface Limiter {
  /** Whether its source is over: it gives way to the next one in its place. */
  readonly over: boolean;
  /** See `Gate.reserve`. */
  reserve(input: unknown, call: () => void): () => void;
}

/** Asks one after the other, since each may have to wait. */
export function reserveAll(
  [limiter, ...others]: readonly Limiter[],
  input: unknown,
  call: () => void,
): () => void {
  if (limiter === undefined) {
    call();
    return () => undefined;
  }
  let leaveNext: (() => void) | undefined;
  const leave = limiter.reserve(input, () => {
    leaveNext = reserveAll(others, input, call);
  });
  return () => {
    leave();
    leaveNext?.();
  };
}
