import { nearest } from '../core/option-error.js';

/** The name that was probably meant: the nearest, or one of the same letters. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const letters = lettersOf(name);
  return nearest(name, known) ?? known.find((each) => lettersOf(each) === letters);
}

function lettersOf(name: string): string {
  return name.split('').sort().join('');
}
