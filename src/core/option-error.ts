import { inspect, quote } from './inspect.js';

/** The codes of wrong options and arguments, in the manner of Node. */
export type OptionErrorCode =
  'ERR_INVALID_ARG_TYPE' | 'ERR_OUT_OF_RANGE' | 'ERR_UNKNOWN_OPTION' | 'ERR_INCOMPATIBLE_OPTIONS';

function coded<E extends Error>(error: E, code: OptionErrorCode): E & { code: OptionErrorCode } {
  return Object.assign(error, { code });
}

/** `chunkBy: "maxSize" must be an integer >= 1; received 'x' (string)`, as a TypeError. */
export function invalidType(where: string, name: string, expected: string, value: unknown) {
  const message = `${where}: "${name}" must be ${expected}; received ${inspect(value)}`;
  return coded(new TypeError(message), 'ERR_INVALID_ARG_TYPE');
}

/** The same wording for a value of the right type outside its bounds, as a RangeError. */
export function outOfRange(where: string, name: string, expected: string, value: unknown) {
  const message = `${where}: "${name}" must be ${expected}; received ${inspect(value)}`;
  return coded(new RangeError(message), 'ERR_OUT_OF_RANGE');
}

/** A name that the function does not know, with the nearest one that it does; `path` ends in a dot. */
export function unknownOption(where: string, name: string, known: readonly string[], path = '') {
  const near = nearest(name, known);
  const names = known.map((each) => path + each).join(', ');
  const hint = near === undefined ? `it takes ${names}` : `did you mean "${path + near}"?`;
  const message = `${where}: unknown option ${quote(path + name)}; ${hint}`;
  return coded(new TypeError(message), 'ERR_UNKNOWN_OPTION');
}

/** Options that are right by themselves and wrong together. */
export function incompatibleOptions(where: string, rule: string) {
  return coded(new TypeError(`${where}: ${rule}`), 'ERR_INCOMPATIBLE_OPTIONS');
}

/** The name that was probably meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 2));
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
