import { RetryBudget } from '../../../src/work/retry/retry-budget.js';

/** Takes until there is none left. */
function takeAll(budget: RetryBudget): number {
  let taken = 0;
  while (budget.take()) taken++;
  return taken;
}

describe('RetryBudget', () => {
  it('should give ten retries from the start', () => {
    expect(takeAll(new RetryBudget(0.1))).toBe(10);
    expect(takeAll(new RetryBudget(0))).toBe(10);
  });

  it('should give the ratio of the first calls besides', () => {
    const budget = new RetryBudget(0.1);
    for (let call = 0; call < 100; call++) budget.called();
    expect(takeAll(budget)).toBe(20);
    for (let call = 0; call < 9; call++) budget.called();
    expect(takeAll(budget)).toBe(0);
    budget.called();
    expect(takeAll(budget)).toBe(1);
    expect([budget.calls, budget.retries]).toEqual([110, 21]);
  });

  it('should give more retries than calls where the ratio says so', () => {
    const budget = new RetryBudget(2);
    budget.called();
    expect(takeAll(budget)).toBe(12);
  });

  it('should be spent anew when one could be taken in between', () => {
    const budget = new RetryBudget(1);
    takeAll(budget);
    budget.wasSpent = true;
    expect(budget.take()).toBeFalse();
    expect(budget.wasSpent).toBeTrue();
    budget.called();
    expect(budget.take()).toBeTrue();
    expect(budget.wasSpent).toBeFalse();
  });
});
