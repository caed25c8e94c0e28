import type { Subscriber } from 'rxjs';
import type { Flow } from './create-flow.js';
import { FLOW, gateBelow } from './reach.js';

/**
 * Has a flow closed while the boundary below this subscriber is, for as long as it is subscribed: for a
 * hot source whose subscribers come and go. Gives the function that takes it back.
 */
export function joinFlow(subscriber: Subscriber<unknown>, flow: Flow): () => void {
  const gate = gateBelow(subscriber);
  if (gate === undefined) return () => undefined;
  gate.name(flow[FLOW]);
  return () => {
    gate.unname(flow[FLOW]);
  };
}
