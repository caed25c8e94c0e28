import { Observable, type Subscriber } from 'rxjs';
import { boolean, readOptions, type OptionRule } from '../core/options.js';
import { ambientGate } from './ambient.js';
import type { FlowEvent } from './events.js';
import { Gate, PAUSED } from './gate.js';
import { eventLog } from './log/event-log.js';
import { chainedGate, FLOW, gateBelow } from './reach.js';

export interface CreateFlowOptions {
  /** Start paused, until `resume()`. @default false */
  readonly paused?: boolean | undefined;
}

/** A gate held in the hand: it joins sources and boundaries that cannot find each other. */
export interface Flow {
  readonly [FLOW]: Gate;
  /** Whether sources that mind this flow may pull now. */
  readonly open: boolean;
  /** Whether `pause()` is in force. */
  readonly paused: boolean;
  /** Stops sources that mind this flow; what was accepted goes on. */
  pause(): void;
  /** Takes `pause()` back. */
  resume(): void;
  /** Warnings, dropped items and failed closings of every boundary and source that names this flow. */
  readonly events$: Observable<FlowEvent>;
}

/** What every operator and source of ours takes as its `flow` option. */
export interface FlowOption {
  /** A flow to join in addition to the one found through the chain; null joins none at all. */
  readonly flow?: Flow | null | undefined;
}

/**
 * Makes an explicit flow: demand by hand, where the chain of subscribers does not reach.
 *
 * Give it as `{ flow }` to a boundary (`processChunks`, `mapConcurrent`, `storeTo`, …), and it is
 * closed while the boundary is; give the same flow to `fromSource`, and the source minds it in
 * addition to the flow it finds by itself. That is needed where the chain breaks: behind a Subject,
 * a `connectable`, or a `share` whose subscribers differ in speed.
 *
 * **Marble** (`p` a pull; one slot, work takes 2 frames; `resume()` at frame 3)
 * ```
 * resume  ---o
 * pulls   ---p-p-p-|
 * result  -----a-b-(c|)
 * ```
 *
 * - **Errors** TypeError `ERR_INVALID_ARG_TYPE`, `ERR_UNKNOWN_OPTION` at the call.
 * - **Holds at most** nothing.
 *
 * @param options `paused`: start paused (default false).
 *
 * @example
 * ```ts
 * import { share } from 'rxjs';
 * import { chunkBy, createFlow, fromSource, processChunks } from 'sluice';
 *
 * const flow = createFlow({ paused: true });
 * const rows$ = fromSource(rows, { flow }).pipe(share());
 * rows$.pipe(chunkBy(100), processChunks(save, { flow })).subscribe();
 * rows$.pipe(chunkBy(10), processChunks(index, { flow })).subscribe();
 * flow.resume(); // both listen now: the slower one sets the pace
 * ```
 */
export function createFlow(options?: CreateFlowOptions): Flow {
  const { paused = false } = readOptions<CreateFlowOptions>('createFlow', options, {
    paused: boolean,
  });
  return new ExplicitFlow(paused);
}

class ExplicitFlow implements Flow {
  readonly [FLOW] = new Gate();
  readonly events$ = new Observable<FlowEvent>((subscriber) =>
    this[FLOW].observe((event) => {
      subscriber.next(event);
    }),
  );

  constructor(paused: boolean) {
    if (paused) this.pause();
  }

  get open(): boolean {
    return this[FLOW].blocker() === undefined;
  }

  get paused(): boolean {
    return (this[FLOW].mask & PAUSED) !== 0;
  }

  pause(): void {
    this[FLOW].close(PAUSED);
  }

  resume(): void {
    this[FLOW].release(PAUSED);
  }
}

/** The rule of the `flow` option. */
export const flowRule: OptionRule = {
  expected: 'a flow made by createFlow, or null',
  check: (value) => (value === null || isFlow(value) ? 'ok' : 'type'),
};

function isFlow(value: unknown): value is Flow {
  return typeof value === 'object' && value !== null && FLOW in value;
}

/** The gate of a new boundary: above the one found below, and minded by the explicit flow. */
export function gateOfBoundary(below: Subscriber<never>, { flow }: FlowOption): Gate {
  const chained = flow === null ? undefined : chainedGate(below);
  const found = flow === null ? undefined : (chained ?? ambientGate());
  const gate = found === undefined ? rootGate() : new Gate(found);
  gate.chained = chained !== undefined;
  if (flow) gate.name(flow[FLOW]);
  return gate;
}

/** A root: all events of the pipeline above come here, where they are logged if somebody wants it. */
export function rootGate(): Gate {
  const gate = new Gate();
  const log = eventLog();
  if (log !== undefined) gate.observe(log);
  return gate;
}

/** The gate that a source minds: the one found below and the explicit flow, where there are any. */
export function gateOfSource(below: Subscriber<never>, { flow }: FlowOption): Gate | undefined {
  if (flow === null) return undefined;
  const found = gateBelow(below);
  const gates = [found, flow?.[FLOW]].filter((gate) => gate !== undefined);
  return gates.length > 1 ? new Gate(...gates) : gates[0];
}
