const LONGEST = 80;

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** A text in quotes, on one line, at most 80 characters. */
export function quote(text: string): string {
  return shorten(JSON.stringify(text));
}

/**
 * Shows a value in an error message: at most 80 characters and its type. It runs no code of the
 * value (no getter, no `toString`, no `toJSON`), since the value is somebody's mistake.
 */
export function inspect(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `${quote(value)} (string)`;
    case 'number':
      return `${Object.is(value, -0) ? '-0' : String(value)} (number)`;
    case 'bigint':
      return `${shorten(`${value}n`)} (bigint)`;
    case 'symbol':
      return `${shorten(value.toString())} (symbol)`;
    case 'function':
      return '(function)';
    case 'object':
      if (value === null) return 'null';
      return isArray(value) ? '(array)' : '(object)';
    default:
      return String(value);
  }
}

/** A proxy that was revoked throws even at this question. */
function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}
