import type { Settled } from './settled.js';

/** What is known of a chunk whose time is up: outcomes of items that are done; the rest failed for this reason. */
export type Known = (reason: unknown) => Settled<unknown> | undefined;

/** By the answer: of what work makes of it, when it waits for it, nothing is known. */
const byAnswer = /* @__PURE__ */ new WeakMap<object, Known>();

/** Lets an answer that has not come yet be asked for what is known already. */
export function withKnown<A extends object>(answer: A, known: Known): A {
  byAnswer.set(answer, known);
  return answer;
}

/** Undefined of an answer that nobody can ask. */
export function knownOf(answer: unknown): Known | undefined {
  return typeof answer === 'object' && answer !== null ? byAnswer.get(answer) : undefined;
}
