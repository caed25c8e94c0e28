import type { Subscriber } from 'rxjs';
import type { Flow } from './create-flow.js';
import { FLOW, gateBelow } from './reach.js';

/** A subscriber of a hot source, and the flow that its source minds. */
export interface JoinedFlow {
  /** Emits in a turn of the pipeline below: what the source was allowed to read is asked for. */
  turn(body: () => void): void;
  /** Takes it back. */
  leave(): void;
}

const ALONE: JoinedFlow = {
  turn: (body) => {
    body();
  },
  leave: () => undefined,
};

/**
 * Has a flow closed while the boundary below this subscriber is, for as long as it is subscribed: for a
 * hot source whose subscribers come and go.
 */
export function joinFlow(subscriber: Subscriber<unknown>, flow: Flow): JoinedFlow {
  const gate = gateBelow(subscriber);
  if (gate === undefined) return ALONE;
  gate.name(flow[FLOW]);
  return {
    turn: (body) => {
      gate.tree.turn(body);
    },
    leave: () => {
      gate.unname(flow[FLOW]);
    },
  };
}
