import { NEVER, share } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Gate } from '../../src/flow/gate.js';
import { FLOW } from '../../src/flow/reach.js';
import { processChunks } from '../../src/work/process-chunks.js';

const FAILED: FlowEvent = { type: 'closeFailed', reason: new Error('not closed') };

function eventsOf(gate: Gate): FlowEvent[] {
  const events: FlowEvent[] = [];
  gate.observe((event) => events.push(event));
  return events;
}

describe('Gate, named by explicit flows', () => {
  it('should know the source that found the flow before the boundary named it', () => {
    const flow = createFlow({ paused: true });
    const warned: FlowEvent[] = [];
    flow.events$.subscribe((event) => {
      if (event.type === 'warning') warned.push(event);
    });
    const row$ = fromSource([1, 2, 3], { flow }).pipe(share());
    const stuck = () => processChunks(() => NEVER, { flow, concurrency: 1 });

    const first = row$.pipe(chunkBy(1), stuck()).subscribe();
    const second = row$.pipe(chunkBy(1), stuck()).subscribe();
    flow.resume();

    expect(flow.open).toBeFalse();
    expect(warned).toEqual([]);
    first.unsubscribe();
    second.unsubscribe();
  });

  it('should listen on behalf of the gates below it too', () => {
    const [explicit, root] = [new Gate(), new Gate()];
    const upper = new Gate(root);
    explicit.listen();
    upper.name(explicit);

    expect([upper.listeners, root.listeners]).toEqual([1, 1]);
  });

  it('should tell those below what happens after it is disposed', () => {
    const root = new Gate();
    const [gate, flow] = [new Gate(root), createFlow()];
    gate.name(flow[FLOW]);
    const heard = [eventsOf(root), eventsOf(flow[FLOW])];

    gate.dispose();
    gate.announce(FAILED);

    expect(heard).toEqual([[FAILED], [FAILED]]);
  });

  it('should tell each observer once, by however many ways an event comes', () => {
    const explicit = new Gate();
    const lower = new Gate();
    const upper = new Gate(lower);
    lower.name(explicit);
    upper.name(explicit);
    const source = new Gate(upper, explicit);
    const heard = [eventsOf(explicit), eventsOf(lower)];

    source.announce(FAILED);

    expect(heard).toEqual([[FAILED], [FAILED]]);
  });

  it('should hold nobody up once it is disposed', () => {
    const [gate, flow] = [new Gate(), createFlow()];
    gate.name(flow[FLOW]);
    gate.close(1);
    expect(flow.open).toBeFalse();

    gate.dispose();

    expect(flow.open).toBeTrue();
  });
});
