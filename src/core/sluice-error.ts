/**
 * What every run-time failure of this library has in common: a literal `name`, a stable `code` to
 * branch on (also across two copies of the library, where `instanceof` fails), and its data as
 * properties.
 */
export abstract class SluiceError extends Error {
  abstract override readonly name: string;
  abstract readonly code: string;
}
