import { Subject } from 'rxjs';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Gate } from '../../src/flow/gate.js';
import { warn, warnOfDeafness } from '../../src/flow/warn.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { claimWarnings } from '../support/claims.js';

interface Host {
  process?: { env?: { NODE_ENV?: string | undefined } } | undefined;
}
const host = globalThis as Host;

/** Runs with this environment; undefined takes the variable away, null all of `process`. */
function inEnvironment<T>(NODE_ENV: string | undefined | null, body: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'process');
  const value = NODE_ENV === null ? undefined : { env: { NODE_ENV } };
  Object.defineProperty(globalThis, 'process', { configurable: true, writable: true, value });
  try {
    return body();
  } finally {
    if (before === undefined) delete host.process;
    else Object.defineProperty(globalThis, 'process', before);
  }
}

function eventsOf(gate: Gate): FlowEvent[] {
  const events: FlowEvent[] = [];
  gate.observe((event) => events.push(event));
  return events;
}

describe('warn', () => {
  it('should print the message under our name, and announce the same', () => {
    const gate = new Gate();
    const events = eventsOf(gate);

    warn('UNASKED', 'mind', gate);

    expect(claimWarnings()).toEqual(['sluice: mind']);
    expect(events).toEqual([{ type: 'warning', code: 'UNASKED', message: 'mind' }]);
  });

  it('should print where there is no gate to tell', () => {
    warn('NO_FLOW', 'mind');

    expect(claimWarnings()).toEqual(['sluice: mind']);
  });

  for (const environment of ['development', 'test', '', undefined, null]) {
    it(`should speak where ${environment === null ? 'there is no process' : `NODE_ENV is ${environment}`}`, () => {
      inEnvironment(environment, () => {
        warn('NO_FLOW', 'mind');
      });

      expect(claimWarnings()).toEqual(['sluice: mind']);
    });
  }

  it('should speak where the process has no environment', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'process');
    Object.defineProperty(globalThis, 'process', { configurable: true, writable: true, value: {} });
    warn('NO_FLOW', 'mind');
    if (before === undefined) delete host.process;
    else Object.defineProperty(globalThis, 'process', before);

    expect(claimWarnings()).toEqual(['sluice: mind']);
  });

  it('should neither print nor announce in production', () => {
    const gate = new Gate();
    const events = eventsOf(gate);

    inEnvironment('production', () => {
      warn('UNASKED', 'mind', gate);
      warnOfDeafness('mapConcurrent', gate);
    });

    expect(claimWarnings()).toEqual([]);
    expect(events).toEqual([]);
  });

  it('should name the operator to which nobody listens, and what to do', () => {
    const gate = new Gate();
    const events = eventsOf(gate);

    warnOfDeafness('processChunks', gate);

    const [printed] = claimWarnings();
    expect(printed).toMatch(/^sluice: processChunks: .*fromSource.*\{ flow \}/);
    expect(events).toEqual([
      {
        type: 'warning',
        code: 'NOBODY_LISTENS',
        message: printed?.replace('sluice: ', '') ?? '',
      },
    ]);
  });
});

describe('the warnings of a pipeline', () => {
  const stuck = () => new Promise<never>(() => {});
  const codes = (events: readonly FlowEvent[]) =>
    events.map((event) => (event.type === 'warning' ? event.code : event.type));

  it('should say once that a source found no flow, however often it is subscribed', () => {
    const rows$ = fromSource([1, 2, 3]);
    rows$.subscribe();
    rows$.subscribe();

    const printed = claimWarnings();
    expect(printed.length).toBe(1);
    expect(printed[0]).toMatch(/^sluice: fromSource found nothing below it/);
  });

  it('should say it of each source', () => {
    fromSource([1]).subscribe();
    fromSource([1]).subscribe();

    expect(claimWarnings().length).toBe(2);
  });

  it('should say nothing of a source that is meant to have no flow', () => {
    fromSource([1], { flow: null }).subscribe();

    expect(claimWarnings()).toEqual([]);
  });

  it('should say nothing of a source that minds an explicit flow', () => {
    fromSource([1], { flow: createFlow() }).subscribe();

    expect(claimWarnings()).toEqual([]);
  });

  it('should say once that nobody listens, when the slots are full for the first time', () => {
    const source = new Subject<number>();
    const flow = createFlow();
    const events: FlowEvent[] = [];
    flow.events$.subscribe((event) => events.push(event));
    const subscription = source
      .pipe(mapConcurrent(stuck, { concurrency: 1, prefetch: 1, flow }))
      .subscribe();

    source.next(1);
    expect(events).toEqual([]);
    for (let i = 0; i < 10; i++) source.next(i);

    expect(codes(events)).toEqual(['NOBODY_LISTENS']);
    expect(claimWarnings().length).toBe(1);
    subscription.unsubscribe();
  });

  it('should say once that values come unasked, though the gate opens between', async () => {
    const source = new Subject<number>();
    const flow = createFlow();
    const events: FlowEvent[] = [];
    flow.events$.subscribe((event) => events.push(event));
    let settle = () => {};
    const work = () =>
      new Promise<void>((resolve) => {
        settle = resolve;
      });
    let done = 0;
    const subscription = source
      .pipe(mapConcurrent(work, { concurrency: 1, prefetch: 0, flow }))
      .subscribe(() => done++);

    for (let round = 1; round <= 2; round++) {
      for (let i = 0; i < 1500; i++) source.next(i);
      while (done < 1500 * round) {
        settle();
        await Promise.resolve();
      }
    }

    expect(codes(events)).toEqual(['NOBODY_LISTENS', 'UNASKED']);
    expect(claimWarnings().length).toBe(2);
    subscription.unsubscribe();
  });

  it('should say nothing while the pipeline keeps its promise', () => {
    const events: FlowEvent[] = [];
    const flow = createFlow();
    flow.events$.subscribe((event) => events.push(event));
    const subscription = fromSource(new Array<number>(5000).fill(0))
      .pipe(mapConcurrent(stuck, { flow }))
      .subscribe();

    expect(events).toEqual([]);
    expect(claimWarnings()).toEqual([]);
    subscription.unsubscribe();
  });

  it('should print nothing of all that in production', () => {
    const source = new Subject<number>();
    const flow = createFlow();
    const events: FlowEvent[] = [];
    flow.events$.subscribe((event) => events.push(event));

    inEnvironment('production', () => {
      fromSource([1]).subscribe();
      const subscription = source.pipe(mapConcurrent(stuck, { flow })).subscribe();
      for (let i = 0; i < 1500; i++) source.next(i);
      subscription.unsubscribe();
    });

    expect(claimWarnings()).toEqual([]);
    expect(events).toEqual([]);
  });
});
