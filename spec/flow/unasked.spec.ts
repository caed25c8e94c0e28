import {
  bufferCount,
  concatAll,
  mergeMap,
  NEVER,
  observeOn,
  range,
  share,
  Subject,
  VirtualTimeScheduler,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { BufferOverflowError } from '../../src/core/buffer-overflow-error.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Gate } from '../../src/flow/gate.js';
import { Unasked } from '../../src/flow/unasked.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { macrotask } from '../support/ticks.js';

const arriving = (unasked: Unasked, times: number) =>
  Array.from({ length: times }, () => unasked.arrived()).filter((error) => error !== undefined);

describe('Unasked', () => {
  it('should let so many arrive, and refuse each one more with the count', () => {
    const unasked = new Unasked('storeTo', 3, new Gate());

    expect(arriving(unasked, 3)).toEqual([]);
    const [first, second] = arriving(unasked, 2);

    expect(first).toBeInstanceOf(BufferOverflowError);
    expect([first?.operator, first?.held, first?.limit]).toEqual(['storeTo', 4, 3]);
    expect(second?.held).toBe(5);
  });

  it('should count anew when the gate has opened', () => {
    const unasked = new Unasked('storeTo', 3, new Gate());
    arriving(unasked, 3);

    unasked.reset();

    expect(arriving(unasked, 3)).toEqual([]);
    expect(arriving(unasked, 1).length).toBe(1);
  });

  it('should warn at a thousand, not before', () => {
    const unasked = new Unasked('storeTo', 10_000, new Gate());

    arriving(unasked, 999);
    expect(claimWarnings()).toEqual([]);
    arriving(unasked, 1);
    expect(claimWarnings()).toEqual([jasmine.stringMatching(/^sluice: storeTo: 1000 values/)]);
  });

  it('should warn once, though it counts anew', () => {
    const gate = new Gate();
    const events: FlowEvent[] = [];
    gate.observe((event) => events.push(event));
    const unasked = new Unasked('storeTo', 10_000, gate);

    arriving(unasked, 5000);
    unasked.reset();
    arriving(unasked, 5000);

    expect(claimWarnings().length).toBe(1);
    expect(events.length).toBe(1);
  });
});

describe('unasked arrivals', () => {
  const stuck = { concurrency: 1, prefetch: 0 };
  const perItem = mapConcurrent(() => NEVER, stuck);
  const perChunk: OperatorFunction<readonly number[], unknown> = processChunks(() => NEVER, stuck);

  /** Subscribes, sends so many by a Subject, and gives the errors. */
  function sending<T>(values: Iterable<T>, operator: OperatorFunction<T, unknown>): unknown[] {
    const errors: unknown[] = [];
    const source = new Subject<T>();
    const subscription = source.pipe(operator).subscribe({ error: (error) => errors.push(error) });
    for (const value of values) source.next(value);
    subscription.unsubscribe();
    claimWarnings();
    return errors;
  }

  const errorsOf = (pipeline$: Observable<unknown>) => {
    const errors: unknown[] = [];
    pipeline$.subscribe({ error: (error) => errors.push(error) }).unsubscribe();
    return errors;
  };

  it('should be refused beyond 65,536 items, once, with the count', () => {
    const items = new Array<number>(65_537).fill(0);

    // One is at work: it was asked for.
    expect(sending(items, perItem)).toEqual([]);
    const errors = sending([...items, 0, 0], perItem);
    expect(errors.length).toBe(1);
    const [error] = errors as BufferOverflowError[];
    expect([error?.code, error?.operator, error?.held, error?.limit]).toEqual([
      'ERR_BUFFER_OVERFLOW',
      'mapConcurrent',
      65_537,
      65_536,
    ]);
  });

  it('should be refused beyond 1,000 chunks, once, with the count', () => {
    const chunks = new Array<number[]>(1001).fill([1]);

    expect(sending(chunks, perChunk)).toEqual([]);
    const errors = sending([...chunks, [1], [1]], perChunk);
    expect(errors.length).toBe(1);
    const [error] = errors as BufferOverflowError[];
    expect([error?.operator, error?.held, error?.limit]).toEqual(['processChunks', 1001, 1000]);
  });

  it('should not be what a pull expands to, however much that is', () => {
    const expanded$ = fromSource([1, 2]).pipe(mergeMap(() => range(0, 100_000)));

    expect(errorsOf(expanded$.pipe(perItem))).toEqual([]);
    expect(errorsOf(expanded$.pipe(bufferCount(10), perChunk))).toEqual([]);
    expect(claimWarnings()).toEqual([]);
  });

  it('should not be what a shared pull expands to, for any boundary that names its flow', () => {
    const flow = createFlow({ paused: true });
    const errors: unknown[] = [];
    const expanded$ = fromSource([1, 2], { flow }).pipe(
      mergeMap(() => range(0, 70_000)),
      share(),
    );
    const boundary = () => mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0, flow });

    const subscriptions = [1, 2].map(() =>
      expanded$.pipe(boundary()).subscribe({ error: (error) => errors.push(error) }),
    );
    flow.resume();

    expect(errors).toEqual([]);
    expect(claimWarnings()).toEqual([]);
    for (const subscription of subscriptions) subscription.unsubscribe();
  });

  it('should not be what an answer of work expands to', async () => {
    const errors: unknown[] = [];
    const expanded$ = fromSource([1]).pipe(
      mapConcurrent(async () => range(0, 100_000)),
      concatAll(),
    );

    const subscription = expanded$.pipe(perItem).subscribe({ error: (e) => errors.push(e) });
    await macrotask();

    expect(errors).toEqual([]);
    subscription.unsubscribe();
  });

  it('should not be what comes while the gate is open', () => {
    const chunks = new Array<number[]>(5000).fill([1]);
    const work: OperatorFunction<readonly number[], unknown> = processChunks(
      () => undefined,
      stuck,
    );

    expect(sending(chunks, work)).toEqual([]);
    expect(claimWarnings()).toEqual([]);
  });

  it('should show that an operator above holds items', () => {
    const flow = createFlow();
    const events: FlowEvent[] = [];
    flow.events$.subscribe((event) => events.push(event));
    const scheduler = new VirtualTimeScheduler();

    const subscription = fromSource(new Array<number>(1500).fill(0), { scheduler })
      .pipe(
        observeOn(scheduler, 1),
        mapConcurrent(() => NEVER, { flow }),
      )
      .subscribe();
    scheduler.flush();

    expect(events).toEqual([
      jasmine.objectContaining<FlowEvent>({ type: 'warning', code: 'UNASKED' }),
    ]);
    expect(claimWarnings().length).toBe(1);
    subscription.unsubscribe();
  });
});
