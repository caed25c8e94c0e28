/** Errors that RxJS found no observer for, and warnings on the console, since the spec began. */
export const unhandled: unknown[] = [];
export const warnings: string[] = [];

export const takeUnhandled = (): unknown[] => unhandled.splice(0);
export const takeWarnings = (): string[] => warnings.splice(0);

/**
 * Expects that RxJS reported exactly these errors as unhandled, in this order, and claims them.
 * It reports in a macrotask: inside `marbles` call this afterwards, elsewhere wait for one.
 *
 * For exceptions that nobody catches at all, use `jasmine.spyOnGlobalErrorsAsync`.
 */
export function expectUnhandled(...errors: unknown[]): void {
  expect(takeUnhandled()).withContext('errors that RxJS found unhandled').toEqual(errors);
}

/** The warnings printed since the spec began; those are then no failure. */
export function claimWarnings(): string[] {
  return takeWarnings();
}
