import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { BehaviorSubject, EMPTY, filter, race, timer, toArray } from 'rxjs';
import {
  backoff,
  chunkBy,
  fromSource,
  pauseWhen,
  processChunks,
  type ChunkResult,
} from '../../src/index.js';
import { macrotask } from '../support/ticks.js';

const OPEN = 10_000;
const LANES = 2;
const SIZE = 10;

type Row = number;

/** Answers, or is down; remembers who called. */
class Service {
  isDown = false;
  calls = 0;
  readonly posted: Row[] = [];
  /** Refused whenever they come, with this status. */
  readonly refused = new Map<Row, number>();

  /** Answers to a chunk with this row come when it resolves. */
  slow: { readonly row: Row; readonly answered: Promise<void> } | undefined;

  readonly post = (rows: readonly Row[]): Promise<readonly Row[]> => {
    this.calls++;
    if (this.slow !== undefined && rows.includes(this.slow.row)) {
      return this.slow.answered.then(() => rows);
    }
    const bad = rows.find((row) => this.refused.has(row));
    const status = this.isDown ? 503 : bad === undefined ? undefined : this.refused.get(bad);
    if (status !== undefined) return Promise.reject(Object.assign(new Error('no'), { status }));
    this.posted.push(...rows);
    return Promise.resolve(rows);
  };
}

/** The recipe of docs/retries.md. */
function pipeline(service: Service, rows: Iterable<Row>) {
  const isOutage = (error: unknown) =>
    error instanceof BrokenCircuitError ||
    [502, 503, 504].includes((error as { status: number }).status);
  const circuit = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: OPEN,
    breaker: new ConsecutiveBreaker(3),
  });
  const isOpen$ = new BehaviorSubject(false);
  circuit.onBreak(() => isOpen$.next(true));
  circuit.onReset(() => isOpen$.next(false));
  const closed$ = isOpen$.pipe(filter((isOpen) => !isOpen));
  const soon = backoff();

  const results$ = fromSource(rows).pipe(
    chunkBy(SIZE),
    pauseWhen(isOpen$),
    processChunks((part: readonly Row[]) => circuit.execute(() => service.post(part)), {
      concurrency: LANES,
      prefetch: 0,
      retry: {
        count: Infinity,
        delay: (error, retryCount) => {
          if (isOpen$.value) return race(closed$, timer(OPEN + 100));
          return isOutage(error) || retryCount <= 3 ? soon(error, retryCount) : EMPTY;
        },
      },
    }),
  );
  return { circuit, results$ };
}

describe('a circuit breaker', () => {
  let service: Service;
  let pulled: number;

  function* rows(count: number) {
    for (let row = 0; row < count; row++) {
      pulled++;
      yield row;
    }
  }

  /** Lets time pass in small steps, and whatever is due then end. */
  async function pass(ms: number) {
    for (let past = 0; past < ms; past += 500) {
      await macrotask();
      jasmine.clock().tick(500);
    }
    await macrotask();
  }

  beforeEach(() => {
    service = new Service();
    pulled = 0;
    jasmine.clock().install();
    jasmine.clock().mockDate(new Date());
  });

  afterEach(() => {
    jasmine.clock().uninstall();
  });

  it('should make an outage cost time and no target', async () => {
    const { circuit, results$ } = pipeline(service, rows(200));
    const results: ChunkResult<Row, Row>[] = [];
    let isComplete = false;
    results$.subscribe({
      next: (result) => {
        results.push(result);
        if (results.length === 5) service.isDown = true;
      },
      complete: () => (isComplete = true),
    });
    await pass(5000);

    expect(circuit.state).toBe(CircuitState.Open);
    const before = { pulled, posted: service.posted.length };
    expect(before.pulled - before.posted).toBe(LANES * SIZE);

    for (let probe = 0; probe < 5; probe++) {
      service.calls = 0;
      await pass(OPEN + 500);
      // One call finds out that it is still down; the other lane waits for what comes of it.
      expect(service.calls).toBe(1);
    }
    expect({ pulled, posted: service.posted.length }).toEqual(before);

    service.isDown = false;
    await pass(OPEN + 500);
    expect(circuit.state).toBe(CircuitState.Closed);
    expect(isComplete).toBeTrue();
    expect(service.posted.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(results.every(({ failures }) => failures.size === 0)).toBeTrue();
  });

  it('should read nothing while it is open, also when a lane falls free', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    service.slow = { row: 0, answered };
    service.isDown = true;
    const { circuit, results$ } = pipeline(service, rows(100));
    const results: ChunkResult<Row, Row>[] = [];
    const running = results$.subscribe((result) => results.push(result));
    await pass(5000);
    expect(circuit.state).toBe(CircuitState.Open);

    answer();
    await macrotask();
    expect([results.length, pulled]).toEqual([1, LANES * SIZE]);
    running.unsubscribe();
  });

  it('should leave bad rows to the rules of retry', async () => {
    service.refused.set(5, 400).set(15, 500);
    const { circuit, results$ } = pipeline(service, rows(30));
    let results: readonly ChunkResult<Row, Row>[] = [];
    results$.pipe(toArray()).subscribe((all) => (results = all));
    await pass(10_000);

    const failed = results.filter(({ failures }) => failures.size > 0);
    expect(failed.map(({ chunk }) => chunk.items[0]).sort()).toEqual([0, 10]);
    // Chunk 0 once, chunk 1 with three retries, chunk 2 once.
    expect(service.calls).toBe(6);
    expect(circuit.state).toBe(CircuitState.Closed);
  });
});
