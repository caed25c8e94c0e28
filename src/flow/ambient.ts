import type { Gate } from './gate.js';

/** Shared by all copies of this library on a page, since a pipeline may be put together from two. */
const AMBIENT = Symbol.for('sluice.ambient/1');
interface Ambient {
  gate: Gate | undefined;
}
const ambient: Ambient = /* @__PURE__ */ sharedAmbient();

function sharedAmbient(): Ambient {
  const host = globalThis as { [AMBIENT]?: Ambient };
  return (host[AMBIENT] ??= { gate: undefined });
}

/** Whether a boundary is subscribing to its source right now: the rare case, tested per item. */
export function hasAmbient(): boolean {
  return ambient.gate !== undefined;
}

/** The gate of the boundary that is subscribing to its source right now, if any. */
export function ambientGate(): Gate | undefined {
  return ambient.gate;
}

/**
 * Sets the ambient gate and returns the one before, which the caller restores in `finally`. It is
 * set only around a boundary's own subscribe, to reach sources behind hand-written operators, and
 * cleared around every call of user code: work that reads a source of its own would otherwise wait
 * for the gate that it keeps closed.
 */
export function swapAmbient(gate: Gate | undefined): Gate | undefined {
  const before = ambient.gate;
  ambient.gate = gate;
  return before;
}
