/** Also one of another realm: in Jest, the errors of Node are no instances of the Error of a test. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
