import fc from 'fast-check';
import type { Harness } from './harness.js';

export type When = (harness: Harness) => boolean;
type Run = (harness: Harness, ...numbers: readonly number[]) => void | Promise<void>;

/** How often each command ran, so that one that never does is seen. */
export const ran = new Map<string, number>();

/** The model of a command is the harness itself: what it knows is what the ports have told. */
export class Command implements fc.AsyncCommand<Harness, undefined> {
  constructor(
    readonly name: string,
    readonly when: When,
    readonly body: Run,
    readonly numbers: readonly number[],
  ) {}

  check(harness: Harness): boolean {
    return this.when(harness);
  }

  async run(harness: Harness): Promise<void> {
    ran.set(this.name, (ran.get(this.name) ?? 0) + 1);
    await this.body(harness, ...this.numbers);
    await harness.settled();
  }

  toString(): string {
    return `${this.name}(${this.numbers.join(', ')})`;
  }
}

/** A command with so many numbers up to those. */
export const command = (name: string, when: When, body: Run, ...most: readonly number[]) =>
  fc
    .tuple(...most.map((max) => fc.nat({ max })))
    .map((numbers) => new Command(name, when, body, numbers));
