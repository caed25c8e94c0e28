import type { Subscriber } from 'rxjs';
import { ambientGate } from './ambient.js';
import type { Gate } from './gate.js';

/** Where a subscriber or an explicit flow keeps its gate; the same in every copy of this library. */
export const FLOW = Symbol.for('sluice.flow/1');

interface Link {
  readonly [FLOW]?: Gate | undefined;
  readonly destination?: Link | null;
}

/**
 * The gate that governs a subscriber: the nearest one below it.
 *
 * Every RxJS 7 operator subscribes upstream with a subscriber whose `destination` is the one below.
 * The field is internal to RxJS (present in all of 7, checked by the canary spec); this is the only
 * place that reads it. The chain ends at a user's own `subscribe()`, which is where demand ends too.
 */
export function gateBelow(subscriber: Subscriber<unknown>): Gate | undefined {
  return chainedGate(subscriber) ?? ambientGate();
}

/** The same, only where everything that the subscriber emits goes to that gate, and nowhere else. */
export function chainedGate(subscriber: Subscriber<unknown>): Gate | undefined {
  let link: Link | null | undefined = subscriber as unknown as Link;
  while (link) {
    const gate = link[FLOW];
    if (gate !== undefined) return gate;
    link = link.destination;
  }
  return undefined;
}
