import type { Range } from '../core/chunk.js';
import { digest } from '../core/digest.js';
import type { Gate } from '../flow/gate.js';
import type { Resume, RunIdentity } from '../flow/resume.js';
import type { CallNames } from './attempt.js';

/** Names items for services that take each name once: by the run that they are stored in. */
export class Identity implements CallNames {
  readonly #resume: Resume | undefined;
  #run: RunIdentity | undefined;

  constructor(gate: Gate) {
    // Now: work that was given up may ask when the operator has left, and finds no store any more.
    this.#resume = gate.resumeBelow();
  }

  keyOf(item: unknown, position: number): string {
    const { runId, keyOf } = this.#identity;
    return `${runId}:${keyOf === undefined ? position : keyOf(item)}`;
  }

  positionOf(position: number): number {
    return position;
  }

  /** Of items that are worked on together. By keys they have no order, so all of them count. */
  keyOfAll(items: readonly unknown[], ranges: readonly Range[]): string {
    const { runId, keyOf } = this.#identity;
    if (keyOf !== undefined) return `${runId}:${digest(items.map(keyOf))}`;
    const stretches = ranges.map(([start, end]) =>
      end === start + 1 ? start : `${start}-${end - 1}`,
    );
    return `${runId}:${stretches.join(',')}`;
  }

  /** What nobody stores has a name for as long as it runs. */
  get #identity(): RunIdentity {
    return (this.#run ??= this.#resume?.run ?? { runId: randomName() });
  }
}

/** Not randomUUID, which pages have only over HTTPS. */
function randomName(): string {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return [...numbers].map((each) => each.toString(36)).join('');
}
