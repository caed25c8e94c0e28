import type { FlowEvent } from '../../src/flow/events.js';
import { Gate } from '../../src/flow/gate.js';
import { RetryBudget } from '../../src/work/retry/retry-budget.js';
import { Telling } from '../../src/work/telling.js';

const chunk = {
  items: ['a', 'b'],
  ranges: [[7, 9] as const],
  weight: 2,
  closedBy: 'size' as const,
  openedAt: 0,
  closedAt: 0,
};
const result = {
  ...{ chunk, values: ['A', 'B'], failures: new Map<never, never>(), attempts: 1 },
  ...{ startedAt: 1, duration: 2 },
};

function setUp() {
  const gate = new Gate();
  const events: FlowEvent[] = [];
  const observe = () => gate.observe((event) => events.push(event));
  return { telling: new Telling(gate), events, observe };
}

describe('Telling', () => {
  it('should know a chunk by the same number at its start and end, and each by another', () => {
    const { telling, events, observe } = setUp();
    observe();
    for (let i = 0; i < 2; i++) telling.settled(telling.started(chunk), result);
    const ids = events.map((event) => (event as { id: number }).id);

    expect(events.map(({ type }) => type)).toEqual([
      ...(['chunkStarted', 'chunkSettled', 'chunkStarted', 'chunkSettled'] as const),
    ]);
    expect([ids[0] === ids[1], ids[2] === ids[3], ids[0] === ids[2]]).toEqual([true, true, false]);
    expect(events[0]).toEqual(jasmine.objectContaining({ size: 2, position: 7 }));
  });

  it('should number also a chunk that began before anybody observed', () => {
    const { telling, events, observe } = setUp();
    const id = telling.started(chunk);
    observe();
    telling.settled(id, result);

    expect((events[0] as { id: number }).id).toBeGreaterThan(0);
  });

  it('should say that a budget is spent once, until there is some again', () => {
    const { telling, events, observe } = setUp();
    observe();
    const budget = new RetryBudget(1);
    while (budget.take());
    telling.budgetSpent(budget);
    telling.budgetSpent(budget);
    budget.called();
    budget.take();
    telling.budgetSpent(budget);

    expect(events).toEqual([
      { type: 'budgetSpent', calls: 0, retries: 10 },
      { type: 'budgetSpent', calls: 1, retries: 11 },
    ]);
  });
});
