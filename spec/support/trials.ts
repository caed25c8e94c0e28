import { map, type OperatorFunction } from 'rxjs';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';

export const broken = new Error('broken');

/** The values of each result in one word, with `!` for an item that failed. */
export const shown = (): OperatorFunction<ChunkResult<unknown, unknown>, string> =>
  map(({ values, failures }) =>
    values.map((value, place) => (failures.has(place) ? '!' : String(value))).join(''),
  );

/** A flow, and the events of one type that it hears. */
export function hearing<Type extends FlowEvent['type']>(type: Type) {
  const flow = createFlow();
  const heard: Extract<FlowEvent, { type: Type }>[] = [];
  flow.events$.subscribe((event) => {
    if (event.type === type) heard.push(event as (typeof heard)[number]);
  });
  return { flow, heard };
}
