/** What kind of error it is: a code says more than a name, and both more than a type. */
export function classOf(reason: unknown): string {
  try {
    const { code, name } = reason as { code?: unknown; name?: unknown };
    if (typeof code === 'string' && code !== '') return code;
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // Null, undefined, or an object that does not want to be asked.
  }
  return typeof reason;
}
