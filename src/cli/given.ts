import { UsageError } from './usage-error.js';

/** What was given on the command line. */
export class Given {
  readonly #values: ReadonlyMap<string, string | true>;

  constructor(
    values: ReadonlyMap<string, string | true>,
    /** What stands there without a name. */
    readonly operand: string | undefined,
  ) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  required(name: string, what: string): string {
    const value = this.text(name);
    if (value === undefined || value === '')
      throw new UsageError([`--${name} is needed: ${what}.`]);
    return value;
  }

  /** A whole number within bounds. */
  integer(name: string, least: number, most: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    const bounds = `from ${least} to ${most.toLocaleString('en-US')}`;
    throw new UsageError([`--${name} takes a whole number ${bounds}; it got "${value}".`]);
  }

  oneOf<W extends string>(name: string, words: readonly W[]): W | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    throw new UsageError([`--${name} takes ${words.join(' or ')}; it got "${value}".`]);
  }
}
