import type { Gate } from '../../flow/gate.js';

/** Asks the rate limits above for one more call with the input; what it gives back takes it back. */
export function turnOf(gate: Gate, input: unknown, call: () => void): () => void {
  let forget: () => void = () => undefined;
  gate.tree.turn(() => {
    forget = gate.reserve(input, call);
  });
  return () => {
    forget();
  };
}
